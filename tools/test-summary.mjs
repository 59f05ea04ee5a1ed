import { readFileSync } from "node:fs";

/** Ends a CI run on one line, `N passed, N failed`; a step that failed beside the tests counts as one failure. */
const [status = "1", ...files] = process.argv.slice(2);
const reports = files.map(read);
const sum = (/** @type {(report: ReturnType<typeof read>) => number} */ count) =>
  reports.reduce((total, report) => total + count(report), 0);
const failed = Math.max(
  sum((report) => report.numFailedTests + suitesThatDidNotRun(report)),
  status === "0" ? 0 : 1,
);
process.stdout.write(`${sum((report) => report.numPassedTests)} passed, ${failed} failed\n`);

/** A run that left no report has failed as a whole. @param {string} path */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return { numPassedTests: 0, numFailedTests: 1, testResults: [] };
  }
}

/** Files that broke before their first test. @param {ReturnType<typeof read>} report */
function suitesThatDidNotRun(report) {
  return report.testResults.filter(
    (/** @type {{ status: string; assertionResults: unknown[] }} */ file) =>
      file.status === "failed" && file.assertionResults.length === 0,
  ).length;
}
