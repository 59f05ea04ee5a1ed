import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { bytesOf, sizeOf } from "./file-bytes.js";

it("a file that goes before it is read is told to whoever reads it, and ends nothing", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-file-"));
  const file = path.join(folder, "guide.xml");
  await writeFile(file, "<tv/>");
  expect(await sizeOf(file)).toBe(5);
  const bytes = bytesOf(file);
  await rm(folder, { recursive: true });
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  await expect(bytes.next()).rejects.toThrow("ENOENT");
  expect(await sizeOf(file)).toBeNull();
});
