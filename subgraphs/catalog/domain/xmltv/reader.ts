import { SaxesParser, type SaxesTagPlain } from "saxes";
import type { GuideItem } from "../guide.js";
import { BrokenGuide } from "./broken-guide.js";
import { decodeGuide } from "./decoding.js";
import type { XmltvElement } from "./element.js";
import { type LanguageOf, readChannel, readFlawed, readProgramme } from "./present.js";

export { BrokenGuide } from "./broken-guide.js";

/** <tv>, <programme>, <credits>, <actor>, <image>: real guides go no deeper. */
const DEEPEST = 8;
/** Elements within one programme; guides with every credit of a film have some hundreds. */
const MOST_ELEMENTS = 2_000;
/** Characters of all texts within one programme. */
const LONGEST_TEXT = 100_000;
/** Characters of all tags within one programme: roles of actors, and the addresses of some hundred pictures. */
const LONGEST_TAGS = 100_000;
/** Attributes of one element; XMLTV knows eleven. */
const MOST_ATTRIBUTES = 50;
/** Characters of one attribute: addresses of pictures are the longest. */
const LONGEST_ATTRIBUTE = 8_000;
/** Characters of one tag, text or comment: the parser holds it whole before it tells of it. */
const LONGEST_TOKEN = 1_000_000;

/** Errors in text, after which the parser still knows where it is: they cost the element they are in. */
const FLAW =
  /(disallowed character|undefined entity|malformed character entity|duplicate attribute: .*|in char data)\.$/;
/** Stands for an ampersand that nobody escaped (`Tom & Jerry`, `?a=1&b=2`), which is common and harmless. */
const LOOSE_AMPERSAND = "loose-ampersand";

/**
 * Reads an XMLTV guide as it arrives: memory holds one programme and what one chunk of the file yields. Elements
 * that XMLTV does not know are passed over; text that is no XML costs the programme it is in. What is said in several
 * languages is taken in that of its channel.
 *
 * @throws BrokenGuide when the XML breaks, nests too deep, has no <tv>, or stops arriving; items before were already
 * given.
 */
export async function* readXmltv(
  bytes: AsyncIterable<Uint8Array>,
  languageOf: LanguageOf = () => "en",
): AsyncGenerator<GuideItem> {
  const state = new ReadingState(languageOf);
  const texts = decodeGuide(bytes);
  for (;;) {
    const text = await texts.next().catch((error: unknown) => {
      if (error instanceof BrokenGuide) throw error;
      throw new BrokenGuide(`the guide stopped arriving: ${(error as Error).message}`, state.line);
    });
    if (text.done) break;
    yield* state.feed(text.value);
  }
  yield* state.end();
}

class ReadingState {
  readonly #parser = new SaxesParser();
  readonly #open: XmltvElement[] = [];
  #ready: GuideItem[] = [];
  /** Where the last of `#ready` ended. */
  #readyAt = -1;
  #flaw: string | null = null;
  /** Of the channel or programme that is being read. */
  #elements = 0;
  #characters = 0;
  #tagCharacters = 0;
  /** Position of the last thing that the parser told. */
  #toldAt = 0;
  /** The end of a chunk that may be the beginning of an entity. */
  #held = "";
  #hasRoot = false;
  #broken: BrokenGuide | undefined;
  readonly #languageOf: LanguageOf;

  constructor(languageOf: LanguageOf) {
    this.#languageOf = languageOf;
    this.#parser.ENTITIES[LOOSE_AMPERSAND] = "&";
    this.#parser.on("error", (error) => this.#judge(error.message.replace(/^\d+:\d+: /, "")));
    this.#parser.on("opentag", (tag) => this.#opened(tag as SaxesTagPlain));
    this.#parser.on("text", (text) => this.#text(text));
    // No more than seven handlers: V8 gives up on the parser's shape at the eighth, and it is six times slower.
    this.#parser.on("comment", () => this.#told());
    this.#parser.on("cdata", (text) => this.#text(text.replaceAll(`&${LOOSE_AMPERSAND};`, "&")));
    this.#parser.on("closetag", () => this.#closed());
  }

  get line(): number {
    return this.#parser.line;
  }

