import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { createClient } from "graphql-ws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import WebSocket from "ws";
import { startPlayhead } from "../tests/support/playhead-process.js";

const GUIDE = `<tv><channel id="one"><display-name>One</display-name></channel>
<programme channel="one" start="20261121100000" stop="20261121110000"><title>News</title></programme></tv>`;

const show = (hour: number, title: string) => {
  const at = (one: number) => `20261122${String(one).padStart(2, "0")}0000`;
  return `<programme channel="two" start="${at(hour)}" stop="${at(hour + 1)}"><title>${title}</title></programme>`;
};

/** What viewers find on the channel that day. */
async function titlesOn(url: string, day?: string): Promise<string[]> {
  return (await scheduleOf(url, day)).map(({ title }) => title);
}

async function scheduleOf(url: string, day = "2026-11-21"): Promise<{ id: string; title: string }[]> {
  const query = `{ channel(xmltvId: "one") { schedule(from: "${day}T00:00:00Z", to: "${day}T23:00:00Z") { id title } } }`;
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const { data } = (await answer.json()) as {
    data: { channel: { schedule: { id: string; title: string }[] } };
  };
  return data.channel.schedule;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "playhead-guide-"));
  await writeFile(path.join(folder, "guide.xml.gz"), gzipSync(GUIDE));
  await writeFile(path.join(folder, "broken.xml"), GUIDE.replace("</tv>", "</oops>"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The command as an operator runs it, on the data in `folder`. */
async function run(args: readonly string[], input = "") {
  const child = spawn(process.execPath, [path.resolve("dist/tools/guide-import.js"), ...args], {
    env: { PATH: process.env["PATH"], DATA_DIR: path.join(folder, "data") },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
  child.stdin.end(input);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, said };
}

const row = (said: string) => JSON.parse(said) as Record<string, unknown>;

describe("npm run guide:import", () => {
  it("imports a packed file where nothing runs", async () => {
    const first = await run([path.join(folder, "guide.xml.gz"), "--source", "mine", "--json"]);
    expect(first.code, first.said).toBe(0);
    expect(row(first.said)).toMatchObject({
      source: "mine",
      status: "DONE",
      created: 1,
      finishedAt: expect.stringMatching(/Z$/),
    });
  }, 60_000);

  it("beside npm start: from standard input, shifted, refused, by force, and broken", async () => {
    await using playhead = await startPlayhead({
      DATA_DIR: path.join(folder, "data"),
      PORT: "0",
      NODE_ENV: "production",
    });
    expect(await run(["-"], GUIDE)).toMatchObject({ code: 0, said: expect.stringContaining("1 unchanged") });
    expect(await titlesOn(playhead.url)).toEqual(["News"]);

    // Whoever subscribed to the house hears of what a command beside it does.
    const { id } = (await scheduleOf(playhead.url))[0] ?? {};
    const client = createClient({ url: playhead.url.replace("http", "ws"), webSocketImpl: WebSocket });
    const changes = client.iterate({
      query: "subscription ($id: ID!) { broadcastChanged(ids: [$id]) { previousStart broadcast { start } } }",
      variables: { id },
    });
    const heard = changes.next();
    const moved = GUIDE.replace("100000", "100500");
    expect(await run(["-"], moved)).toMatchObject({ code: 0, said: expect.stringContaining("1 moved") });
    const [from, to] = ["2026-11-21T10:00:00Z", "2026-11-21T10:05:00Z"];
    const told = { broadcastChanged: { previousStart: from, broadcast: { start: to } } };
    expect(await heard).toMatchObject({ value: { data: told } });
    await client.dispose();

    const shifted = await run(["-", "--shift-weeks=-1"], GUIDE.replace("News", "Older news"));
    expect(shifted).toMatchObject({ code: 0, said: expect.stringContaining("1 new") });
    expect(await titlesOn(playhead.url, "2026-11-14")).toEqual(["Older news"]);

    const many = Array.from({ length: 12 }, (_, at) => show(at, `Show ${at}`)).join("");
    expect(await run(["-", "--source", "full"], `<tv>${many}</tv>`)).toMatchObject({ code: 0 });
    const thin = `<tv>${show(0, "Show 0")}</tv>`;
    const refused = await run(["-", "--source", "full"], thin);
    expect(refused).toMatchObject({
      code: 1,
      said: expect.stringMatching(/^FAILED[\s\S]*got 1 where it had 12/),
    });
    expect(await run(["-", "--source", "full", "--force"], thin)).toMatchObject({ code: 0 });

    const broken = await run([path.join(folder, "broken.xml"), "--json"]);
    expect(broken.code).toBe(1);
    expect(row(broken.said)).toMatchObject({
      source: "broken.xml",
      status: "FAILED",
      problems: [{ line: 2 }],
    });
  }, 120_000);

  it.each([
    ["no guide", [], "usage"],
    ["a file that is not there", ["missing.xml"], "missing.xml is no file"],
    ["weeks that are none", ["-", "--shift-weeks", "1.5"], "--shift-weeks must be"],
  ])("says in one sentence what is wrong with %s", async (_name, args, why) => {
    expect(await run(args)).toMatchObject({ code: 1, said: expect.stringContaining(why) });
  });
});
