import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { DataInUse, lockDataFolder } from "./data-lock.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "playhead-lock-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

/** No process has this id. */
const NOBODY = 2 ** 30;

it("whoever starts second is told who runs there, and may start when that one has ended", async () => {
  const first = await lockDataFolder(folder);
  await expect(lockDataFolder(folder)).rejects.toThrow(`(process ${process.pid})`);
  await first[Symbol.asyncDispose]();
  const second = await lockDataFolder(folder);
  await second[Symbol.asyncDispose]();
  expect(await readdir(folder)).toEqual([]);
});

it("of many that start at once one has the data, also where a crash left its lock", async () => {
  for (const left of [undefined, `${NOBODY} 1`, ""]) {
    const file = path.join(folder, "playhead.lock");
    if (left !== undefined) await writeFile(file, left);
    const starts = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataFolder(folder)));
    const [winner, ...others] = starts.filter(({ status }) => status === "fulfilled");
    expect(others).toEqual([]);
    await expect(lockDataFolder(folder)).rejects.toBeInstanceOf(DataInUse);
    if (winner?.status === "fulfilled") await winner.value[Symbol.asyncDispose]();
    expect(await readdir(folder)).toEqual([]);
  }
});
