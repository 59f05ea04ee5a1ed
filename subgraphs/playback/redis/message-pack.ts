/** What a script may pack: no maps, no `nil` (an absent value is `false`). */
export type Packed = string | number | boolean | readonly Packed[];

/**
 * Values that Redis' cmsgpack wrote one after the other. Strings are UTF-8.
 *
 * @throws Error where it is none of its lists, texts, numbers and truths, or ends too early.
 */
export function unpack(bytes: Buffer): Packed[] {
  const reader = new PackReader(bytes);
  const values: Packed[] = [];
  while (!reader.isAtEnd) values.push(reader.value());
  return values;
}

/** Reads packed values one by one. https://github.com/msgpack/msgpack/blob/master/spec.md */
export class PackReader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, position = 0) {
    this.#bytes = bytes;
    this.#at = position;
  }

  /** Where the next value begins. */
  get position(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** @throws Error as `unpack` does. */
  value(): Packed {
    const type = this.#unsigned(1);
    if (type < 0x80) return type;
    if (type >= 0xe0) return type - 0x100;
    if (type >= 0xa0 && type < 0xc0) return this.#text(type - 0xa0);
    if (type >= 0x90 && type < 0xa0) return this.#list(type - 0x90);
    switch (type) {
      case 0xc2:
      case 0xc3:
        return type === 0xc3;
      case 0xca:
        return this.#bytes.readFloatBE(this.#skip(4));
      case 0xcb:
        return this.#bytes.readDoubleBE(this.#skip(8));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#unsigned(1 << (type - 0xcc));
      case 0xcf:
        return Number(this.#bytes.readBigUInt64BE(this.#skip(8)));
      case 0xd0:
      case 0xd1:
      case 0xd2:
        return this.#signed(1 << (type - 0xd0));
      case 0xd3:
        return Number(this.#bytes.readBigInt64BE(this.#skip(8)));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#unsigned(1 << (type - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.#list(this.#unsigned(2 << (type - 0xdc)));
      default:
        throw new Error(`no packed value begins with 0x${type.toString(16)}`);
    }
  }

  #list(length: number): Packed[] {
    const values: Packed[] = [];
    for (let index = 0; index < length; index += 1) values.push(this.value());
    return values;
  }

  #text(length: number): string {
    const from = this.#skip(length);
    return this.#bytes.toString("utf8", from, from + length);
  }

  #unsigned(length: number): number {
    return this.#bytes.readUIntBE(this.#skip(length), length);
  }

  #signed(length: number): number {
    return this.#bytes.readIntBE(this.#skip(length), length);
  }

  /** Where what is skipped begins. */
  #skip(length: number): number {
    const from = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new Error("packed values end too early");
    return from;
  }
}
