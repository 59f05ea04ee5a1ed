import { describe, expect, it } from "vitest";
import type { GuideProgramme } from "../guide.js";
import { settle, type Timetable } from "../settle.js";
import { readXmltv } from "./reader.js";

const SHOW = (start: string, stop: string | null, title = "Show", more = "") =>
  `<programme start="${start}"${stop === null ? "" : ` stop="${stop}"`} channel="a"><title>${title}</title>${more}</programme>`;

/** What one channel's timetable becomes, and how many programmes could not be read. */
async function timetableOf(...programmes: string[]): Promise<Timetable & { unread: number }> {
  const read: GuideProgramme[] = [];
  let unread = 0;
  const bytes = (async function* () {
    yield Buffer.from(`<tv>\n${programmes.join("\n")}\n</tv>`);
  })();
  for await (const item of readXmltv(bytes)) {
    if (item.kind === "programme") read.push(item.programme);
    else unread += 1;
  }
  return { ...settle(read), unread };
}

const hoursOf = ({ settled }: Timetable) =>
  settled.map(({ start, stop, title }) => [
    title,
    new Date(start).toISOString().slice(11, 19),
    (stop - start) / 60_000,
  ]);

describe("what guides in the wild do", () => {
  it.each<[string, string[], unknown[][]]>([
    [
      "no stop",
      [SHOW("20240101200000", null, "A"), SHOW("20240101210000", "20240101213000", "B")],
      [
        ["A", "20:00:00", 60],
        ["B", "21:00:00", 30],
      ],
    ],
    [
      "no stop before a night without programmes",
      [SHOW("20240101200000", null, "A"), SHOW("20240102080100", "20240102090000", "B")],
      [
        ["A", "20:00:00", 30],
        ["B", "08:01:00", 59],
      ],
    ],
    [
      "no stop, twelve hours before the next",
      [SHOW("20240101200000", null, "A"), SHOW("20240102080000", "20240102090000", "B")],
      [
        ["A", "20:00:00", 720],
        ["B", "08:00:00", 60],
      ],
    ],
    [
      "a stop equal to the start",
      [SHOW("20240101200000", "20240101200000", "A"), SHOW("20240101210000", "20240101213000", "B")],
      [
        ["A", "20:00:00", 60],
        ["B", "21:00:00", 30],
      ],
    ],
    [
      "a stop that cannot be read",
      [SHOW("20240101200000", "soon", "A"), SHOW("20240101210000", "20240101213000", "B")],
      [
        ["A", "20:00:00", 60],
        ["B", "21:00:00", 30],
      ],
    ],
    ["times without a zone", [SHOW("20240101200000", "20240101210000")], [["Show", "20:00:00", 60]]],
    [
      "an offset with a space",
      [SHOW("20240101200000 +0100", "20240101210000 +0100")],
      [["Show", "19:00:00", 60]],
    ],
    [
      "an offset without a space",
      [SHOW("20240101200000+0100", "20240101210000+0100")],
      [["Show", "19:00:00", 60]],
    ],
    [
      "British summer time by name",
      [SHOW("20240701200000 BST", "20240701210000 BST")],
      [["Show", "19:00:00", 60]],
    ],
    ["prefix dates", [SHOW("20240101", "2024010106")], [["Show", "00:00:00", 360]]],
    [
      "start and stop on different offsets across a change of the clocks",
      [SHOW("20240331013000 +0100", "20240331033000 +0200")],
      [["Show", "00:30:00", 60]],
    ],
    [
      "the hour that the clocks show twice",
      [SHOW("20241027023000 +0200", "20241027023000 +0100")],
      [["Show", "00:30:00", 60]],
    ],
    [
      "exact duplicates",
      [SHOW("20240101200000", "20240101210000"), SHOW("20240101200000", "20240101210000")],
      [["Show", "20:00:00", 60]],
    ],
    [
      "programmes that are not in order",
      [
        SHOW("20240101220000", null, "C"),
        SHOW("20240101200000", null, "A"),
        SHOW("20240101210000", null, "B"),
      ],
      [
        ["A", "20:00:00", 60],
        ["B", "21:00:00", 60],
        ["C", "22:00:00", 30],
      ],
    ],
    [
      "an overlap of one second",
      [SHOW("20240101170000", "20240101175401", "A"), SHOW("20240101175400", "20240101183000", "B")],
      [
        ["A", "17:00:00", 54],
        ["B", "17:54:00", 36],
      ],
    ],
    [
      "an end and a start at the same instant",
      [SHOW("20240101170000", "20240101180000", "A"), SHOW("20240101180000", "20240101190000", "B")],
      [
        ["A", "17:00:00", 60],
        ["B", "18:00:00", 60],
      ],
    ],
    [
      "several titles of one language",
      [SHOW("20240101170000", "20240101180000", "A</title><title>B")],
      [["A", "17:00:00", 60]],
    ],
    [
      "an empty title before one that says something",
      [SHOW("20240101170000", "20240101180000", "</title><title>B")],
      [["B", "17:00:00", 60]],
    ],
    ["a programme of a whole day", [SHOW("20240101000000", "20240102000000")], [["Show", "00:00:00", 1_440]]],
    [
      "elements outside the DTD",
      [SHOW("20240101170000", "20240101180000", "A", "<live/><team>x<name>y</name></team>")],
      [["A", "17:00:00", 60]],
    ],
    ["an empty date", [SHOW("20240101170000", "20240101180000", "A", "<date/>")], [["A", "17:00:00", 60]]],
    [
      "a comment in a programme",
      [SHOW("20240101170000", "20240101180000", "A<!-- x -->B")],
      [["AB", "17:00:00", 60]],
    ],
    [
      "everything in one line",
      [SHOW("20240101170000", "20240101180000", "A") + SHOW("20240101180000", null, "B")],
      [
        ["A", "17:00:00", 60],
        ["B", "18:00:00", 30],
      ],
    ],
  ])("%s", async (_what, programmes, hours) => {
    const timetable = await timetableOf(...programmes);
    expect(hoursOf(timetable)).toEqual(hours);
    expect([...timetable.problems, ...timetable.cut]).toEqual([]);
    expect(timetable.unread).toBe(0);
  });

  it.each([
    ["a stop before the start", SHOW("20240101200000", "20240101190000")],
    ["no start", '<programme channel="a"><title>A</title></programme>'],
    ["a start on 30 February", SHOW("20240230120000", null)],
    ["no channel", '<programme start="20240101"><title>A</title></programme>'],
    ["no title", '<programme start="20240101" channel="a"/>'],
    ["an empty title", SHOW("20240101200000", null, " ")],
  ])("%s costs the programme alone", async (_what, bad) => {
    const timetable = await timetableOf(
      SHOW("20240101100000", null, "A"),
      bad,
      SHOW("20240101110000", null, "B"),
    );
    expect(hoursOf(timetable)).toEqual([
      ["A", "10:00:00", 60],
      ["B", "11:00:00", 30],
    ]);
    expect(timetable.unread).toBe(1);
  });

  it("an overlap of more than a minute goes to the newer statement, and is told", async () => {
    const timetable = await timetableOf(
      SHOW("20240101170000", "20240101181000", "A"),
      SHOW("20240101180000", "20240101190000", "B"),
    );
    expect(hoursOf(timetable)).toEqual([
      ["A", "17:00:00", 60],
      ["B", "18:00:00", 60],
    ]);
    expect(timetable.cut).toMatchObject([{ line: 2, xmltvId: "a", start: "2024-01-01T17:00:00.000Z" }]);
  });
});
