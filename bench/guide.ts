import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { SaxesParser } from "saxes";
import { type GuideBench, openGuideBench } from "./guide-database.js";
import { median } from "./median.js";

/**
 * `npm run bench:guide`: imports of a real guide beside what parsing it and COPY of the same rows take, on the
 * PostgreSQL at TEST_POSTGRES_URL or an embedded one; the memory of an import of 100 MB in a process of its own; and
 * the grid at the store beside the bare SQL. Every figure is the median of several rounds in this run.
 */
const GUIDE = createRequire(import.meta.url).resolve("epg-parser/test/data/large.xml");
const ROUNDS = 5;
const GRID_ROUNDS = 15;
const GRID_CHANNELS = 200;
const DAY_MS = 24 * 60 * 60 * 1_000;
const LARGE_BYTES = 100_000_000;
/** As `npm run guide:import` has it: the collector works sooner, and lets less garbage lie. */
const FRUGAL = ["--max-semi-space-size=1", "--heap-growing-percent=5"];

async function timed<T>(work: () => Promise<T>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

async function parseAlone(): Promise<void> {
  const parser = new SaxesParser();
  let tags = 0;
  parser.on("opentag", () => {
    tags += 1;
  });
  for await (const text of createReadStream(GUIDE, "utf8")) parser.write(String(text));
  parser.close();
  if (tags < 12_636) throw new Error(`the guide has ${tags} tags: it is not the one that figures are of`);
}

/** The same programmes in other bytes: made anew, at another time. */
async function* madeAnew(round: number): AsyncGenerator<Uint8Array> {
  yield* createReadStream(GUIDE);
  yield Buffer.from(`<!-- made again, ${round} -->\n`);
}

async function imports(bench: GuideBench): Promise<void> {
  const first: number[] = [];
  const again: number[] = [];
  const anew: number[] = [];
  const least: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await bench.empty();
    first.push(await timed(() => bench.importGuide(createReadStream(GUIDE))));
    again.push(await timed(() => bench.importGuide(createReadStream(GUIDE))));
    anew.push(await timed(() => bench.importGuide(madeAnew(round))));
    const rows = await bench.rowsForCopy();
    const parsing = await timed(parseAlone);
    least.push(parsing + (await timed(() => bench.copy(rows))));
  }
  const [firstMs, againMs, anewMs, leastMs] = [median(first), median(again), median(anew), median(least)];
  console.log(`first import      ${firstMs.toFixed(0)} ms`);
  console.log(
    `parsing and COPY  ${leastMs.toFixed(0)} ms: ${(leastMs / firstMs).toFixed(2)} of its speed (at least 0.25)`,
  );
  console.log(
    `unchanged again   ${againMs.toFixed(0)} ms: ${(firstMs / againMs).toFixed(1)} times as fast (at least 3)`,
  );
  console.log(
    `in other bytes    ${anewMs.toFixed(0)} ms: ${(firstMs / anewMs).toFixed(1)} times as fast (at least 3)`,
  );
}

/** Imports a generated guide in a fresh process, which tells the most memory it ever had. */
async function memory(url: string): Promise<void> {
  const program = fileURLToPath(new URL("./guide-memory.js", import.meta.url));
  const child = spawn(process.execPath, [...FRUGAL, program, url, String(LARGE_BYTES)], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = (await once(child, "close")) as [number];
  if (code !== 0) throw new Error("the import of the large guide failed");
}

async function grid(bench: GuideBench): Promise<void> {
  const from = await bench.fillGrid(GRID_CHANNELS);
  const client = new pg.Client({ connectionString: bench.url });
  await client.connect();
  const { rows: channels } = await client.query<{ id: string }>(
    "SELECT id FROM channel ORDER BY id LIMIT $1",
    [GRID_CHANNELS],
  );
  const ids = channels.map(({ id }) => id);
  const bare: number[] = [];
  const stored: number[] = [];
  let count = 0;
  const sql = `SELECT id, channel_id, start, stop, stop_inferred, revision, title, details FROM broadcast
    WHERE channel_id = ANY($1) AND start > $2 AND start < $3 AND stop > $4 ORDER BY channel_id, start`;
  const bounds = [new Date(from - 2 * DAY_MS), new Date(from + DAY_MS), new Date(from)];
  for (let round = 0; round < GRID_ROUNDS; round += 1) {
    bare.push(
      await timed(async () => {
        count = (await client.query(sql, [ids, ...bounds])).rows.length;
      }),
    );
    stored.push(await timed(() => bench.store.broadcastsOverlapping(ids, from, from + DAY_MS)));
  }
  await client.end();
  const [bareMs, storeMs] = [median(bare), median(stored)];
  console.log(
    `grid of ${ids.length} channels × 24 h (${count} broadcasts): ${storeMs.toFixed(1)} ms at the store, bare SQL ${bareMs.toFixed(1)} ms: ${(storeMs / bareMs).toFixed(2)} times (at most 1.5)`,
  );
}

await using bench = await openGuideBench(process.env["TEST_POSTGRES_URL"]);
await imports(bench);
await grid(bench);
await bench.empty();
await memory(bench.url);
