import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { isAlive } from "../launcher/data-lock.js";
import { findServiceDatabase } from "../launcher/postgres-cluster.js";
import { postmasterOf } from "../tests/support/postmaster.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "playhead-commands-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A command as an operator starts it, on the data in `folder`. */
function start(command: string, args: readonly string[]) {
  return spawn(process.execPath, [path.resolve(`dist/tools/${command}.js`), ...args], {
    env: { PATH: process.env["PATH"], DATA_DIR: path.join(folder, "data") },
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** One that runs to its end. */
async function run(command: string, args: readonly string[], input = "") {
  const child = start(command, args);
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
    code: 1,
    said: expect.stringContaining("there is no such channel"),
  });
});

it("an import that is stopped by Ctrl-C changes nothing, says nothing wrong, and leaves no PostgreSQL behind", async () => {
  const data = path.join(folder, "data");
  const child = start("guide-import", ["-"]);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
  child.stdin.write('<tv><channel id="one"><display-name>One</display-name></channel>');
  const imports = async (sql: string) => {
    const client = new pg.Client({ connectionString: await findServiceDatabase(data, "catalog") });
    await client.connect();
    try {
      return (await client.query(sql)).rowCount;
    } finally {
      await client.end();
    }
  };
  const running = "SELECT 1 FROM guide_import WHERE status = 'RUNNING'";
  await vi.waitFor(async () => expect(await imports(running)).toBe(1), { timeout: 30_000, interval: 50 });
  const postgres = await postmasterOf(data);
  child.kill("SIGINT");
  expect(await once(child, "close")).toEqual([130, null]);
  expect(said).toBe("");
  expect(isAlive(postgres)).toBe(false);
}, 60_000);

it.each([
  ["vod-import", [], "usage:"],
  ["vod-import", ["/nowhere.jsonl"], "/nowhere.jsonl is no file"],
  ["rights", ["--group", "x"], "usage:"],
  ["rights", ["--group", "x", "--all", "--recordable", "true"], "usage:"],
  ["rights", ["--group", "x", "--recordable", "no"], '--recordable must be true or false, got "no"'],
  ["rights", ["--all", "--tags", "sport, "], "entitlementTags must be at most 20 tags of 1..100 characters"],
  ["rights", ["--all", "--catch-up-seconds", "1h"], '--catch-up-seconds must be a whole number, got "1h"'],
])("%s %j says what is wrong, and exits 1", async (command, args, message) => {
  const { code, said } = await run(command, args);
  expect(code).toBe(1);
  expect(said).toContain(message);
});
