import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { GuideProgramme } from "./domain/guide.js";
import { BrokenGuide } from "./domain/xmltv/broken-guide.js";

/** Programmes of one guide; the largest guides in use have half as many. */
const MOST_PROGRAMMES = 2_000_000;
/** Programmes of one channel, which are merged at once: one a minute for a month. */
const MOST_OF_A_CHANNEL = 50_000;
/** Programmes kept as they are, some 4 MB; what is more is written down. */
const MOST_LOOSE = 1_200;
/** Bytes that are written down plainly; what is more is packed, to about a tenth. */
const MOST_PLAIN_BYTES = 12 * 1_024 * 1_024;
/** All that is packed. */
const MOST_PACKED_BYTES = 256 * 1_024 * 1_024;

/** Programmes as JSON, packed or not. */
interface Block {
  bytes: Buffer;
  isPacked: boolean;
}

interface Place {
  readonly blocks: Block[];
  loose: GuideProgramme[];
  count: number;
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
    const place = this.#places.get(xmltvId) ?? { blocks: [], loose: [], count: 0 };
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

  /** A channel's programmes in the order of the file; they are not kept any longer. */
  take(xmltvId: string): GuideProgramme[] {
    const place = this.#places.get(xmltvId);
    if (!place) return [];
    this.#places.delete(xmltvId);
    const written = place.blocks.flatMap(({ bytes, isPacked }) => {
      const text = (isPacked ? inflateRawSync(bytes) : bytes).toString();
      return JSON.parse(text) as GuideProgramme[];
    });
    return written.concat(place.loose);
  }

  /** Writes channels down, those with the most first, until half as many programmes are loose as may be. */
  #writeDown(): void {
    const fullest = [...this.#places.values()].sort((a, b) => b.loose.length - a.loose.length);
    for (const place of fullest) {
      if (this.#loose <= MOST_LOOSE / 2) return;
      const block = { bytes: Buffer.from(JSON.stringify(place.loose)), isPacked: false };
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

function demand(count: number, most: number, whole: string, parts: string, line: number): void {
  if (count > most) throw new BrokenGuide(`${whole} may have ${most} ${parts}`, line);
}
