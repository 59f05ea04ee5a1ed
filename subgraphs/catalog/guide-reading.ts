import type { GuideChannel, GuideItem, GuideProblem, GuideProgramme } from "./domain/guide.js";
import { MOST_PROBLEMS } from "./domain/guide-import.js";
import { isPlaylist, LONGEST_PLAYLIST, readPlaylist } from "./domain/playlist.js";
import { WorkCensus } from "./domain/work-census.js";
import type { LanguageOf } from "./domain/xmltv/present.js";
import { BrokenGuide, readXmltv } from "./domain/xmltv/reader.js";
import { peek } from "./peeking.js";
import { ProgrammeShelf } from "./programme-shelf.js";

/** Channels of one guide. */
const MOST_CHANNELS = 10_000;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** What was read of a guide. */
export interface Reading {
  readonly channels: Map<string, GuideChannel>;
  readonly programmes: ProgrammeShelf;
  readonly census: WorkCensus;
  /** How many programmes start on each day (UTC, days since the epoch). */
  readonly days: Map<number, number>;
  /** The first of what could not be taken, or not as it was given; `rejected` counts all that was not taken. */
  readonly problems: GuideProblem[];
  rejected: number;
  count: number;
  broken: BrokenGuide | undefined;
  /** It lists channels, and speaks of nothing else. */
  isPlaylist: boolean;
}

function emptyReading(): Reading {
  return {
    channels: new Map(),
    programmes: new ProgrammeShelf(),
    census: new WorkCensus(),
    days: new Map(),
    problems: [],
    rejected: 0,
    count: 0,
    broken: undefined,
    isPlaylist: false,
  };
}

/** Bytes by which a playlist is told from a guide, blanks before it included. */
const TOLD_BY_BYTES = 64;

/**
 * Reads a guide, moved by `shiftMs`, or the channels of a playlist. What breaks half way gives what was whole.
 */
export async function readGuide(
  bytes: AsyncIterable<Uint8Array>,
  shiftMs: number,
  languageOf: LanguageOf,
): Promise<Reading> {
  const reading = emptyReading();
  const { head, whole } = await peek(bytes, TOLD_BY_BYTES);
  reading.isPlaylist = isPlaylist(head.toString());
  try {
    for await (const item of reading.isPlaylist ? channelsOf(whole) : readXmltv(whole, languageOf)) {
      if (item.kind === "channel") noteChannel(reading, item.channel);
      else if (item.kind === "programme") noteProgramme(reading, item.programme, shiftMs);
      else {
        reject(reading, item.problem);
        if (item.problem.start !== null) reading.count += 1;
      }
    }
  } catch (error) {
    if (!(error instanceof BrokenGuide)) throw error;
    breakOff(reading, error);
  }
  return reading;
}

/** The channels of a playlist, which is read whole. */
async function* channelsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<GuideItem> {
  let text = "";
  let failure: Error | undefined;
  const decoder = new TextDecoder();
  try {
    for await (const chunk of bytes) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > LONGEST_PLAYLIST)
        throw new Error(`a playlist may have ${LONGEST_PLAYLIST} characters`);
    }
  } catch (error) {
    failure = error as Error;
  }
  yield* readPlaylist(text.slice(0, LONGEST_PLAYLIST) + decoder.decode());
  if (failure)
    throw new BrokenGuide(`the playlist stopped arriving: ${failure.message}`, text.split("\n").length);
}

function noteChannel({ channels }: Reading, channel: GuideChannel): void {
  channels.set(channel.xmltvId, channel);
  if (channels.size > MOST_CHANNELS) {
    throw new BrokenGuide(`a guide may have ${MOST_CHANNELS} channels`, channel.line);
  }
}

function noteProgramme(reading: Reading, given: GuideProgramme, shiftMs: number): void {
  const { start, stop, xmltvId, line } = given;
  const programme = { ...given, start: start + shiftMs, stop: stop === null ? null : stop + shiftMs };
  reading.count += 1;
  if (!reading.channels.has(xmltvId)) {
    noteChannel(reading, { xmltvId, title: xmltvId, number: null, logoUrl: null, group: null, line });
  }
  reading.programmes.add(programme);
  reading.census.note(programme);
  const day = Math.floor(programme.start / DAY_MS);
  reading.days.set(day, (reading.days.get(day) ?? 0) + 1);
}

/** The guide ended before its end. */
function breakOff(reading: Reading, error: BrokenGuide): void {
  reading.broken = error;
  reading.rejected += 1;
  reading.problems.unshift({ line: error.line, reason: error.message, xmltvId: null, start: null });
}

/** Counts what could not be taken; the first of it is kept. */
export function reject(reading: Reading, problem: GuideProblem): void {
  reading.rejected += 1;
  tell(reading, problem);
}

/** Keeps what was taken, and not as it was given. */
export function tell({ problems }: Reading, problem: GuideProblem): void {
  if (problems.length < MOST_PROBLEMS) problems.push(problem);
}
