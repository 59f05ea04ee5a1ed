import parser from "iptv-playlist-parser";
import { HIGHEST_NUMBER, LONGEST_GROUP, LONGEST_TITLE } from "./channel.js";
import type { GuideItem } from "./guide.js";

/** Characters of a playlist; one with every channel that there is has some 10 million. */
export const LONGEST_PLAYLIST = 16 * 1_024 * 1_024;
/** Characters of a line: an address with a token in it has some thousand. */
const LONGEST_LINE = 10_000;

/** Whether a text begins as an M3U playlist does. */
export function isPlaylist(head: string): boolean {
  return /^\ufeff?\s*#EXTM3U/.test(head);
}

/**
 * The channels of an M3U playlist. Streams and options for players (Kodi's, VLC's) are none of ours. A channel that is
 * listed again, such as with a second stream, is one.
 */
export function* readPlaylist(text: string): Generator<GuideItem> {
  const { items } = parser.parse(storable(text));
  const listed = new Set<string>();
  for (const { name, tvg, group, raw, line } of items) {
    const title = named(name) || named(tvg.name) || named(tvg.id);
    const xmltvId = named(tvg.id) || named(tvg.name) || title;
    const refuse = (reason: string): GuideItem => ({
      kind: "problem",
      problem: { line, reason, xmltvId: xmltvId.slice(0, LONGEST_TITLE) || null, start: null },
    });
    if (xmltvId === "") yield refuse("a channel needs a `tvg-id` or a name");
    else if (xmltvId.length > LONGEST_TITLE)
      yield refuse(`a channel's id may have ${LONGEST_TITLE} characters`);
    else if (!listed.has(xmltvId)) {
      listed.add(xmltvId);
      const channel = {
        xmltvId,
        title: cut(title, LONGEST_TITLE),
        number: numberOf(raw),
        logoUrl: webAddress(tvg.logo),
      };
      yield {
        kind: "channel",
        channel: { ...channel, group: cut(named(group.title), LONGEST_GROUP) || null, line },
      };
    }
  }
}

/** Lines as the parser wants them: the first is the header, none is endless, and none holds what cannot be stored. */
function storable(text: string): string {
  return text
    .replace(/^[\ufeff\s]+/, "")
    .split(/\r\n?|\n/)
    .map((line) => line.slice(0, LONGEST_LINE).replace(/[^\P{Cc}\t]/gu, ""))
    .join("\n");
}

function named(text: string | undefined): string {
  return (text ?? "").replace(/\s+/g, " ").trim();
}

/** Not within a character. */
function cut(text: string, longest: number): string {
  return text.slice(0, longest).replace(/[\ud800-\udbff]$/, "");
}

function numberOf(raw: string): number | null {
  const digits = /^[^\n]*\btvg-chno="\s*(\d{1,4})\s*"/i.exec(raw)?.[1];
  const number = Number(digits ?? 0);
  return number >= 1 && number <= HIGHEST_NUMBER ? number : null;
}

function webAddress(text: string): string | null {
  const url = text.trim();
  return /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null;
}
