import { isLanguage } from "../language.js";

/** A child of <channel> or <programme>, read whole: they are small, and their number is bounded. */
export interface XmltvElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Line of its start tag. */
  readonly line: number;
  text: string;
  readonly children: XmltvElement[];
}

export function childrenOf(element: XmltvElement, name: string): XmltvElement[] {
  return element.children.filter((child) => child.name === name);
}

/** Trimmed, blanks folded; null where nothing is left. */
export function textOf(element: XmltvElement | undefined): string | null {
  return element?.text.replace(/\s+/g, " ").trim() || null;
}

/** The text of the first child of this name that has any. */
export function firstText(element: XmltvElement, name: string): string | null {
  return (
    childrenOf(element, name)
      .map(textOf)
      .find((text) => text !== null) ?? null
  );
}

export function textsOf(element: XmltvElement, name: string): string[] {
  return childrenOf(element, name).flatMap((child) => textOf(child) ?? []);
}

/** Of what is said in several languages that of `language`; else what names none; else the first. */
export function textIn(element: XmltvElement, name: string, language: string): string | null {
  const told = childrenOf(element, name).filter((child) => textOf(child) !== null);
  const langOf = ({ attributes }: XmltvElement) => attributes["lang"]?.trim() ?? "";
  const best =
    told.length < 2
      ? told[0]
      : (told.find((child) => isLanguage(langOf(child), language)) ??
        told.find((child) => langOf(child) === "") ??
        told[0]);
  return textOf(best);
}
