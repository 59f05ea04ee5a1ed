import { TextDecoder } from "node:util";
import type { ImportProblem } from "../guide-import.js";
import { type GuideChannel, readChannel } from "./channel.js";
import { decodeGuide } from "./decoding.js";
import { GuideParser, type ParsedElement } from "./parser.js";
import { type GuideProgramme, readProgramme } from "./programme.js";
import { type Reading, rejected } from "./reading.js";

/** What a guide holds, in its order. After `broken`, nothing follows. */
export type GuideItem =
  | { readonly kind: "channel"; readonly reading: Reading<GuideChannel> }
  | { readonly kind: "programme"; readonly reading: Reading<GuideProgramme> }
  | { readonly kind: "broken"; readonly problem: ImportProblem };

/**
 * Reads an XMLTV guide as it arrives; no more than one unfinished element and one chunk are held. Whatever cannot be
 * read costs itself alone; where the file stops being XML, or stops arriving, `broken` says so and ends it.
 */
export async function* readGuide(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<GuideItem> {
  const parser = new GuideParser();
  try {
    for await (const text of decodeGuide(chunks)) {
      yield* parser.write(text).flatMap(itemOf);
      if (parser.failure) break;
    }
    if (!parser.failure) yield* parser.end().flatMap(itemOf);
    if (parser.failure) yield brokenAt(parser.line, parser.failure);
  } catch (error) {
    yield brokenAt(parser.line, error);
  }
}

function itemOf({ element, flaw }: ParsedElement): GuideItem[] {
  switch (element.name) {
    case "channel":
      return [{ kind: "channel", reading: flaw ? rejected(element, flaw) : readChannel(element) }];
    case "programme":
      return [{ kind: "programme", reading: flaw ? rejected(element, flaw) : readProgramme(element) }];
    default:
      return [];
  }
}

function brokenAt(line: number, error: unknown): GuideItem {
  const why = error instanceof Error ? error.message : String(error);
  return {
    kind: "broken",
    problem: { line, reason: `the guide cannot be read on from here: ${why}`, xmltvId: null, start: null },
  };
}
