import { constants, setPriority } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import type { Lifecycle } from "../lib/lifecycle.js";
import type { GuideImport } from "../subgraphs/catalog/domain/guide-import.js";
import { fetchGuide } from "../subgraphs/catalog/guide-fetching.js";
import { openCatalog } from "./catalog-command.js";
import { CommandError, runCommand } from "./command.js";
import { bytesOf, sizeOf } from "./file-bytes.js";
import { type Incoming, withProgress } from "./import-progress.js";

const USAGE = `usage: npm run guide:import -- <file|url|-> [--source NAME] [--shift-weeks N] [--force] [--json]

  -               reads the guide from standard input
  --source        the name that the import goes by; else that of the file or the server
  --shift-weeks   moves the whole guide by so many weeks, also --shift-weeks=-3
  --force         also takes a guide with less than a tenth of what the source had for the same days
  --json          writes what the import did as JSON

Imports into the catalog of DATABASE_URL_CATALOG, else of the Playhead in DATA_DIR, whether that runs or not.`;

/** More weeks than anybody's guide is old. */
const MOST_WEEKS = 5_000;

interface Origin extends Incoming {
  readonly name: string;
}

async function originOf(text: string): Promise<Origin> {
  if (text === "-") return { name: "standard input", bytes: process.stdin, sizeBytes: null };
  if (/^https?:\/\//i.test(text)) {
    if (!URL.canParse(text)) throw new CommandError(`${text} is no URL`);
    // Whoever runs commands here reaches the inside anyway: a tuner in the house may be the source.
    const bytes = fetchGuide(text, { http: true, inside: true });
    return { name: new URL(text).hostname, bytes, sizeBytes: null };
  }
  const sizeBytes = await sizeOf(text);
  if (sizeBytes === null) {
    throw new CommandError(`${text} is no file: name one, a URL, or - for standard input`);
  }
  return { name: path.basename(text), bytes: bytesOf(text), sizeBytes };
}

function weeksOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const weeks = Number(text);
  if (/^-?\d+$/.test(text) && Math.abs(weeks) <= MOST_WEEKS) return weeks;
  throw new CommandError(`--shift-weeks must be -${MOST_WEEKS}..${MOST_WEEKS}, got "${text}"`);
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

async function main(lifecycle: Lifecycle): Promise<void> {
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
  const { source = origin.name, force } = values;
  const catalog = await openCatalog(lifecycle);
  const bytes = withProgress(origin, process.stderr);
  const done = await catalog.importGuide({ source, shiftWeeks, force, bytes });
  console.log(values.json ? shownAsJson(done) : report(done));
  if (done.status === "FAILED") process.exitCode = 1;
}

// The collector works sooner and lets less garbage lie: a guide of 100 MB passes through here.
setFlagsFromString("--heap-growing-percent=5");
// Guides come on the hour, when everybody presses play on what may be the same machine.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
await runCommand("guide import", main);
