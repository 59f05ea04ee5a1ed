import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "playhead-summary-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A report of one file with these tests, under a name of its own; gives its path. */
function report(name: string, tests: Record<string, "passed" | "failed">): string {
  const path = join(folder, `${name}.json`);
  const results = Object.entries(tests).map(([fullName, status]) => ({
    fullName,
    status,
    failureMessages: status === "failed" ? ["expected 1 to be 2\n    at file.test.ts:3"] : [],
  }));
  const passed = results.filter((result) => result.status === "passed").length;
  const status = passed === results.length ? "passed" : "failed";
  const testResults = [{ name: "/file.test.ts", status, assertionResults: results }];
  writeFileSync(path, JSON.stringify({ numPassedTests: passed, testResults }));
  return path;
}

const run = (...args: string[]) =>
  execFileSync(process.execPath, ["tools/test-summary.mjs", ...args], { encoding: "utf8" });
const lastLine = (text: string) => text.trimEnd().split("\n").at(-1);

describe("the end of a CI run", () => {
  it("counts what passed", () => {
    expect(run("summary", "0", report("good", { a: "passed", b: "passed" }))).toBe("2 passed, 0 failed\n");
  });

  it("names each failure and its reason", () => {
    const text = run("summary", "1", report("bad", { a: "passed", b: "failed" }));
    expect(text).toContain("FAILED: /file.test.ts: b\n    expected 1 to be 2");
    expect(lastLine(text)).toBe("1 passed, 1 failed");
  });

  it("passes what held in its second look, and names it as unsteady", () => {
    const first = report("unsteady", { a: "passed", b: "failed" });
    report("unsteady.again", { a: "passed", b: "passed" });
    expect(run("failed", first)).toBe("/file.test.ts\n");
    const text = run("summary", "0", first);
    expect(text).toContain("UNSTEADY (held when alone): /file.test.ts: b");
    expect(lastLine(text)).toBe("2 passed, 0 failed");
  });

  it("fails what failed in its second look, too", () => {
    const first = report("twice", { a: "passed", b: "failed" });
    report("twice.again", { a: "passed", b: "failed" });
    expect(lastLine(run("summary", "1", first))).toBe("1 passed, 1 failed");
  });

  it("fails a run that left no report, and a step beside the tests", () => {
    expect(lastLine(run("summary", "0", join(folder, "nothing.json")))).toBe("0 passed, 1 failed");
    expect(lastLine(run("summary", "1", report("step", { a: "passed" })))).toBe("1 passed, 1 failed");
  });
});
