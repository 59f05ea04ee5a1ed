import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Catalog } from "../subgraphs/catalog/server.js";
import { startTestCatalog, type TestService } from "./support/test-service.js";

let test: TestService<Catalog>;
beforeEach(async () => {
  test = await startTestCatalog();
});
afterEach(() => test[Symbol.asyncDispose]());

const importing = (text: string | Uint8Array, source = "playlist") =>
  test.service.importGuide({ source, bytes: Readable.from([Buffer.from(text)]) });
const channels = () =>
  test.sql(`SELECT xmltv_id, title, number, "group", logo_url FROM channel ORDER BY xmltv_id`);

const PLAYLIST = `#EXTM3U x-tvg-url="http://guide.example/guide.xml.gz"

# our channels
#EXTINF:-1 tvg-id="one.example" tvg-chno="7" tvg-logo="https://logos.example/a,b=1.png" group-title="News",One, the first
#KODIPROP:inputstream=inputstream.adaptive
#EXTVLCOPT:http-user-agent=Mozilla/5.0 (X11; Linux x86_64)
https://streams.example/one.m3u8|User-Agent=Player/1.0&Referer=http://x.example/
#EXTINF:-1 tvg-id="one.example" group-title="News",One, the first
https://streams.example/one-backup.m3u8
#EXTINF:-1 tvg-name="Two" tvg-chno="7",
#EXTGRP:Sport
stream/two.m3u8
==================== films ====================
#EXTINF:-1,★ Drei ★
https://streams.example/three.m3u8
`;
const EXPECTED = [
  {
    xmltv_id: "one.example",
    title: "One, the first",
    number: 7,
    group: "News",
    logo_url: "https://logos.example/a,b=1.png",
  },
  { xmltv_id: "Two", title: "Two", number: null, group: "Sport", logo_url: null },
  { xmltv_id: "★ Drei ★", title: "★ Drei ★", number: null, group: null, logo_url: null },
];

describe("importing a playlist", () => {
  it.each([
    ["as it is", PLAYLIST],
    ["packed", gzipSync(PLAYLIST)],
    [
      "from Windows, with a byte order mark and a blank line",
      `\ufeff\r\n${PLAYLIST.replaceAll("\n", "\r\n")}`,
    ],
  ])("%s gives its channels, each once, with what it says of them", async (_name, playlist) => {
    const done = await importing(playlist);
    expect(done).toMatchObject({ status: "DONE", channels: 3, programmes: 0, problems: [] });
    expect(await channels()).toEqual(expect.arrayContaining(EXPECTED));
    await importing(playlist);
    expect(await channels()).toHaveLength(3);
  });

  it("adds to channels of a guide what that does not say, and changes nothing that it does", async () => {
    const show =
      '<programme channel="Two" start="20261121100000" stop="20261121110000"><title>News</title></programme>';
    const one = '<channel id="one.example"><display-name>One</display-name></channel>';
    await importing(`<tv>${one}${show}</tv>`, "guide");
    await test.service.channels.upsert({ xmltvId: "Two", group: "Ours", number: 2 });
    await importing(PLAYLIST);
    expect(await channels()).toEqual(
      expect.arrayContaining([
        { ...EXPECTED[0], title: "One" },
        { ...EXPECTED[1], number: 2, group: "Ours" },
      ]),
    );
    expect(await test.sql("SELECT title FROM broadcast")).toEqual([{ title: "News" }]);
  });

  it.each([
    [
      "a channel without an id and a name",
      "#EXTINF:-1,\nhttp://x.example/",
      "a channel needs a `tvg-id` or a name",
    ],
    [
      "an id without end",
      `#EXTINF:-1 tvg-id="${"x".repeat(201)}",X\nhttp://x.example/`,
      "may have 200 characters",
    ],
  ])("costs %s alone, with its line", async (_name, bad, reason) => {
    const done = await importing(`#EXTM3U\n#EXTINF:-1,Good\nhttp://x.example/\n${bad}\n`);
    expect(done).toMatchObject({ status: "DONE", channels: 1, rejected: 1 });
    expect(done.problems).toMatchObject([{ line: 4, reason: expect.stringContaining(reason) }]);
  });

  it("takes an empty one for what it is, and one that never ends for broken", async () => {
    expect(await importing("#EXTM3U")).toMatchObject({ status: "DONE", channels: 0 });
    const endless = (async function* () {
      yield Buffer.from(PLAYLIST);
      for (;;) yield Buffer.alloc(1_048_576, "#\n");
    })();
    const done = await test.service.importGuide({ source: "endless", bytes: endless });
    expect(done).toMatchObject({
      status: "FAILED",
      channels: 3,
      problems: [{ reason: expect.stringContaining("a playlist may have 16777216 characters") }],
    });
  });
});
