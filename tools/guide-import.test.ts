import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPlayhead } from "../tests/support/playhead-process.js";

const GUIDE = `<tv><channel id="one"><display-name>One</display-name></channel>
<programme channel="one" start="20261121100000" stop="20261121110000"><title>News</title></programme></tv>`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "playhead-guide-"));
  await writeFile(path.join(folder, "guide.xml.gz"), gzipSync(GUIDE));
  await writeFile(path.join(folder, "broken.xml"), GUIDE.replace("</tv>", "</oops>"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The command as an operator runs it, on the data in `folder`. */
async function run(args: readonly string[], input = "") {
  const child = spawn(process.execPath, [path.resolve("dist/tools/guide-import.js"), ...args], {
    env: { PATH: process.env["PATH"], DATA_DIR: path.join(folder, "data") },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
  child.stdin.end(input);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, said };
}

describe("npm run guide:import", () => {
  it("imports a packed file where nothing runs, and then one from standard input beside npm start", async () => {
    const first = await run([path.join(folder, "guide.xml.gz"), "--source", "mine", "--json"]);
    expect(first.code, first.said).toBe(0);
    expect(JSON.parse(first.said)).toMatchObject({ source: "mine", status: "DONE", created: 1 });
    await using _running = await startPlayhead({
      DATA_DIR: path.join(folder, "data"),
      PORT: "0",
      NODE_ENV: "production",
    });
    const second = await run(["-"], GUIDE);
    expect(second).toMatchObject({ code: 0, said: expect.stringContaining("1 unchanged") });
  }, 120_000);

  it("says FAILED with the line, and exits 1, where the guide breaks", async () => {
    const broken = await run([path.join(folder, "broken.xml"), "--shift-weeks=-1"]);
    expect(broken).toMatchObject({ code: 1, said: expect.stringMatching(/^FAILED[\s\S]*line 2: /) });
  }, 60_000);

  it.each([
    ["no guide", [], "usage"],
    ["a file that is not there", ["missing.xml"], "missing.xml is no file"],
    ["weeks that are none", ["-", "--shift-weeks", "1.5"], "--shift-weeks must be"],
  ])("says in one sentence what is wrong with %s", async (_name, args, why) => {
    expect(await run(args)).toMatchObject({ code: 1, said: expect.stringContaining(why) });
  });
});
