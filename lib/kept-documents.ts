import type { DocumentNode, Token } from "graphql";

/** What one store keeps: apps send a few hundred operations, and an operator has a handful of apps. A service has one. */
const MOST_DOCUMENTS = 2_000;
/** The longest operation of a known app has 20 KB; one that is longer than this is read each time that it comes. */
const MOST_CHARACTERS = 32_768;
/**
 * As the sizes below count, a grid of 150 tokens takes 80 KB: room for 800 like it. A gateway has three such stores, and
 * twice as many for a moment when its schema changes.
 */
const MOST_BYTES = 64_000_000;
/** What the parser makes of a token, measured with Node 20: 90 bytes of one in a comment, up to 480 of a field. */
const BYTES_PER_TOKEN = 500;
/** The text, and the key that it may be; two bytes a character where one of them needs so many. */
const BYTES_PER_CHARACTER = 4;

interface Kept<Entry> {
  readonly entry: Entry;
  readonly bytes: number;
}

/**
 * What was made of the documents that clients sent, kept with them. A document holds its text, and a node or more for each
 * token of it, comments included: who sends long ones makes others give way, but takes no more room. What was used longest
 * ago goes first.
 */
export class KeptDocuments<Entry> {
  readonly #kept = new Map<string, Kept<Entry>>();
  #bytes = 0;

  /** What all of it takes in memory, an upper estimate. */
  get bytes(): number {
    return this.#bytes;
  }

  has(key: string): boolean {
    return this.#kept.has(key);
  }

  get(key: string): Entry | undefined {
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.entry;
  }

  /** Keeps what belongs to a document, unless that is too long. */
  set(key: string, entry: Entry, document: DocumentNode): void {
    this.#delete(key);
    const bytes = bytesOf(document);
    if (bytes === null) return;
    this.#kept.set(key, { entry, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_DOCUMENTS && this.#bytes <= MOST_BYTES) return;
      this.#delete(oldest);
    }
  }

  #delete(key: string): void {
    this.#bytes -= this.#kept.get(key)?.bytes ?? 0;
    this.#kept.delete(key);
  }
}

/** Null: too long to be kept. */
function bytesOf({ loc }: DocumentNode): number | null {
  const characters = loc?.source.body.length ?? 0;
  if (characters > MOST_CHARACTERS) return null;
  let tokens = 0;
  for (let token: Token | null = loc?.startToken ?? null; token; token = token.next) tokens += 1;
  return characters * BYTES_PER_CHARACTER + tokens * BYTES_PER_TOKEN;
}

/** Documents that Apollo's server has found valid, by what it names them. */
export function createDocumentStore() {
  const documents = new KeptDocuments<DocumentNode>();
  return {
    get: async (key: string) => documents.get(key),
    set: async (key: string, document: DocumentNode) => documents.set(key, document, document),
    delete: async () => false,
  };
}
