import { parseArgs } from "node:util";
import type { VodImport } from "../subgraphs/catalog/domain/vod-import.js";
import { openCatalog } from "./catalog-command.js";
import { CommandError, runCommand } from "./command.js";
import { bytesOf, sizeOf } from "./file-bytes.js";

const USAGE = `usage: npm run vod:import -- <file|-> [--json]

  -       reads from standard input
  --json  writes what the import did as JSON

Imports series, movies, episodes and collections: JSON Lines as docs/vod.md has them, into the catalog of
DATABASE_URL_CATALOG, else of the Playhead in DATA_DIR, whether that runs or not. The same file again changes nothing.`;

async function linesOf(name: string): Promise<AsyncIterable<Uint8Array>> {
  if (name === "-") return process.stdin;
  if ((await sizeOf(name)) !== null) return bytesOf(name);
  throw new CommandError(`${name} is no file: name one, or - for standard input`);
}

function report(done: VodImport): string {
  const { status, lines, created, updated, unchanged, withdrawn, rejected, problems } = done;
  return [
    `${status}: ${lines} lines`,
    `${created} new, ${updated} updated, ${unchanged} unchanged, ${withdrawn} withdrawn, ${rejected} rejected`,
    ...problems.map(({ line, reason }) => `  line ${line}: ${reason}`),
  ].join("\n");
}

await runCommand("import of video on demand", async (lifecycle) => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) throw new CommandError(USAGE);
  const bytes = await linesOf(name);
  const catalog = await openCatalog(lifecycle);
  const done = await catalog.importVod(bytes);
  console.log(values.json ? JSON.stringify(done) : report(done));
  if (done.status === "FAILED") process.exitCode = 1;
});
