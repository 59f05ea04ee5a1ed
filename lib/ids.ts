import { randomBytes } from "node:crypto";

/**
 * Ids are opaque and prefixed by kind (`ch_`, `br_`, `slot_`): whoever holds one can route by it, and read nothing
 * else from it.
 */
export interface Ids {
  /** A new id, `<prefix>_` and 22 characters of base 62 (131 bits of randomness). */
  next(prefix: string): string;
}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const LENGTH = 22;
/** Bytes from here on are drawn again: 248 is the largest multiple of 62 in a byte, so every character is as likely. */
const FAIR_BYTES = 248;

export const randomIds: Ids = {
  next: (prefix) => `${prefix}_${randomText()}`,
};

function randomText(): string {
  let text = "";
  while (text.length < LENGTH) {
    for (const byte of randomBytes(LENGTH + 8)) {
      if (byte < FAIR_BYTES && text.length < LENGTH) text += ALPHABET[byte % ALPHABET.length];
    }
  }
  return text;
}

/** Ids that count upwards: the same run gives the same ids. */
export function countingIds(): Ids {
  let count = 0;
  return {
    next: (prefix) => {
      count += 1;
      return `${prefix}_${String(count).padStart(LENGTH, "0")}`;
    },
  };
}

/** The kind of an id: what stands before its underscore, or "" where there is none. */
export function prefixOf(id: string): string {
  const end = id.indexOf("_");
  return end < 0 ? "" : id.slice(0, end);
}
