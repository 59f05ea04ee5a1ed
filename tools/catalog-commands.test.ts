import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "playhead-commands-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A command as an operator runs it, on the data in `folder`. */
async function run(command: string, args: readonly string[], input = "") {
  const child = spawn(process.execPath, [path.resolve(`dist/tools/${command}.js`), ...args], {
    env: { PATH: process.env["PATH"], DATA_DIR: path.join(folder, "data") },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
  child.stdin.end(input);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, said };
}

it("an operator imports video on demand from standard input, and changes rights in bulk", async () => {
  const movie = {
    kind: "movie",
    id: "tide",
    title: "The Long Tide",
    entitlementTags: [],
    durationSeconds: 60,
  };
  const imported = await run("vod-import", ["-", "--json"], `${JSON.stringify(movie)}\nnonsense\n`);
  expect(JSON.parse(imported.said)).toMatchObject({ status: "DONE", created: 1, problems: [{ line: 2 }] });
  expect(imported.code).toBe(0);

  const again = await run("vod-import", ["-"], "nonsense");
  expect(again).toMatchObject({ code: 1, said: expect.stringContaining("line 1: is no JSON") });

  expect(await run("rights", ["--all", "--recordable", "false"])).toMatchObject({
    ...{ code: 1, said: expect.stringContaining("there is no such channel") },
  });
});

it.each([
  ["vod-import", [], "usage:"],
  ["vod-import", ["/nowhere.jsonl"], "/nowhere.jsonl is no file"],
  ["rights", ["--group", "x"], "usage:"],
  ["rights", ["--group", "x", "--all", "--recordable", "true"], "usage:"],
  ["rights", ["--group", "x", "--recordable", "no"], '--recordable must be true or false, got "no"'],
  ["rights", ["--all", "--tags", "sport, "], "entitlementTags must be at most 20 tags of 1..100 characters"],
  ["rights", ["--all", "--catch-up-seconds", "1h"], '--catch-up-seconds must be 0..2592000, got "1h"'],
])("%s %j says what is wrong, and exits 1", async (command, args, message) => {
  const { code, said } = await run(command, args);
  expect(code).toBe(1);
  expect(said).toContain(message);
});
