import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { mergeEvenings, type PublishedEvening, tableOf } from "./published.js";

function evening(name: PublishedEvening["name"], rate: number, found: string): PublishedEvening {
  const holds = found === "0";
  const criteria = [{ name: "streams terminated", found, bar: "0", holds }];
  return { name, rate, criteria, viewers: 20_000 * rate, minutes: 43, pace: "1.5 times as fast" };
}

test("an evening that is published takes the place of the same at the same rate, and leaves all others", () => {
  const before = [evening("hang", 1, "0"), evening("control", 1, "7"), evening("hang", 2.5, "0")];
  const merged = mergeEvenings(before, [evening("gateway", 1, "0"), evening("hang", 1, "3")]);
  expect(merged.map(({ name, rate, criteria }) => [name, rate, criteria[0]?.found])).toEqual([
    ["hang", 1, "3"],
    ["gateway", 1, "0"],
    ["control", 1, "7"],
    ["hang", 2.5, "0"],
  ]);
});

test("a figure that misses its bar stands out in the table", () => {
  expect(tableOf([evening("hang", 1, "0"), evening("kill", 1, "3")])).toContain(
    "| streams terminated | 0 | 0 | **3** |",
  );
});

test("what readers see of evenings is what was published", async () => {
  const kept: PublishedEvening[] = JSON.parse(await readFile("bench/night/published.json", "utf8"));
  const page = await readFile("docs/reliability.md", "utf8");
  expect(page).toContain(tableOf(kept.filter(({ rate }) => rate === 1)));
});
