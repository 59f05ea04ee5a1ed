import { type SaxesAttributePlain, SaxesParser } from "saxes";
import { UnreadableGuide } from "./decoding.js";
import type { XmlElement } from "./element.js";

/** A child of <tv>: whole, or with what is wrong with its text. */
export interface ParsedElement {
  readonly element: XmlElement;
  readonly flaw: string | null;
}

interface OpenElement {
  readonly name: string;
  readonly line: number;
  attributes: Record<string, string>;
  readonly children: OpenElement[];
  text: string;
}

/** Errors in text, after which the parser still knows where it is: they cost the programme they are in. */
const FLAW =
  /(disallowed character|undefined entity|malformed character entity|duplicate attribute: .*|in char data)\.$/;

/**
 * A bound on what is held in memory of an unfinished element, in characters: a thousand times the usual programme.
 * It also bounds depth and the length of any text.
 */
const LARGEST_ELEMENT = 1_000_000;
/** Text goes to the parser in pieces, so that the bound is looked at often enough, whatever the chunks. */
const PIECE_LENGTH = 65_536;

/** Stands for an ampersand that nobody escaped (`Tom & Jerry`, `?a=1&b=2`), which is common and harmless. */
const LOOSE_AMPERSAND = "loose-ampersand";

/** Turns the text of a guide, in chunks of any size, into the children of its <tv>. */
export class GuideParser {
  readonly #parser = new SaxesParser();
  readonly #open: OpenElement[] = [];
  #finished: { readonly element: OpenElement; readonly flaw: string | null; readonly position: number }[] =
    [];
  #flaw: string | null = null;
  #failure: UnreadableGuide | null = null;
  #position = 0;
  /** The end of a chunk that may be the beginning of an entity. */
  #held = "";

  constructor() {
    this.#parser.ENTITIES[LOOSE_AMPERSAND] = "&";
    this.#parser.on("opentagstart", ({ name }) => this.#begin(name));
    this.#parser.on("attribute", ({ name, value }: SaxesAttributePlain) => {
      const element = this.#open.at(-1);
      if (element) element.attributes[name] = value;
    });
    this.#parser.on("text", (text) => this.#add(text));
    this.#parser.on("cdata", (text) => this.#add(text.replaceAll(`&${LOOSE_AMPERSAND};`, "&")));
    this.#parser.on("closetag", () => this.#finish());
    this.#parser.on("error", (error) => this.#judge(error.message.replace(/^\d+:\d+: /, "")));
  }

  /** The line reached so far, counting from 1. */
  get line(): number {
    return this.#parser.line;
  }

  /** Why nothing more can be read; null while it can. */
  get failure(): UnreadableGuide | null {
    return this.#failure;
  }

  /** What became whole with this text. */
  write(text: string): ParsedElement[] {
    const whole = this.#held + text;
    const heldLength = /&[#\w]{0,12}$/.exec(whole)?.[0].length ?? 0;
    this.#held = whole.slice(whole.length - heldLength);
    return this.#feed(whole.slice(0, whole.length - heldLength));
  }

  /** What became whole with the end of the text. */
  end(): ParsedElement[] {
    const last = this.#feed(this.#held);
    if (!this.#failure) this.#parser.close();
    return last;
  }

  #feed(text: string): ParsedElement[] {
    const repaired = text.replace(/&(?!#\d+;|#x[\da-f]+;|\w+;)/gi, `&${LOOSE_AMPERSAND};`);
    for (let from = 0; from < repaired.length && !this.#failure; from += PIECE_LENGTH) {
      this.#parser.write(repaired.slice(from, from + PIECE_LENGTH));
      if (this.#parser.position - this.#position > LARGEST_ELEMENT) {
        this.#fail(`nothing may be longer than ${LARGEST_ELEMENT} characters`);
      }
    }
    const finished = this.#finished;
    this.#finished = [];
    return finished;
  }

  #begin(name: string): void {
    if (this.#failure) return;
    if (this.#open.length === 0 && name !== "tv")
      this.#fail(`an XMLTV guide begins with <tv>, not <${name}>`);
    this.#open.push({ name, line: this.#parser.line, attributes: {}, children: [], text: "" });
  }

  #add(text: string): void {
    const element = this.#open.at(-1);
    if (element) element.text += text;
  }

  #finish(): void {
    const element = this.#open.pop();
    if (this.#failure || !element) return;
    if (this.#open.length > 1) this.#open.at(-1)?.children.push(element);
    if (this.#open.length !== 1) return;
    this.#position = this.#parser.position;
    this.#finished.push({ element, flaw: this.#flaw, position: this.#position });
    this.#flaw = null;
  }

  #judge(message: string): void {
    if (this.#open.length > 1 && FLAW.test(message)) {
      this.#flaw ??= message;
      return;
    }
    // A wrong end tag closes what it does not name before it is called wrong: that was not whole.
    if (this.#finished.at(-1)?.position === this.#parser.position) this.#finished.pop();
    this.#fail(message);
  }

  #fail(reason: string): void {
    this.#failure ??= new UnreadableGuide(reason);
  }
}
