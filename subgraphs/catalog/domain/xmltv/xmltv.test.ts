import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { GuideItem } from "../guide.js";
import { numberingOf, parseOnscreen, parseXmltvNs, programIdOf } from "./numbering.js";
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
    ["20240701200000 CEST", "2024-07-01T18:00:00.000Z"],
    ["20240701200000 NZST", "2024-07-01T08:00:00.000Z"],
    ["20240101200000 +01:00", "2024-01-01T19:00:00.000Z"],
    ["20240101200000 Z", "2024-01-01T20:00:00.000Z"],
    ["2024", "2024-01-01T00:00:00.000Z"],
    ["202403", "2024-03-01T00:00:00.000Z"],
    ["2024010120", "2024-01-01T20:00:00.000Z"],
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

  it("say nothing where the season is a year, and leave it to what stands on the screen", () => {
    expect(parseXmltvNs("2020.0.0")).toBeNull();
    const onscreen = { system: "onscreen", value: "S01E02" };
    expect(numberingOf([{ system: "xmltv_ns", value: "2020.0.0" }, onscreen])).toMatchObject({
      season: 1,
      episode: 2,
    });
  });

  it.each([
    ["1 . 1", 2, 2, null],
    [". 36", null, 37, null],
    [" . 36 . ", null, 37, null],
    ["18.50/30.", 19, 51, null],
    ["1.11.0/1", 2, 12, null],
    ["0.0.1/3", 1, 1, 2],
    ["0 / 5 . 3 / 12 . 0 / 2", 1, 4, 1],
    ["2..", 3, null, null],
  ])("%j in xmltv_ns is season %j, episode %j, part %j", (value, season, episode, part) => {
    expect(parseXmltvNs(value)).toEqual({ season, episode, part });
  });

  it.each([
    ["S01E02", 1, 2],
    ["s1 ep2", 1, 2],
    ["S1, E2", 1, 2],
    ["Season 9 Episode 19", 9, 19],
    ["Series 3, Episode 4 of 6", 3, 4],
    ["Staffel 2, Folge 5", 2, 5],
    ["St. 2 Folge 5", 2, 5],
    ["1x02", 1, 2],
    ["Episode 5", null, 5],
    ["Ep. 5", null, 5],
    ["Folge 5", null, 5],
    ["E36", null, 36],
    ["Staffel 3", 3, null],
    ["S14aE2", 14, 2],
    ["S2020/21E9", null, 9],
    ["4/6", null, 4],
    ["(4 of 6)", null, 4],
    ["#36", null, 36],
    ["7", null, 7],
  ])("%j on the screen is season %j, episode %j", (value, season, episode) => {
    expect(parseOnscreen(value)).toEqual({ season, episode, part: null });
  });

  it.each(["The Return", "2 Fast", "Part One", "302", "#FFEE", ""])("%j on the screen is none", (value) => {
    expect(parseOnscreen(value)).toBeNull();
  });

  it("identify a work only where they are not generic", () => {
    expect(programIdOf([{ system: "dd_progid", value: "EP01234567.0012" }])).toBe("EP01234567.0012");
    expect(programIdOf([{ system: "dd_progid", value: "SH01234567.0000" }])).toBeNull();
  });

  it("identify a work by 200 characters and no more", () => {
    const known = { system: "eidr", value: "10.5240/7791-8534-2C23-9030-8610-5" };
    const identify = (characters: number) =>
      programIdOf([{ system: "crid", value: "x".repeat(characters) }, known]);
    expect(identify(200)).toBe("x".repeat(200));
    expect(identify(201)).toBe(known.value);
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

it.each([
  ["FSK-16", 16],
  ["ab 12", 12],
  ["12 Jahre", 12],
  ["-10", 10],
  ["14+", 14],
  ["12A", 12],
  ["TV14", 14],
  ["TVPG", 10],
  ["MA 15+", 15],
  ["18", 18],
  ["99", null],
  ["1-2", null],
])("the rating %j is for %j years", (value, age) => {
  expect(ageOf(value)).toBe(age);
});

describe("what a guide says in several languages", () => {
  const titles = (...langs: (string | null)[]) =>
    langs.map((lang, at) => `<title${lang === null ? "" : ` lang="${lang}"`}>${at}</title>`).join("");
  const titleIn = async (language: string, more: string) => {
    const guide = `<tv><programme start="2024" channel="a">${more}</programme></tv>`;
    for await (const item of readXmltv(Readable.from([Buffer.from(guide)]), () => language))
      if (item.kind === "programme") return item.programme;
    throw new Error("no programme was taken");
  };

  it.each([
    ["de", ["en", "de", null], "1"],
    ["de", ["en", "de-AT"], "1"],
    ["de", ["en", "ger"], "1"],
    ["de", ["es", "deu_DE"], "1"],
    ["en", ["es", "es", "en", "en"], "2"],
    ["de", ["es", "en", ""], "2"],
    ["de", ["es", "en", null], "2"],
    ["de", ["es", "en"], "0"],
    ["de", ["dex", "not a language", "de"], "2"],
    ["no", ["en", "nb"], "1"],
  ])("is taken in that of its channel: %s of %j", async (language, langs, title) => {
    expect(await titleIn(language, titles(...langs))).toMatchObject({ title });
  });

  it("is taken piece by piece, and what says nothing counts for nothing", async () => {
    const said = `<title lang="de"> </title><title lang="en">Harbour</title><desc lang="en">Ships.</desc><desc lang="de">Schiffe.</desc>`;
    expect(await titleIn("de", said)).toMatchObject({ title: "Harbour", description: "Schiffe." });
  });
});

it("a guide's pictures are what they say they show, and people are none", async () => {
  const pictures = `<icon src="https://x/i.jpg" width="4" height="3"/><image type="poster">https://x/p.jpg</image>
    <image type="backdrop" size="3"> https://x/b.jpg </image><image>https://x/s.jpg</image><image type="person">https://x/n.jpg</image><image/>`;
  const items = await read(`<tv>${PROGRAMME.replace("</title>", `</title>${pictures}`)}</tv>`);
  const sizeless = { width: null, height: null };
  expect(items).toMatchObject([
    {
      programme: {
        images: [
          { kind: "POSTER", url: "https://x/p.jpg", ...sizeless },
          { kind: "BACKDROP", url: "https://x/b.jpg", ...sizeless },
          { kind: "STILL", url: "https://x/s.jpg", ...sizeless },
          { kind: "STILL", url: "https://x/i.jpg", width: 4, height: 3 },
        ],
      },
    },
  ]);
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

  const utf16 = (text: string) => Buffer.from(text, "utf16le");
  it.each([
    ["ISO-8859-1", "ISO-8859-1", (text: string) => Buffer.from(text, "latin1")],
    ["windows-1252", "windows-1252", (text: string) => Buffer.from(text, "latin1")],
    ["UTF-8 with a byte order mark", "UTF-8", (text: string) => Buffer.from(`\ufeff${text}`)],
    ["UTF-16 with a byte order mark", "UTF-16", (text: string) => utf16(`\ufeff${text}`)],
    ["UTF-16, big-endian", "UTF-16", (text: string) => utf16(`\ufeff${text}`).swap16()],
    ["UTF-16 without a mark", "UTF-16", utf16],
    ["UTF-8 that calls itself UTF-16", "UTF-16", (text: string) => Buffer.from(text)],
  ])("reads %s", async (_name, encoding, encoded) => {
    const text = `<?xml version="1.0" encoding="${encoding}"?><tv><channel id="a"><display-name>Südkanal</display-name></channel></tv>`;
    expect(await read(encoded(text))).toMatchObject([{ channel: { title: "Südkanal" } }]);
  });

  it("says so where nobody knows the encoding", async () => {
    await expect(read('<?xml version="1.0" encoding="klingon"?><tv/>')).rejects.toThrow('"klingon"');
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
