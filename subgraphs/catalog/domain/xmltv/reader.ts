import { TextDecoder } from "node:util";
import { SaxesParser, type SaxesTagPlain } from "saxes";
import type { GuideItem } from "../guide.js";
import type { XmltvElement } from "./element.js";
import { readChannel, readProgramme } from "./present.js";

/** A guide that is no XMLTV, or stops being it: what came before is whole. */
export class BrokenGuide extends Error {
  override readonly name = "BrokenGuide";
  /** Where it broke, counting from 1. */
  readonly line: number;

  constructor(reason: string, line: number) {
    super(reason);
    this.line = line;
  }
}

/** <tv>, <programme>, <credits>, <actor>, <image>: real guides go no deeper. */
const DEEPEST = 8;
/** Children of one programme; guides with every credit of a film have some hundreds. */
const MOST_CHILDREN = 2_000;
/** Characters of one element's text. */
const LONGEST_TEXT = 100_000;

/**
 * Reads an XMLTV guide as it arrives: memory holds one programme and what one chunk of the file yields. Elements
 * that XMLTV does not know are passed over. The encoding is the one that the file declares, UTF-8 where it does not.
 *
 * @throws BrokenGuide when the XML breaks, nests too deep, or has no <tv>; items before were already given.
 */
export async function* readXmltv(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<GuideItem> {
  const state = new ReadingState();
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(declaredEncoding(chunk));
    yield* state.feed(decoder.decode(chunk, { stream: true }));
  }
  yield* state.end(decoder?.decode() ?? "");
}

function declaredEncoding(firstChunk: Uint8Array): string {
  const head = Buffer.from(firstChunk.subarray(0, 200)).toString("latin1");
  const declared = /<\?xml[^>]*\sencoding=["']([\w.-]+)["']/.exec(head)?.[1] ?? "utf-8";
  try {
    return new TextDecoder(declared).encoding;
  } catch {
    throw new BrokenGuide(`the guide declares the encoding ${declared}, which is not known`, 1);
  }
}

class ReadingState {
  readonly #parser = new SaxesParser();
  readonly #open: XmltvElement[] = [];
  #ready: GuideItem[] = [];
  #hasRoot = false;
  #broken: BrokenGuide | undefined;

  constructor() {
    this.#parser.on("error", (error) => this.#break(`the guide is not well-formed XML: ${error.message}`));
    this.#parser.on("opentag", (tag) => this.#opened(tag as SaxesTagPlain));
    this.#parser.on("text", (text) => this.#text(text));
    this.#parser.on("cdata", (text) => this.#text(text));
    this.#parser.on("closetag", () => this.#closed());
  }

  *feed(text: string): Generator<GuideItem> {
    if (text !== "") this.#parser.write(text);
    yield* this.#take();
  }

  *end(text: string): Generator<GuideItem> {
    yield* this.feed(text);
    this.#parser.close();
    if (!this.#hasRoot) this.#break("the guide is empty");
    yield* this.#take();
  }

  *#take(): Generator<GuideItem> {
    const ready = this.#ready;
    this.#ready = [];
    yield* ready;
    if (this.#broken) throw this.#broken;
  }

  #break(reason: string): void {
    this.#broken ??= new BrokenGuide(reason, this.#parser.line);
  }

  #opened(tag: SaxesTagPlain): void {
    if (this.#broken) return;
    const { name, attributes } = tag;
    const element: XmltvElement = { name, attributes, line: this.#parser.line, text: "", children: [] };
    if (!this.#hasRoot && name !== "tv") this.#break(`the guide must begin with <tv>, got <${name}>`);
    this.#hasRoot = true;
    const parent = this.#open.at(-1);
    // <tv> keeps nothing of its children: that is what bounds the memory.
    if (parent && this.#open.length > 1) parent.children.push(element);
    if (parent && parent.children.length > MOST_CHILDREN) {
      this.#break(`<${parent.name}> has over ${MOST_CHILDREN} children`);
    }
    this.#open.push(element);
    if (this.#open.length > DEEPEST) this.#break(`the guide nests deeper than ${DEEPEST} elements`);
  }

  #text(text: string): void {
    const element = this.#open.at(-1);
    if (!element || this.#broken || this.#open.length === 1) return;
    element.text += text;
    if (element.text.length > LONGEST_TEXT)
      this.#break(`<${element.name}> has over ${LONGEST_TEXT} characters`);
  }

  #closed(): void {
    const element = this.#open.pop();
    if (!element || this.#broken || this.#open.length !== 1) return;
    if (element.name === "channel") this.#ready.push(readChannel(element));
    if (element.name === "programme") this.#ready.push(readProgramme(element));
  }
}
