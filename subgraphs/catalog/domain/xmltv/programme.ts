import type { BroadcastDetails, Credit, EpisodeNumber, Rating } from "../broadcast.js";
import { childrenNamed, firstLine, firstRead, hasChild, lineOf, type XmlElement } from "./element.js";
import { readPictures } from "./image.js";
import { numberingOf, programIdOf } from "./numbering.js";
import { ageOfRating, parseStars } from "./rating.js";
import { type Reading, rejected } from "./reading.js";
import { parseTime, parseYear } from "./time.js";

/** What a guide's <programme> says. */
export interface GuideProgramme {
  readonly xmltvId: string;
  /** Epoch milliseconds. */
  readonly start: number;
  /** Epoch milliseconds; null where the guide gives none that lies after the start. */
  readonly stop: number | null;
  readonly details: BroadcastDetails;
}

/** Reads a <programme>; without channel, start or title it is none. */
export function readProgramme(element: XmlElement): Reading<GuideProgramme> {
  const { channel = "", start: startText = "", stop: stopText = "" } = element.attributes;
  const xmltvId = channel.trim();
  if (xmltvId === "") return rejected(element, "a programme needs a channel");
  const start = parseTime(startText);
  if (start === null) return rejected(element, "a programme needs a start such as 20261121201500 +0100");
  const title = firstLine(element, "title");
  if (title === null) return rejected(element, "a programme needs a title");
  const stop = parseTime(stopText);
  return {
    ok: {
      xmltvId,
      start,
      stop: stop !== null && stop > start ? stop : null,
      details: readDetails(element, title),
    },
  };
}

/** One object literal: the order of its keys is part of a broadcast's fingerprint. */
function readDetails(element: XmlElement, title: string): BroadcastDetails {
  const episodeNumbers = readEpisodeNumbers(element);
  return {
    title,
    subtitle: firstLine(element, "sub-title"),
    description: firstLine(element, "desc"),
    images: readPictures(element),
    ...numberingOf(episodeNumbers),
    episodeNumbers,
    categories: [...new Set(childrenNamed(element, "category").map(lineOf).filter(Boolean))],
    year: firstRead(element, "date", parseYear),
    country: firstLine(element, "country"),
    credits: childrenNamed(element, "credits").flatMap(readCredits),
    ratings: childrenNamed(element, "rating").flatMap(readRating),
    starRating: firstStars(element),
    previouslyShown: hasChild(element, "previously-shown"),
    isPremiere: hasChild(element, "premiere"),
    isNew: hasChild(element, "new"),
    programId: programIdOf(episodeNumbers),
  };
}

function readEpisodeNumbers(element: XmlElement): EpisodeNumber[] {
  return childrenNamed(element, "episode-num").flatMap((number) => {
    const value = number.text.trim();
    return value === "" ? [] : [{ system: number.attributes["system"]?.trim() || "onscreen", value }];
  });
}

function readCredits(credits: XmlElement): Credit[] {
  return credits.children.flatMap((person) => {
    const name = lineOf(person);
    return name === ""
      ? []
      : [{ role: person.name, name, character: person.attributes["role"]?.trim() || null }];
  });
}

function readRating(rating: XmlElement): Rating[] {
  const value = firstLine(rating, "value");
  if (value === null) return [];
  return [{ system: rating.attributes["system"]?.trim() || null, value, minimumAge: ageOfRating(value) }];
}

function firstStars(element: XmlElement): number | null {
  for (const rating of childrenNamed(element, "star-rating")) {
    const stars = firstRead(rating, "value", parseStars);
    if (stars !== null) return stars;
  }
  return null;
}
