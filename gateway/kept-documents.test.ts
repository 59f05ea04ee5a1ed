import { parse } from "graphql";
import { expect, test } from "vitest";
import { createDocumentStore, KeptDocuments } from "../lib/kept-documents.js";
import { readRules } from "./generation.js";
import { DEFAULT_LIMITS } from "./limits.js";
import { createOperationChecker } from "./operations.js";
import { loadSupergraph } from "./supergraph.js";
import { FILES } from "./testing/fixture.js";

const MOST_BYTES = 64_000_000;
const SMALL = `{ channel(id: "ch_1") { title } }`;
/** Texts that mean the same, none of them as another, of so many characters. */
const commented = (number: number, comment: string) => `# ${number}${comment}\n${SMALL}`;

function keep(documents: KeptDocuments<number>, text: string, entry = 0): void {
  documents.set(text, entry, parse(text));
}

test("a client that sends ever other long comments finds that no more is kept, and what is in use stays", () => {
  const documents = new KeptDocuments<number>();
  keep(documents, SMALL, 7);
  const long = (number: number) => commented(number, "x".repeat(30_000));
  for (let number = 0; number < 1_000; number += 1) {
    keep(documents, long(number));
    expect(documents.get(SMALL)).toBe(7);
    expect(documents.bytes).toBeLessThanOrEqual(MOST_BYTES);
  }
  expect(documents.bytes).toBeGreaterThan(MOST_BYTES / 2);
  expect([documents.has(long(0)), documents.has(long(999))]).toEqual([false, true]);
});

test("a document counts with all of its tokens, those of comments among them", () => {
  const documents = new KeptDocuments<number>();
  const lines = (number: number) => commented(number, "\n#".repeat(15_000));
  for (let number = 0; number < 10; number += 1) keep(documents, lines(number));
  expect(documents.bytes).toBeLessThanOrEqual(MOST_BYTES);
  expect(documents.has(lines(0))).toBe(false);
});

test("what is kept anew under its name counts once", () => {
  const documents = new KeptDocuments<number>();
  keep(documents, SMALL, 1);
  const { bytes } = documents;
  keep(documents, SMALL, 2);
  expect([documents.get(SMALL), documents.bytes]).toEqual([2, bytes]);
  expect(bytes).toBeGreaterThan(SMALL.length);
});

test("of small operations so many are kept and no more, those used last", () => {
  const documents = new KeptDocuments<number>();
  for (let number = 0; number < 2_000; number += 1) keep(documents, commented(number, ""));
  documents.get(commented(0, ""));
  keep(documents, commented(2_000, ""));
  expect([0, 1, 2_000].map((number) => documents.has(commented(number, "")))).toEqual([true, false, true]);
});

test("a text of 200 KB is kept by nobody", async () => {
  const text = commented(0, "x".repeat(200_000));
  const documents = new KeptDocuments<number>();
  keep(documents, text);
  expect([documents.has(text), documents.bytes]).toEqual([false, 0]);
  const store = createDocumentStore();
  await store.set("long", parse(text));
  await store.set("small", parse(SMALL));
  expect(await store.get("long")).toBeUndefined();
  expect(await store.get("small")).toBeDefined();
});

test("who sends long texts over a WebSocket is answered, and takes from nobody what is known", () => {
  const options = { introspection: true, limits: DEFAULT_LIMITS, safelist: null };
  const check = createOperationChecker(readRules(FILES.policy, loadSupergraph(FILES.supergraph), options));
  const ask = (query: string) => check({ query }, { viewer: null });
  expect(ask(SMALL)).toHaveProperty("operation");
  for (let number = 0; number < 50; number += 1) {
    const text = commented(number, "x".repeat(200_000));
    expect(ask(text)).toHaveProperty("operation");
    expect(check.knows(text)).toBe(false);
  }
  expect(check.knows(SMALL)).toBe(true);
});
