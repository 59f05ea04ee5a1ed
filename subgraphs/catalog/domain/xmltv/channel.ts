import { HIGHEST_NUMBER } from "../channel.js";
import type { Image } from "../image.js";
import { firstLine, firstRead, type XmlElement } from "./element.js";
import { readLogo } from "./image.js";
import { type Reading, rejected } from "./reading.js";

/** What a guide's <channel> says. */
export interface GuideChannel {
  readonly xmltvId: string;
  /** Its first display-name, or its id where none is given. */
  readonly title: string;
  /** From <lcn>, or a display-name that is a number. */
  readonly number: number | null;
  readonly logo: readonly Image[];
}

/** Reads a <channel>; only its id is indispensable. */
export function readChannel(element: XmlElement): Reading<GuideChannel> {
  const xmltvId = element.attributes["id"]?.trim() ?? "";
  if (xmltvId === "") return rejected(element, "a channel needs an id");
  const number = firstRead(element, "lcn", parseNumber) ?? firstRead(element, "display-name", parseNumber);
  const title = firstLine(element, "display-name") ?? xmltvId;
  return { ok: { xmltvId, title, number, logo: readLogo(element) } };
}

function parseNumber(text: string): number | null {
  const number = /^\s*\d{1,4}\s*$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= HIGHEST_NUMBER ? number : null;
}
