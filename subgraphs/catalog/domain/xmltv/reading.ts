import type { ImportProblem } from "../guide-import.js";
import type { XmlElement } from "./element.js";

/** What an element says, or why it cannot be taken. */
export type Reading<T> = { readonly ok: T } | { readonly problem: ImportProblem };

export function rejected(element: XmlElement, reason: string): { readonly problem: ImportProblem } {
  const { id, channel, start } = element.attributes;
  const xmltvId = element.name === "channel" ? id : channel;
  return { problem: { line: element.line, reason, xmltvId: xmltvId ?? null, start: start ?? null } };
}
