import { generatedGuide } from "./generated-guide.js";
import { openCatalogForBench } from "./guide-database.js";

/** Imports a generated guide of so many bytes, and tells the most memory that this process ever had. */
const [url = "", size = ""] = process.argv.slice(2);
const CHANNELS = 200;
const MEGABYTE = 1_000_000;

let bytes = 0;
async function* ofSize(least: number): AsyncGenerator<Uint8Array> {
  let last: Uint8Array | undefined;
  for await (const chunk of generatedGuide({
    from: Date.UTC(2026, 10, 21),
    channels: CHANNELS,
    days: 1_000,
  })) {
    if (bytes >= least) break;
    bytes += chunk.length;
    last = chunk;
    yield chunk;
  }
  if (last) yield Buffer.from("</tv>");
}

const begun = performance.now();
await using catalog = await openCatalogForBench(url);
const done = await catalog.importGuide({ source: "large", bytes: ofSize(Number(size)) });
const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
const most = (process.resourceUsage().maxRSS * 1_024) / MEGABYTE;
console.log(
  `a guide of ${(bytes / MEGABYTE).toFixed(0)} MB with ${done.created} programmes is ${done.status} after ${seconds} s, in ${most.toFixed(0)} MB of memory (less than 250)`,
);
if (done.status !== "DONE") process.exitCode = 1;
