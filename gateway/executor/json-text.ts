import type { FormattedExecutionResult } from "graphql";

/**
 * The data of an answer, already written. What only passes answers on takes the text; who has to look into one gets it as
 * objects, read once.
 */
export class JsonText {
  readonly text: string;
  #value: Record<string, unknown> | undefined;

  constructor(text: string) {
    this.text = text;
  }

  value(): Record<string, unknown> {
    this.#value ??= JSON.parse(this.text) as Record<string, unknown>;
    return this.#value;
  }

  toJSON(): Record<string, unknown> {
    return this.value();
  }
}

/** A whole answer as the body of a response: what was written is not read again. */
export function writeResult({ data, errors, extensions }: FormattedExecutionResult): string {
  if (!(data instanceof JsonText)) return `${JSON.stringify({ errors, data, extensions })}\n`;
  const before = errors ? `"errors":${JSON.stringify(errors)},` : "";
  const after = extensions ? `,"extensions":${JSON.stringify(extensions)}` : "";
  return `{${before}"data":${data.text}${after}}\n`;
}

/** The data as objects, whoever wrote it. */
export function dataOf<Data>(data: Data): Data {
  return data instanceof JsonText ? (data.value() as Data) : data;
}

/** Nothing in it that JSON writes in another way: no quote, no backslash, no control character, no half of a pair. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const PLAIN = /^[^"\\\u0000-\u001f\ud800-\udfff]*$/;
/** Beyond it the engine's own writer is faster than looking first. */
const SHORT = 64;

/** A string as JSON. */
export function quote(value: string): string {
  return value.length <= SHORT && PLAIN.test(value) ? `"${value}"` : JSON.stringify(value);
}
