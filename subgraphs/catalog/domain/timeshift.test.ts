import { expect, it } from "vitest";
import { findLateChannels, findOriginals } from "./timeshift.js";

const named = (...titles: string[]) => titles.map((title) => ({ id: title, title, lateOf: null }));

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

it("a schedule tells more than a name", () => {
  const channels = [...named("One", "One +1", "Two"), { id: "Other", title: "One +2", lateOf: "Two" }];
  expect(findOriginals(channels).get("Other")).toBe("Two");
});

const HALF_HOUR = 1_800_000;
const schedule = (channelId: string, from: number, titles: readonly string[]) =>
  titles.map((title, at) => ({ channelId, start: (from + at) * HALF_HOUR, title }));
const DAY = Array.from({ length: 20 }, (_, at) => `Show ${at}`);

it("a channel is known for another one by what it airs, whatever it is called, and the first of all is the original", () => {
  const feeds = [schedule("east", 0, DAY), schedule("late", 2, DAY), schedule("west", 6, DAY)];
  const others = schedule("other", 0, DAY.toReversed());
  expect(findLateChannels([...feeds.flat(), ...others], 0)).toEqual(
    new Map([
      ["east", null],
      ["late", "east"],
      ["west", "east"],
      ["other", null],
    ]),
  );
});

it("advertising of its own does not hide whose schedule a late channel airs, a programme of its own does", () => {
  const late = (own: number) =>
    schedule("late", 2, DAY).map((one, at) => (at < own ? { ...one, title: "Own" } : one));
  const foundWith = (own: number) =>
    findLateChannels([...schedule("one", 0, DAY), ...late(own)], 0).get("late");
  expect([foundWith(2), foundWith(3)]).toEqual(["one", null]);
});

it("channels that repeat themselves, or air the same news all day, are nobody's late ones", () => {
  const loop = Array.from({ length: 24 }, (_, at) => `Show ${at % 6}`);
  const news = Array.from({ length: 24 }, () => "News");
  const airings = [
    ...[schedule("a", 0, loop), schedule("b", 0, loop)],
    ...[
      schedule("c", 0, news),
      schedule("d", 2, news),
      schedule("e", 2, DAY.slice(0, 11)),
      schedule("f", 0, DAY),
    ],
  ];
  expect([...findLateChannels(airings.flat(), 0).values()].every((original) => original === null)).toBe(true);
});

it.each([5, 12])(
  "a feed %i half hours late is known by a day of which its original's beginning is over",
  (late) => {
    const titles = Array.from({ length: 72 }, (_, at) => `Show ${at}`);
    const from = 12 * HALF_HOUR;
    const day = [...schedule("east", 0, titles), ...schedule("west", late, titles)].filter(
      ({ start }) => start >= from && start < from + 48 * HALF_HOUR,
    );
    expect([...findLateChannels(day, from)]).toEqual([
      ["east", null],
      ["west", "east"],
    ]);
  },
);

it("a feed of which too little is left to be compared is nobody's late one", () => {
  const titles = Array.from({ length: 24 }, (_, at) => `Show ${at}`);
  const day = (late: number) => [...schedule("east", 0, titles), ...schedule("west", late, titles)];
  const foundOf = (late: number, from: number) =>
    findLateChannels(
      day(late).filter(({ start }) => start >= from * HALF_HOUR),
      from * HALF_HOUR,
    ).get("west");
  expect([foundOf(6, 12), foundOf(6, 13)]).toEqual(["east", null]);
});
