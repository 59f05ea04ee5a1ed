import { expect, it } from "vitest";
import { withProgress } from "./import-progress.js";

async function shownOf(sizes: readonly number[], sizeBytes: number | null, isTTY: boolean) {
  let shown = "";
  const terminal = { isTTY, write: (text: string) => (shown += text) };
  const bytes = (async function* () {
    for (const size of sizes) yield new Uint8Array(size);
  })();
  let count = 0;
  for await (const chunk of withProgress({ bytes, sizeBytes }, terminal)) count += chunk.length;
  return { shown, count };
}
const MEGABYTE = 1_048_576;

it("an operator at a terminal sees a bar that grows with a file, and then a new line", async () => {
  expect(await shownOf([MEGABYTE, MEGABYTE, 2 * MEGABYTE], 4 * MEGABYTE, true)).toEqual({
    shown: [
      "\r[########......................] 25 % 1.0 MB",
      "\r[###############...............] 50 % 2.0 MB",
      "\r[##############################] 100 % 4.0 MB\n",
    ].join(""),
    count: 4 * MEGABYTE,
  });
});

it("sees megabytes where nobody knows how many will come, and each state once", async () => {
  expect((await shownOf([MEGABYTE, 100, MEGABYTE], null, true)).shown).toBe("\r1.0 MB\r2.0 MB\n");
});

it("a program that reads what the import says is shown none of it", async () => {
  expect(await shownOf([MEGABYTE], MEGABYTE, false)).toEqual({ shown: "", count: MEGABYTE });
});
