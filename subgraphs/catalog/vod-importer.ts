import type { Ids } from "../../lib/ids.js";
import { MOST_VOD_PROBLEMS, type VodImport, type VodProblem } from "./domain/vod-import.js";
import { readVodLine, type VodLine } from "./domain/vod-line.js";
import type { VodImportStore } from "./store/vod-import-store.js";
import { readLines } from "./vod-lines.js";

/** Lines that are written in one transaction: short enough for nobody to wait for it. */
const LINES_A_BATCH = 200;
/** A batch of long lines is written earlier: this is what an import holds in memory. */
const CHARACTERS_A_BATCH = 4_000_000;

/** A line that is as documented. */
export interface NumberedLine {
  readonly line: number;
  readonly said: VodLine;
}

/** What a batch did. */
export interface BatchResult {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly withdrawn: number;
  readonly problems: readonly VodProblem[];
}

/**
 * Imports JSON Lines as docs/vod.md has them. Memory does not grow with the file. A line that cannot be taken costs
 * itself; the same lines again change nothing.
 */
export async function importVod(
  { store, ids }: { readonly store: VodImportStore; readonly ids: Ids },
  bytes: AsyncIterable<Uint8Array>,
): Promise<VodImport> {
  const tally = createTally();
  let batch: NumberedLine[] = [];
  let characters = 0;
  const flush = async () => {
    if (batch.length > 0) tally.add(await store.saveBatch(batch, ids));
    batch = [];
    characters = 0;
  };
  try {
    for await (const read of readLines(whileWhole(bytes))) {
      tally.countLine();
      const said = "reason" in read ? read : readVodLine(read.text);
      if ("reason" in said) {
        tally.reject({ line: read.line, reason: said.reason });
        continue;
      }
      // What a file says twice is taken in its order: the later one stands.
      if (batch.some((other) => other.said.kind === said.kind && other.said.id === said.id)) await flush();
      batch.push({ line: read.line, said });
      characters += "text" in read ? read.text.length : 0;
      if (batch.length >= LINES_A_BATCH || characters >= CHARACTERS_A_BATCH) await flush();
    }
  } catch (error) {
    if (!(error instanceof BrokenFile)) throw error;
    await flush();
    return tally.result(`the file broke off: ${error.message}`);
  }
  await flush();
  return tally.result(null);
}

/** The file, not the database, failed. */
class BrokenFile extends Error {}

async function* whileWhole(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw new BrokenFile((error as Error).message);
  }
}

function createTally() {
  const counts = { lines: 0, created: 0, updated: 0, unchanged: 0, withdrawn: 0, rejected: 0 };
  const problems: VodProblem[] = [];
  const reject = (problem: VodProblem) => {
    counts.rejected += 1;
    if (problems.length < MOST_VOD_PROBLEMS) problems.push(problem);
  };
  return {
    countLine: () => {
      counts.lines += 1;
    },
    reject,
    add({ problems: found, ...done }: BatchResult) {
      counts.created += done.created;
      counts.updated += done.updated;
      counts.unchanged += done.unchanged;
      counts.withdrawn += done.withdrawn;
      for (const problem of found) reject(problem);
    },
    result(brokenOff: string | null): VodImport {
      if (brokenOff !== null) problems.push({ line: counts.lines + 1, reason: brokenOff });
      const nothingTaken = counts.rejected > 0 && counts.rejected === counts.lines;
      const status = brokenOff !== null || nothingTaken ? "FAILED" : "DONE";
      problems.sort((a, b) => a.line - b.line);
      return { status, ...counts, problems };
    },
  };
}
