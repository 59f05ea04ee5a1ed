import { expect, test } from "vitest";
import { JsonText, quote, writeResult } from "./json-text.js";

test.each([
  'a "quote"',
  "back\\slash",
  "line\nbreak",
  "\ud800 half",
  "\u2028",
  "é \u{1f600}",
  "",
  "x".repeat(500),
])("any text of a service is the JSON that a client reads it back from: %j", (text) => {
  expect(quote(text)).toBe(JSON.stringify(text));
});

test("a client gets errors, data and extensions as if they had been written at once", () => {
  const errors = [{ message: "no" }];
  const extensions = { cost: { estimated: 3 } };
  const data = { channels: [{ name: "One" }] };
  const written = new JsonText(JSON.stringify(data)) as unknown as typeof data;
  for (const parts of [{}, { errors }, { extensions }, { errors, extensions }]) {
    expect(writeResult({ data: written, ...parts })).toBe(writeResult({ data, ...parts }));
    expect(JSON.parse(writeResult({ data: written, ...parts }))).toEqual({ data, ...parts });
  }
});
