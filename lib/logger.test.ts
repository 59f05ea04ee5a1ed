import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

it("an error of Redis is logged without the command that it answers, which says whose it was and what they said", () => {
  const program = `
    const { createLogger } = await import("./dist/lib/logger.js");
    const error = new Error("OOM command not allowed when used memory > 'maxmemory'");
    error.command = { name: "evalsha", args: ["rate:general:address:203.0.113.9"] };
    createLogger("info").warn({ err: error }, "each gateway counts rates for itself");`;
  const { stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  expect(JSON.parse(stderr)).toMatchObject({
    err: { message: expect.stringContaining("OOM"), stack: expect.any(String) },
  });
  expect(stderr).not.toContain("203.0.113.9");
});
