import { readFile } from "node:fs/promises";
import { CANARY_RULES } from "../domain/heartbeat-schedule.js";
import { FALLBACK_LIMIT } from "../domain/slots/household.js";
import { MOST_TOMBSTONES, TOMBSTONE_MS } from "../domain/slots/household-draft.js";
import { EPOCH_MS, HIGHEST_VERSION, STEP_MS } from "../domain/slots/version.js";

/** In this order they are one script. */
const PARTS = ["canary.lua", "household.lua", "commands.lua", "bookmarks.lua", "outcome.lua"];
/** Lapsed households that one tick of one shard tells of: with 64 shards a second, some 6,000 are seen to each second. */
const MOST_DUE = 100;
/** A household that no replica has seen to for this long after its last lapse leaves by itself. */
const KEEP_MS = 60 * 60_000;
/** Beats renew that this often: to say how long a value lives costs Redis as much as to set it. */
const RENEW_MS = KEEP_MS / 6;

/** Bookmarks that wait in one shard: with 64 of them, of some three million people. What is more is not taken. */
const MOST_BOOKMARKS = 50_000;

/** The numbers that the script shares with the specification. */
export const SCRIPT_CONSTANTS = {
  GAP_MS: CANARY_RULES.gapMs,
  AMNESTY_MS: CANARY_RULES.amnestyMs,
  TOMBSTONE_MS,
  MOST_TOMBSTONES,
  VERSION_EPOCH_MS: EPOCH_MS,
  VERSION_STEP_MS: STEP_MS,
  HIGHEST_VERSION,
  FALLBACK_STREAMS: FALLBACK_LIMIT.streams,
  FALLBACK_AS_OF: FALLBACK_LIMIT.asOf,
  MOST_DUE,
  KEEP_MS,
  RENEW_MS,
  MOST_BOOKMARKS,
} as const;

/** The script's text. */
export async function readSlotScript(
  constants: Readonly<Record<keyof typeof SCRIPT_CONSTANTS, number>> = SCRIPT_CONSTANTS,
): Promise<string> {
  const parts = await Promise.all(PARTS.map((part) => readFile(new URL(part, import.meta.url), "utf8")));
  const numbers = Object.entries(constants).map(([name, value]) => `local ${name} = ${value}\n`);
  return [...numbers, ...parts].join("");
}
