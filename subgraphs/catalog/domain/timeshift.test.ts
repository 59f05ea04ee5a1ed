import { expect, it } from "vitest";
import { findOriginals } from "./timeshift.js";

const named = (...titles: string[]) => titles.map((title) => ({ id: title, title }));

it("a channel is known for another one an hour later by its name", () => {
  const channels = named(
    ...["TVNZ 1", "TVNZ 1+1", "Three", "ThreePlus1", "Bravo", "Bravo PLUS 1", "DUKE", "TVNZ DUKE+1"],
  );
  expect([...findOriginals(channels)]).toEqual([
    ["TVNZ 1+1", "TVNZ 1"],
    ["ThreePlus1", "Three"],
    ["Bravo PLUS 1", "Bravo"],
    ["TVNZ DUKE+1", "DUKE"],
  ]);
});

it("a name with a plus but without an original is just a name", () => {
  expect(findOriginals(named("Canal+", "Canal+ 1", "Disney+", "Sport 1", "+1", "Choice +1")).size).toBe(0);
});

it("a broadcaster's number alone is no channel's own name", () => {
  expect(findOriginals(named("TAB 1", "1", "Nine 1 +1")).size).toBe(0);
});
