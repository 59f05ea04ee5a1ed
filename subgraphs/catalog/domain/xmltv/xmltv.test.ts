import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { GuideItem } from "../guide.js";
import { parseOnscreen, parseXmltvNs, programIdOf } from "./numbering.js";
import { ageOf, starsOf } from "./rating.js";
import { BrokenGuide, readXmltv } from "./reader.js";
import { parseXmltvTime } from "./time.js";

async function read(text: string | Uint8Array, into: GuideItem[] = []): Promise<GuideItem[]> {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  for await (const item of readXmltv(Readable.from([bytes.subarray(0, 50), bytes.subarray(50)])))
    into.push(item);
  return into;
}

const PROGRAMME =
  '<programme start="20240101200000 +0100" stop="20240101210000 +0100" channel="a"><title>News</title></programme>';

describe("times as guides in the wild write them", () => {
  it.each([
    ["20240101200000 +0100", "2024-01-01T19:00:00.000Z"],
    ["20240101200000+0100", "2024-01-01T19:00:00.000Z"],
    ["20240101200000", "2024-01-01T20:00:00.000Z"],
    ["20240701200000 BST", "2024-07-01T19:00:00.000Z"],
    ["20240101", "2024-01-01T00:00:00.000Z"],
    ["202401012015 -0530", "2024-01-02T01:45:00.000Z"],
    ["20240101175401 +0000", "2024-01-01T17:54:01.000Z"],
  ])("%s is %s", (written, instant) => {
    expect(new Date(parseXmltvTime(written) ?? Number.NaN).toISOString()).toBe(instant);
  });

  it.each(["", "tomorrow", "20240230120000", "20240101250000", "20240101120000 XYZ"])(
    "%j is none",
    (written) => {
      expect(parseXmltvTime(written)).toBeNull();
    },
  );
});

describe("episode numbers", () => {
  it("count from zero in xmltv_ns", () => {
    expect(parseXmltvNs("1 . 1")).toEqual({ season: 2, episode: 2, part: null });
    expect(parseXmltvNs(". 36")).toEqual({ season: null, episode: 37, part: null });
    expect(parseXmltvNs("0.4/12.1/2")).toEqual({ season: 1, episode: 5, part: 2 });
  });

  it("say nothing where the season is a year", () => {
    expect(parseXmltvNs("2020.0.0")).toEqual({ season: null, episode: null, part: null });
  });

  it("are read from the screen", () => {
    expect(parseOnscreen("S01E02")).toEqual({ season: 1, episode: 2, part: null });
    expect(parseOnscreen("E36")).toEqual({ season: null, episode: 36, part: null });
  });

  it("identify a work only where they are not generic", () => {
    expect(programIdOf([{ system: "dd_progid", value: "EP01234567.0012" }])).toBe("EP01234567.0012");
    expect(programIdOf([{ system: "dd_progid", value: "SH01234567.0000" }])).toBeNull();
  });
});

describe("ratings", () => {
  it("become ages and shares", () => {
    expect(ageOf("FSK 12")).toBe(12);
    expect(ageOf("TV-MA")).toBe(17);
    expect(ageOf("NR")).toBeNull();
    expect(starsOf("7/10")).toBe(0.7);
    expect(starsOf("11/10")).toBeNull();
  });
});

describe("reading a guide", () => {
  it("takes a byte order mark, no declaration, blank dates and elements it does not know", async () => {
    const items = await read(
      `\ufeff<tv><x/><channel id="a"><display-name>A &amp; B</display-name></channel>${PROGRAMME.replace("</title>", "</title><date/><zap>1</zap>")}</tv>`,
    );
    expect(items).toMatchObject([
      { kind: "channel", channel: { xmltvId: "a", title: "A & B" } },
      { kind: "programme", programme: { title: "News", year: null } },
    ]);
  });

  it("reads the encoding that the file declares", async () => {
    const text =
      '<?xml version="1.0" encoding="ISO-8859-1"?><tv><channel id="a"><display-name>Südkanal</display-name></channel></tv>';
    expect(await read(Buffer.from(text, "latin1"))).toMatchObject([{ channel: { title: "Südkanal" } }]);
  });

  it("gives one bad programme up with its line, and takes the rest", async () => {
    const items = await read(
      `<tv>\n${PROGRAMME}\n<programme start="never" channel="a"><title>X</title></programme>\n${PROGRAMME}</tv>`,
    );
    expect(items.map(({ kind }) => kind)).toEqual(["programme", "problem", "programme"]);
    expect(items[1]).toMatchObject({ problem: { line: 3, start: "never", xmltvId: "a" } });
  });

  it.each([
    ["a mismatched tag half way", `<tv>${PROGRAMME}<programme></tv>`, 1],
    ["nothing at all", "", 0],
    ["something that is no guide", "<html></html>", 0],
    ["no XML", "hello", 0],
  ])("breaks on %s, after what was whole", async (_name, text, whole) => {
    const items: GuideItem[] = [];
    await expect(read(text, items)).rejects.toThrow(BrokenGuide);
    expect(items.filter(({ kind }) => kind === "programme")).toHaveLength(whole);
  });

  it.each([
    ["a control character", "A\u0001B"],
    ["an entity that XML does not know", "A&nbsp;B"],
  ])("gives up only the programme with %s in its text", async (_name, title) => {
    const bad = PROGRAMME.replace("News", title);
    const items = await read(`<tv>${PROGRAMME}\n${bad}\n${PROGRAMME}</tv>`);
    expect(items.map(({ kind }) => kind)).toEqual(["programme", "problem", "programme"]);
    expect(items[1]).toMatchObject({ problem: { line: 2, xmltvId: "a" } });
  });

  it("takes an ampersand that nobody escaped for one, in text, addresses and CDATA", async () => {
    const guide = `<tv><channel id="a"><display-name>Tom & Jerry</display-name><display-name><![CDATA[R&B]]></display-name><icon src="http://x/?a=1&b=2"/></channel></tv>`;
    expect(await read(guide)).toMatchObject([
      { channel: { title: "Tom & Jerry", logoUrl: "http://x/?a=1&b=2" } },
    ]);
  });

  it("reads the same whatever the chunks", async () => {
    const bytes = Buffer.from(
      `<?xml version="1.0" encoding="ISO-8859-1"?><tv><channel id="a"><display-name>S\u00fcd &amp; West & Ost</display-name></channel></tv>`,
      "latin1",
    );
    const items: GuideItem[] = [];
    for await (const item of readXmltv(Readable.from([...bytes].map((byte) => Uint8Array.of(byte)))))
      items.push(item);
    expect(items).toMatchObject([{ channel: { title: "S\u00fcd & West & Ost" } }]);
  });

  it("does not take a programme for whole that a wrong end tag closed", async () => {
    const items: GuideItem[] = [];
    const unclosed = PROGRAMME.replace("</programme>", "");
    await expect(read(`<tv>${PROGRAMME}${unclosed}</tv>`, items)).rejects.toThrow(BrokenGuide);
    expect(items).toHaveLength(1);
  });

  it("keeps what was whole when the guide stops arriving", async () => {
    const items: GuideItem[] = [];
    const dying = async function* () {
      yield Buffer.from(`<tv>${PROGRAMME}<programme start="2024`.padEnd(400));
      throw new Error("socket hang up");
    };
    const reading = async () => {
      for await (const item of readXmltv(dying())) items.push(item);
    };
    await expect(reading()).rejects.toThrow(BrokenGuide);
    expect(items).toMatchObject([{ programme: { title: "News" } }]);
  });
});