  *feed(text: string): Generator<GuideItem> {
    const whole = this.#held + text;
    const held = /&[#\w]{0,12}$/.exec(whole)?.[0] ?? "";
    this.#held = held;
    this.#write(whole.slice(0, whole.length - held.length));
    yield* this.#take();
  }

  *end(): Generator<GuideItem> {
    this.#write(this.#held);
    yield* this.#take();
    if (this.#parser.position === 0) this.#break("the guide is empty");
    this.#parser.close();
    if (!this.#hasRoot) this.#break("the guide has no <tv>");
    yield* this.#take();
  }

  *#take(): Generator<GuideItem> {
    const ready = this.#ready;
    this.#ready = [];
    yield* ready;
    if (this.#broken) throw this.#broken;
  }

  #write(text: string): void {
    const repaired = text.replace(/&(?!#\d+;|#x[\da-f]+;|\w+;)/gi, `&${LOOSE_AMPERSAND};`);
    if (repaired === "") return;
    this.#parser.write(repaired);
    if (this.#parser.position - this.#toldAt > LONGEST_TOKEN) {
      this.#break(`one tag, text or comment may have ${LONGEST_TOKEN} characters`);
    }
  }

  #judge(message: string): void {
    if (this.#open.length > 1 && FLAW.test(message)) {
      this.#flaw ??= `its text is not XML: ${message}`;
      return;
    }
    // A wrong end tag closes what it does not name before it is called wrong: that was not whole.
    if (this.#readyAt === this.#parser.position) this.#ready.pop();
    this.#break(`the guide is not well-formed XML: ${message}`);
  }

  #break(reason: string): void {
    this.#broken ??= new BrokenGuide(reason, this.#parser.line);
  }

  #told(): void {
    this.#toldAt = this.#parser.position;
  }

  #opened(tag: SaxesTagPlain): void {
    this.#told();
    if (this.#broken) return;
    const { name, attributes } = tag;
    const element: XmltvElement = { name, attributes, line: this.#parser.line, text: "", children: [] };
    if (!this.#hasRoot && name !== "tv") this.#break(`the guide must begin with <tv>, got <${name}>`);
    this.#hasRoot = true;
    const parent = this.#open.at(-1);
    this.#open.push(element);
    if (this.#open.length > DEEPEST) this.#break(`the guide nests deeper than ${DEEPEST} elements`);
    let excess = excessOf(name, attributes);
    // <tv> keeps nothing of its children: that is what bounds the memory.
    if (!parent || this.#open.length <= 2) {
      this.#elements = 0;
      this.#characters = 0;
      this.#tagCharacters = 0;
    } else {
      excess ??= this.#excessWith(tag);
      if (excess === null) parent.children.push(element);
    }
    if (excess !== null) this.#exceed(excess);
  }

  /** Why what is being read has too much in it, with one more tag; null where it has not. */
  #excessWith({ name, attributes }: SaxesTagPlain): string | null {
    this.#elements += 1;
    this.#tagCharacters += name.length;
    for (const attribute in attributes) {
      this.#tagCharacters += attribute.length + (attributes[attribute]?.length ?? 0);
    }
    if (this.#elements > MOST_ELEMENTS) return `it may have ${MOST_ELEMENTS} elements`;
    return this.#tagCharacters > LONGEST_TAGS ? `its tags may have ${LONGEST_TAGS} characters` : null;
  }

  #text(text: string): void {
    this.#told();
    const element = this.#open.at(-1);
    if (!element || this.#broken || this.#open.length === 1) return;
    this.#characters += text.length;
    if (this.#characters > LONGEST_TEXT) this.#exceed(`its texts may have ${LONGEST_TEXT} characters`);
    else element.text += text;
  }

  /** What is more than anybody needs costs the channel or programme it is in. */
  #exceed(reason: string): void {
    this.#flaw ??= reason;
  }

  #closed(): void {
    this.#told();
    const element = this.#open.pop();
    if (!element || this.#broken || this.#open.length !== 1) return;
    const flaw = this.#flaw;
    this.#flaw = null;
    if (element.name !== "channel" && element.name !== "programme") return;
    const read = element.name === "channel" ? readChannel : readProgramme;
    this.#ready.push(flaw === null ? read(element, this.#languageOf) : readFlawed(element, flaw));
    this.#readyAt = this.#parser.position;
  }
}

/** Why a tag says more than anybody needs. */
function excessOf(name: string, attributes: SaxesTagPlain["attributes"]): string | null {
  let count = 0;
  for (const attribute in attributes) {
    count += 1;
    if ((attributes[attribute]?.length ?? 0) > LONGEST_ATTRIBUTE) {
      return `the attribute ${attribute.slice(0, 100)} of <${name.slice(0, 100)}> may have ${LONGEST_ATTRIBUTE} characters`;
    }
  }
  return count > MOST_ATTRIBUTES
    ? `<${name.slice(0, 100)}> may have ${MOST_ATTRIBUTES} attributes, got ${count}`
    : null;
}
