import type { BroadcastDetails, GuideImage, GuideItem } from "../guide.js";
import { childrenOf, firstText, textIn, textOf, textsOf, type XmltvElement } from "./element.js";
import { numberingOf, programIdOf } from "./numbering.js";
import { ageOf, starsOf } from "./rating.js";
import { parseXmltvTime } from "./time.js";

/** As long as operators may write one; the database cannot look up much longer ones. */
const LONGEST_XMLTV_ID = 200;
/** A longer name is cut: as long as operators may write one, and cursors over channels carry it. */
const LONGEST_TITLE = 200;
const TOO_LONG = `a channel's id may have ${LONGEST_XMLTV_ID} characters`;

/** Which language a channel speaks, by its id in the guide: what a guide says in several is taken in that one. */
export type LanguageOf = (xmltvId: string) => string;

/** A <channel> as the guide means it, or why it cannot be taken. */
export function readChannel(element: XmltvElement, languageOf: LanguageOf): GuideItem {
  const xmltvId = element.attributes["id"]?.trim() ?? "";
  const { line } = element;
  if (xmltvId === "") return problem(element, "a channel needs an `id`", null, null);
  if (xmltvId.length > LONGEST_XMLTV_ID) return problem(element, TOO_LONG, null, null);
  const names = textsOf(element, "display-name");
  const number = [firstText(element, "lcn"), ...names].find(
    (text) => text !== null && /^[1-9]\d{0,3}$/.test(text),
  );
  return {
    kind: "channel",
    channel: {
      xmltvId,
      // A name is not cut within a character.
      title: (textIn(element, "display-name", languageOf(xmltvId)) ?? xmltvId)
        .slice(0, LONGEST_TITLE)
        .replace(/[\ud800-\udbff]$/, ""),
      number: number == null ? null : Number(number),
      logoUrl: childrenOf(element, "icon")[0]?.attributes["src"] || null,
      group: null,
      line,
    },
  };
}

/** A <programme> as the guide means it, or why it cannot be taken. */
export function readProgramme(element: XmltvElement, languageOf: LanguageOf): GuideItem {
  const { line, attributes } = element;
  const xmltvId = attributes["channel"]?.trim() || null;
  const written = attributes["start"]?.slice(0, LONGEST_TITLE) ?? null;
  const refuse = (reason: string) => problem(element, reason, xmltvId, written);
  if (xmltvId === null) return refuse("a programme needs a `channel`");
  if (xmltvId.length > LONGEST_XMLTV_ID) return problem(element, TOO_LONG, null, written);
  const start = written === null ? null : parseXmltvTime(written);
  if (start === null) return refuse("a programme needs a `start` that is an XMLTV time");
  const stop = attributes["stop"] ? parseXmltvTime(attributes["stop"]) : null;
  if (stop !== null && stop < start) return refuse("a programme must stop after it starts");
  const language = languageOf(xmltvId);
  const title = textIn(element, "title", language);
  if (title === null) return refuse("a programme needs a title that is not blank");
  // A stop equal to the start says nothing, like a missing one.
  const programme = {
    xmltvId,
    start,
    stop: stop === start ? null : stop,
    title,
    line,
    ...detailsOf(element, language),
  };
  return { kind: "programme", programme };
}

/** A channel or programme with a flaw: why it cannot be taken. */
export function readFlawed(element: XmltvElement, flaw: string): GuideItem {
  const { id, channel, start } = element.attributes;
  const xmltvId = (channel ?? id)?.trim().slice(0, LONGEST_XMLTV_ID) || null;
  return problem(element, flaw, xmltvId, start?.slice(0, LONGEST_TITLE) ?? null);
}

function problem(
  element: XmltvElement,
  reason: string,
  xmltvId: string | null,
  start: string | null,
): GuideItem {
  return { kind: "problem", problem: { line: element.line, reason, xmltvId, start } };
}

function detailsOf(element: XmltvElement, language: string): BroadcastDetails {
  const episodeNumbers = childrenOf(element, "episode-num").flatMap((child) => {
    const value = textOf(child);
    return value === null ? [] : [{ system: child.attributes["system"] ?? "onscreen", value }];
  });
  const has = (name: string) => childrenOf(element, name).length > 0;
  const year = /^\d{4}/.exec(firstText(element, "date") ?? "")?.[0];
  // Older guides write the stars into the element itself.
  const stars = childrenOf(element, "star-rating").map(
    (rating) => firstText(rating, "value") ?? textOf(rating),
  );
  return {
    subtitle: textIn(element, "sub-title", language),
    description: textIn(element, "desc", language),
    ...numberingOf(episodeNumbers),
    episodeNumbers,
    categories: [...new Set(textsOf(element, "category"))],
    year: year === undefined ? null : Number(year),
    country: textIn(element, "country", language),
    credits: (childrenOf(element, "credits")[0]?.children ?? []).flatMap((child) => {
      const name = textOf(child);
      return name === null ? [] : [{ role: child.name, name, character: child.attributes["role"] || null }];
    }),
    ratings: childrenOf(element, "rating").flatMap((rating) => {
      const value = firstText(rating, "value") ?? textOf(rating);
      return value === null
        ? []
        : [{ system: rating.attributes["system"] ?? null, value, minimumAge: ageOf(value) }];
    }),
    starRating:
      stars.map((value) => (value === null ? null : starsOf(value))).find((value) => value !== null) ?? null,
    previouslyShown: has("previously-shown"),
    isPremiere: has("premiere"),
    isNew: has("new"),
    programId: programIdOf(episodeNumbers),
    images: [
      ...childrenOf(element, "image").flatMap(imageOf),
      ...childrenOf(element, "icon").flatMap(iconOf),
    ],
  };
}

/** What a picture shows, as XMLTV says it; people are no pictures of a programme. */
const IMAGE_KINDS: Readonly<Record<string, GuideImage["kind"]>> = {
  poster: "POSTER",
  backdrop: "BACKDROP",
  still: "STILL",
};

/** An <image>: its address is its text, and its size is only told in thirds. */
function imageOf(element: XmltvElement): GuideImage[] {
  const url = textOf(element);
  const kind = IMAGE_KINDS[element.attributes["type"]?.trim().toLowerCase() ?? "still"];
  return url === null || kind === undefined ? [] : [{ kind, url, width: null, height: null }];
}

function iconOf({ attributes }: XmltvElement): GuideImage[] {
  const url = attributes["src"];
  if (!url) return [];
  const size = (text: string | undefined) => (text && /^\d{1,5}$/.test(text) ? Number(text) : null);
  return [{ kind: "STILL", url, width: size(attributes["width"]), height: size(attributes["height"]) }];
}
