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
