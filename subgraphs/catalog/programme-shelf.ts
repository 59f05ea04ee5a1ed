import { createHash, type Hash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { GuideProgramme } from "./domain/guide.js";
import { BrokenGuide } from "./domain/xmltv/broken-guide.js";

/** Programmes of one guide; the largest guides in use have half as many. */
const MOST_PROGRAMMES = 2_000_000;
/** Programmes of one channel, which are merged at once: one a minute for a month. */
const MOST_OF_A_CHANNEL = 50_000;
/** Programmes kept as they are, some 1.5 MB; what is more is written down. */
const MOST_LOOSE = 400;
/** Bytes that are written down plainly; what is more is packed, to about a tenth. */
const MOST_PLAIN_BYTES = 2 * 1_024 * 1_024;
/** All that is packed. */
const MOST_PACKED_BYTES = 256 * 1_024 * 1_024;

/** Programmes as JSON, packed or not, and their lines in the file. */
interface Block {
  bytes: Buffer;
  isPacked: boolean;
  readonly lines: readonly number[];
}

interface Place {
  readonly blocks: Block[];
  loose: GuideProgramme[];
  count: number;
  /** Of what is written down. */
  readonly hash: Hash;
}

/** A guide's programmes by channel until they are merged, in little memory however large the guide. */
export class ProgrammeShelf {
  readonly #places = new Map<string, Place>();
  #count = 0;
  #loose = 0;
  #plain: Block[] = [];
  #plainBytes = 0;
  #packedBytes = 0;

  /** @throws BrokenGuide where there are more than any guide has. */
  add(programme: GuideProgramme): void {
    const { xmltvId, line } = programme;
    const place = this.#places.get(xmltvId) ?? { blocks: [], loose: [], count: 0, hash: createHash("sha1") };
    if (place.count === 0) this.#places.set(xmltvId, place);
    place.loose.push(programme);
    place.count += 1;
    this.#count += 1;
    this.#loose += 1;
    demand(this.#count, MOST_PROGRAMMES, "a guide", "programmes", line);
    demand(place.count, MOST_OF_A_CHANNEL, "a channel", "programmes", line);
    if (this.#loose > MOST_LOOSE) this.#writeDown();
    if (this.#plainBytes > MOST_PLAIN_BYTES) this.#pack();
    demand(this.#packedBytes, MOST_PACKED_BYTES, "a guide", "bytes of packed programmes", line);
  }

  /** Channels with the number of programmes of each. */
  get channels(): [string, number][] {
    return [...this.#places].map(([xmltvId, { count }]) => [xmltvId, count]);
  }

  /** What tells a channel's programmes in their order from others, wherever in the file they stand. */
  digestOf(xmltvId: string): string {
    const place = this.#places.get(xmltvId);
    if (!place) return "";
    const hash = place.hash.copy();
    for (const programme of place.loose) hash.update(written(programme));
    return hash.digest("base64url");
  }

  /** A channel's programmes in the order of the file; they are not kept any longer. */
  take(xmltvId: string): GuideProgramme[] {
    const place = this.#places.get(xmltvId);
    if (!place) return [];
    this.#places.delete(xmltvId);
    const down = place.blocks.flatMap(({ bytes, isPacked, lines }) => {
      const text = (isPacked ? inflateRawSync(bytes) : bytes).toString();
      const programmes = JSON.parse(text) as Omit<GuideProgramme, "xmltvId" | "line">[];
      return programmes.map((one, at) => ({ ...one, xmltvId, line: lines[at] ?? 0 }));
    });
    return down.concat(place.loose);
  }

  /** Forgets a channel's programmes. */
  drop(xmltvId: string): void {
    this.#places.delete(xmltvId);
  }

  /** Writes channels down, those with the most first, until half as many programmes are loose as may be. */
  #writeDown(): void {
    const fullest = [...this.#places.values()].sort((a, b) => b.loose.length - a.loose.length);
    for (const place of fullest) {
      if (this.#loose <= MOST_LOOSE / 2) return;
      const texts = place.loose.map(written);
      for (const text of texts) place.hash.update(text);
      const lines = place.loose.map(({ line }) => line);
      const block = { bytes: Buffer.from(`[${texts.join(",")}]`), isPacked: false, lines };
      place.blocks.push(block);
      this.#plain.push(block);
      this.#plainBytes += block.bytes.length;
      this.#loose -= place.loose.length;
      place.loose = [];
    }
  }

  #pack(): void {
    for (const block of this.#plain) {
      block.bytes = deflateRawSync(block.bytes, { level: 1 });
      block.isPacked = true;
      this.#packedBytes += block.bytes.length;
    }
    this.#plain = [];
    this.#plainBytes = 0;
  }
}

/** A programme as JSON, without what its place says of it. */
function written({ xmltvId: _channel, line: _line, ...programme }: GuideProgramme): string {
  return JSON.stringify(programme);
}

function demand(count: number, most: number, whole: string, parts: string, line: number): void {
  if (count > most) throw new BrokenGuide(`${whole} may have ${most} ${parts}`, line);
}
