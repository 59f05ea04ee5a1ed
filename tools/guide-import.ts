import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { openCatalogDatabase } from "../launcher/catalog-access.js";
import { settings } from "../launcher/settings.js";
import { systemClock } from "../lib/clock.js";
import { readConfig } from "../lib/config.js";
import { createInProcessLiveBus } from "../lib/events/live-bus.js";
import { randomIds } from "../lib/ids.js";
import { Lifecycle } from "../lib/lifecycle.js";
import { createLogger } from "../lib/logger.js";
import { serviceUnavailable } from "../lib/service.js";
import type { GuideImport } from "../subgraphs/catalog/domain/guide-import.js";
import { fetchGuide } from "../subgraphs/catalog/guide-fetching.js";
import { startCatalog } from "../subgraphs/catalog/server.js";

const USAGE = `usage: npm run guide:import -- <file|url|-> [--source NAME] [--shift-weeks N] [--force] [--json]

  -               reads the guide from standard input
  --source        the name that the import goes by; else that of the file or the server
  --shift-weeks   moves the whole guide by so many weeks, also --shift-weeks=-3
  --force         also takes a guide with less than a tenth of what the source had for the same days
  --json          writes what the import did as JSON

Imports into the catalog of DATABASE_URL_CATALOG, else of the Playhead in DATA_DIR, whether that runs or not.`;

/** More weeks than anybody's guide is old. */
const MOST_WEEKS = 5_000;
/** Wide enough to see it move, narrow enough for any terminal. */
const BAR_CHARACTERS = 30;

/** Told as one sentence, without a stack. */
class CommandError extends Error {}

interface Origin {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Null where nobody knows before the end. */
  readonly sizeBytes: number | null;
}

async function originOf(text: string): Promise<Origin> {
  if (text === "-") return { name: "standard input", bytes: process.stdin, sizeBytes: null };
  if (/^https?:\/\//i.test(text)) {
    if (!URL.canParse(text)) throw new CommandError(`${text} is no URL`);
    // Whoever runs commands here reaches the inside anyway: a tuner in the house may be the source.
    const bytes = fetchGuide(text, { http: true, inside: true });
    return { name: new URL(text).hostname, bytes, sizeBytes: null };
  }
  const found = await stat(text).catch(() => undefined);
  if (!found?.isFile())
    throw new CommandError(`${text} is no file: name one, a URL, or - for standard input`);
  return { name: path.basename(text), bytes: createReadStream(text), sizeBytes: found.size };
}

/** Shows on a terminal how much has been read. */
async function* withProgress({ bytes, sizeBytes }: Origin): AsyncGenerator<Uint8Array> {
  let count = 0;
  let shown = "";
  for await (const chunk of bytes) {
    count += chunk.length;
    const line = `\r${progressLine(count, sizeBytes)}`;
    if (line !== shown) process.stderr.write(line);
    shown = line;
    yield chunk;
  }
  process.stderr.write("\n");
}

function progressLine(count: number, sizeBytes: number | null): string {
  const megabytes = `${(count / 1_048_576).toFixed(1)} MB`;
  if (!sizeBytes) return megabytes;
  const done = Math.min(1, count / sizeBytes);
  const full = Math.round(done * BAR_CHARACTERS);
  return `[${"#".repeat(full)}${".".repeat(BAR_CHARACTERS - full)}] ${Math.round(done * 100)} % ${megabytes}`;
}

function weeksOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const weeks = Number(text);
  if (/^-?\d+$/.test(text) && Math.abs(weeks) <= MOST_WEEKS) return weeks;
  throw new CommandError(`--shift-weeks must be -${MOST_WEEKS}..${MOST_WEEKS}, got "${text}"`);
}

async function importInto(
  lifecycle: Lifecycle,
  origin: Origin,
  guide: { readonly source: string; readonly shiftWeeks: number; readonly force: boolean },
) {
  const databaseUrl = await openCatalogDatabase(readConfig(settings, process.env), lifecycle);
  const catalog = lifecycle.use(
    "catalog",
    await startCatalog({
      databaseUrl,
      ...{ clock: systemClock, ids: randomIds, log: createLogger("error") },
      live: lifecycle.use("live bus", createInProcessLiveBus()),
      verifier: { verify: () => Promise.resolve(null) },
      peers: { call: (peer) => Promise.reject(serviceUnavailable(peer)) },
    }),
  );
  const bytes = process.stderr.isTTY ? withProgress(origin) : origin.bytes;
  return catalog.importGuide({ ...guide, bytes });
}

function report(done: GuideImport): string {
  const { status, channels, programmes, created, updated, moved, unchanged, removed, rejected } = done;
  return [
    `${status}: ${channels} channels and ${programmes} programmes of ${done.source}`,
    `${created} new, ${updated} updated, ${moved} moved, ${unchanged} unchanged, ${removed} removed, ${rejected} rejected`,
    ...done.problems.map(
      ({ line, xmltvId, reason }) =>
        `  line ${line ?? "?"}${xmltvId === null ? "" : ` (${xmltvId})`}: ${reason}`,
    ),
  ].join("\n");
}

function shownAsJson(done: GuideImport): string {
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return JSON.stringify({ ...done, startedAt: iso(done.startedAt), finishedAt: iso(done.finishedAt) });
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      source: { type: "string" },
      "shift-weeks": { type: "string" },
      force: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const [text, ...more] = positionals;
  if (text === undefined || more.length > 0) throw new CommandError(USAGE);
  const shiftWeeks = weeksOf(values["shift-weeks"]);
  const origin = await originOf(text);
  await using lifecycle = new Lifecycle("guide import");
  const { source = origin.name, force } = values;
  const done = await importInto(lifecycle, origin, { source, shiftWeeks, force });
  console.log(values.json ? shownAsJson(done) : report(done));
  if (done.status === "FAILED") process.exitCode = 1;
}

// The collector works sooner and lets less garbage lie: a guide of 100 MB passes through here.
setFlagsFromString("--heap-growing-percent=5");
await main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
// A ten-second timer inside the schema engine would hold the process for nothing.
process.exit();
