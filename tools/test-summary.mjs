import { readFileSync } from "node:fs";

/**
 * Two uses, both on the JSON reports of a CI run:
 *   test-summary.mjs failed REPORT             the files in which something failed, a line each; none where too much did
 *   test-summary.mjs summary STATUS REPORT...  what failed, with its reason, and at the end `N passed, N failed`
 * A step that failed beside the tests counts as one failure. A report that has a second look beside it (`tests.again.json`
 * beside `tests.json`) is judged by both: what failed and then held alone on the machine passed, and is named as unsteady.
 */
const [use, ...rest] = process.argv.slice(2);

/** More files than these are no unsteadiness of a busy machine, and get no second look. */
const MOST_FILES_LOOKED_AT_AGAIN = 4;

/** @param {string} path */
function failedFiles(path) {
  const failed = read(path).testResults.filter((file) => file.status === "failed");
  if (failed.length > MOST_FILES_LOOKED_AT_AGAIN) return "";
  return failed.map((file) => `${file.name}\n`).join("");
}

/** @param {string[]} args */
function summary([status = "1", ...paths]) {
  const lines = [];
  let passed = 0;
  let failed = 0;
  for (const path of paths) {
    const report = read(path);
    const again = secondLook(path);
    passed += report.numPassedTests;
    for (const failure of failuresOf(report)) {
      const held = again.get(failure.id) === "passed";
      lines.push(
        `${held ? "UNSTEADY (held when alone)" : "FAILED"}: ${failure.id}\n${indented(failure.reason)}\n`,
      );
      if (held) passed += 1;
      else failed += 1;
    }
  }
  if (status !== "0") failed = Math.max(failed, 1);
  return `${lines.join("")}${passed} passed, ${failed} failed\n`;
}

/**
 * @typedef {{ fullName: string; status: string; failureMessages?: string[] }} Result
 * @typedef {{ name: string; status: string; message?: string; assertionResults: Result[] }} File
 * @typedef {{ numPassedTests: number; testResults: File[]; missing?: boolean }} Report
 */

/** A run that left no report has failed as a whole. @param {string} path @returns {Report} */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return { numPassedTests: 0, testResults: [], missing: true };
  }
}

/** What failed in a report: tests, files that broke before their first test, or all of it. @param {Report} report */
function failuresOf(report) {
  if (report.missing) return [{ id: "a run that left no report", reason: "" }];
  return report.testResults.flatMap((file) => {
    const failures = file.assertionResults
      .filter((result) => result.status === "failed")
      .map((result) => ({
        id: idOf(file, result),
        reason: (result.failureMessages ?? []).join("\n"),
      }));
    const broken = file.status === "failed" && failures.length === 0;
    return broken ? [{ id: file.name, reason: file.message ?? "" }] : failures;
  });
}

/** How each test, and each file, of the second look ended. @param {string} path */
function secondLook(path) {
  const report = read(path.replace(/\.json$/, ".again.json"));
  /** @type {Map<string, string>} */
  const ends = new Map();
  for (const file of report.testResults) {
    ends.set(file.name, file.status);
    for (const result of file.assertionResults) ends.set(idOf(file, result), result.status);
  }
  return ends;
}

/** @param {File} file @param {Result} result */
function idOf(file, result) {
  return `${file.name}: ${result.fullName}`;
}

/** A reason's first lines: the whole stands where the test ran. @param {string} reason */
function indented(reason) {
  return reason
    .split("\n")
    .slice(0, 12)
    .map((line) => `    ${line}`)
    .join("\n");
}

process.stdout.write(use === "failed" ? failedFiles(rest[0] ?? "") : summary(rest));
