import { createReadStream } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, it } from "vitest";
import type { GuideChannel, GuideProblem, GuideProgramme } from "../guide.js";
import { settle, type Timetable } from "../settle.js";
import { findLateChannels } from "../timeshift.js";
import { readXmltv } from "./reader.js";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const channels: GuideChannel[] = [];
const programmes: GuideProgramme[] = [];
const problems: GuideProblem[] = [];
const timetables = new Map<string, Timetable>();
beforeAll(async () => {
  const file = createRequire(import.meta.url).resolve("epg-parser/test/data/large.xml");
  for await (const item of readXmltv(createReadStream(file))) {
    if (item.kind === "channel") channels.push(item.channel);
    else if (item.kind === "programme") programmes.push(item.programme);
    else problems.push(item.problem);
  }
  for (const { xmltvId } of channels) {
    timetables.set(xmltvId, settle(programmes.filter((one) => one.xmltvId === xmltvId)));
  }
});

/** A real guide of New Zealand and Australia: 9.5 days of 85 channels. */
describe("a real guide", () => {
  it("gives every channel and programme, but the four without a title, which are told with their lines", () => {
    expect([channels.length, programmes.length + problems.length]).toEqual([85, 12_636]);
    expect(problems.map(({ reason }) => reason)).toEqual(
      Array(4).fill("a programme needs a title that is not blank"),
    );
    expect(problems.every(({ line, xmltvId }) => line !== null && xmltvId !== null)).toBe(true);
  });

  it("lists channels that air nothing, and channels without a name by their id", () => {
    const silent = channels.filter(({ xmltvId }) => timetables.get(xmltvId)?.settled.length === 0);
    expect(silent).toHaveLength(25);
    expect(channels.every(({ title }) => title !== "")).toBe(true);
  });

  it("has a programme of a whole day, and starts to the second", () => {
    expect(programmes.some(({ start, stop }) => stop !== null && stop - start === DAY_MS)).toBe(true);
    expect(programmes.some(({ start }) => start % MINUTE_MS !== 0)).toBe(true);
  });

  it("makes timetables in which nothing overlaps and nothing is missing that could be taken", () => {
    let overlaps = 0;
    for (const { settled, problems: lost, cut } of timetables.values()) {
      overlaps += lost.length + cut.length;
      for (const [at, one] of settled.entries())
        expect(one.start).toBeGreaterThanOrEqual(settled[at - 1]?.stop ?? 0);
    }
    expect(overlaps).toBeLessThanOrEqual(16);
  });

  it("numbers episodes by what stands on the screen where a season is a year, and dates no blank", () => {
    const yearly = programmes.filter(({ episodeNumbers }) =>
      episodeNumbers.some(({ system, value }) => system === "xmltv_ns" && /^\s*(19|20)\d\d\b/.test(value)),
    );
    expect(yearly.length).toBeGreaterThan(500);
    expect(yearly.every(({ season }) => season === null || season < 1_900)).toBe(true);
    expect(programmes.every(({ year }) => year === null || (year > 1_900 && year <= 2_021))).toBe(true);
  });

  it("shows by its schedules alone which channels are others an hour later", () => {
    const from = Date.UTC(2021, 0, 18);
    const day = [...timetables].flatMap(([channelId, { settled }]) =>
      settled
        .filter(({ start }) => start >= from && start < from + DAY_MS)
        .map(({ start, title }) => ({ channelId, start, title })),
    );
    const nameOf = new Map(channels.map(({ xmltvId, title }) => [xmltvId, title]));
    const late = [...findLateChannels(day, from)].flatMap(([id, original]) =>
      original === null ? [] : `${nameOf.get(id)} of ${nameOf.get(original)}`,
    );
    expect(late.sort()).toEqual([
      ...["Bravo PLUS 1 of Bravo", "TVNZ 1+1 of TVNZ 1", "TVNZ 2+1 of TVNZ 2"],
      ...["TVNZ DUKE+1 of DUKE", "ThreePlus1 of Three"],
    ]);
  });
});
