import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";

const run = promisify(execFile);
const COMPILER = path.resolve("node_modules/typescript/bin/tsc");
const OPTIONS = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--lib", "es2023,dom"];

let app: string;

beforeAll(async () => {
  app = await mkdtemp(path.join(os.tmpdir(), "playhead-app-"));
  await mkdir(path.join(app, "node_modules/@playhead"), { recursive: true });
  // As `npm install <path>` does.
  await symlink(path.resolve("dist/client"), path.join(app, "node_modules/@playhead/client"));
  await writeFile(path.join(app, "package.json"), JSON.stringify({ type: "module" }));
});
afterAll(() => rm(app, { recursive: true, force: true }));

/** What the app's compiler says of its source. */
async function compile(source: string): Promise<string> {
  await writeFile(path.join(app, "app.ts"), source);
  const said = await run(process.execPath, [COMPILER, ...OPTIONS, "app.ts"], { cwd: app }).catch(
    (failure: { stdout: string }) => failure,
  );
  return said.stdout;
}

const APP = `
  import { PlayheadClient, Player, type Tokens } from "@playhead/client";
  const keep = (tokens: Tokens | null) => void tokens;
  const client = new PlayheadClient({ endpoint: "https://tv.example/graphql", onTokens: keep });
  const player = new Player(client, { position: () => 0, onSources: () => {}, onStop: () => {} });
  export const result = await player.start({ contentId: "ch_1" });
  export const slot: string | null = result.__typename === "PlaySession" ? result.slotToken : null;`;

it("an app's compiler knows the types of the client that it installed", async () => {
  expect(await compile(APP)).toBe("");
});

it("an app's compiler says where the client is used wrongly", async () => {
  expect(await compile(APP.replace('"ch_1"', "true"))).toMatch(/TS\d+/);
  expect(await compile(APP.replace("slotToken :", "slotTokens :"))).toContain("slotTokens");
});
