/** A whole XML element. Guides nest three deep; mixed content keeps its own text apart from its children's. */
export interface XmlElement {
  readonly name: string;
  /** Where its tag begins, counting from 1. */
  readonly line: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** Children of one name, in the file's order. */
export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

export function hasChild(element: XmlElement, name: string): boolean {
  return element.children.some((child) => child.name === name);
}

/** An element's own text as one line: the format says that white space in it means nothing. */
export function lineOf(element: XmlElement): string {
  return element.text.replace(/\s+/g, " ").trim();
}

/** The first child of that name that says something; null where none does. */
export function firstLine(element: XmlElement, name: string): string | null {
  for (const child of element.children) {
    if (child.name !== name) continue;
    const line = lineOf(child);
    if (line !== "") return line;
  }
  return null;
}

/** What `read` makes of the first child of that name of which it makes anything. */
export function firstRead<T>(element: XmlElement, name: string, read: (text: string) => T | null): T | null {
  for (const child of childrenNamed(element, name)) {
    const value = read(lineOf(child));
    if (value !== null) return value;
  }
  return null;
}
