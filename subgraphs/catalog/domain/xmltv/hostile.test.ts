import { describe, expect, it } from "vitest";
import type { GuideItem } from "../guide.js";
import { readXmltv } from "./reader.js";

const GOOD = '<programme start="20240101" channel="a"><title>Good</title></programme>';

/** What reading gave, and why it ended early. */
async function read(chunks: Iterable<string>): Promise<{ items: GuideItem[]; broken: string | null }> {
  const items: GuideItem[] = [];
  const bytes = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk);
  })();
  try {
    for await (const item of readXmltv(bytes)) items.push(item);
    return { items, broken: null };
  } catch (error) {
    return { items, broken: (error as Error).message };
  }
}

function* repeated(before: string, part: string, count: number, after: string): Generator<string> {
  yield before;
  for (let at = 0; at < count; at += 1) yield part;
  yield after;
}

const programme = (inside: string, attributes = "") =>
  `<programme start="20240101" channel="a"${attributes}><title>Bad</title>${inside}</programme>`;

describe("a programme that says more than anybody needs", () => {
  it.each([
    ["elements", programme("<category>x</category>".repeat(3_000)), "it may have 2000 elements"],
    [
      "nested elements",
      programme(`<credits>${"<actor><image/></actor>".repeat(1_500)}</credits>`),
      "it may have 2000 elements",
    ],
    ["text", programme(`<desc>${"x".repeat(100_001)}</desc>`), "its texts may have 100000 characters"],
    [
      "texts together",
      programme(`<desc>${"x".repeat(60_000)}</desc>`.repeat(2)),
      "its texts may have 100000 characters",
    ],
    [
      "attributes",
      programme("", Array.from({ length: 60 }, (_, n) => ` a${n}=""`).join("")),
      "<programme> may have 50 attributes, got 62",
    ],
    [
      "an attribute",
      programme(`<icon src="${"x".repeat(8_001)}"/>`),
      "the attribute src of <icon> may have 8000 characters",
    ],
    [
      "attributes together",
      programme(`<icon src="${"x".repeat(8_000)}"/>`.repeat(13)),
      "its tags may have 100000 characters",
    ],
    [
      "elements' names",
      programme(`<${"x".repeat(50_000)}/>`.repeat(2)),
      "its tags may have 100000 characters",
    ],
  ])("costs itself for its %s, and says which rule it breaks", async (_what, bad, reason) => {
    const { items, broken } = await read([`<tv>${GOOD}\n`, bad, `\n${GOOD}</tv>`]);
    expect(broken).toBeNull();
    expect(items).toMatchObject([
      { kind: "programme" },
      { kind: "problem", problem: { line: 2, xmltvId: "a", reason } },
      { kind: "programme" },
    ]);
  });
});

describe("a programme that says as much as anybody may", () => {
  it.each([
    // The title is one of them.
    ["elements", programme("<category>x</category>".repeat(1_999))],
    ["text", programme(`<desc>${"x".repeat(100_000 - "Bad".length)}</desc>`)],
    ["attributes", programme("", Array.from({ length: 48 }, (_, n) => ` a${n}=""`).join(""))],
    ["an attribute", programme(`<icon src="${"x".repeat(8_000)}"/>`)],
    ["tags", programme(`<${"x".repeat(100_000 - "title".length)}/>`)],
    ["depth", programme("<a><b><c><d><e><f/></e></d></c></b></a>")],
  ])("is taken: %s", async (_what, full) => {
    const { items, broken } = await read([`<tv>${full}</tv>`]);
    expect(broken).toBeNull();
    expect(items).toMatchObject([{ kind: "programme" }]);
  });

  it.each([
    ["elements", programme("<category>x</category>".repeat(2_000))],
    ["text", programme(`<desc>${"x".repeat(100_001 - "Bad".length)}</desc>`)],
    ["tags", programme(`<${"x".repeat(100_001 - "title".length)}/>`)],
    ["attributes", programme("", Array.from({ length: 49 }, (_, n) => ` a${n}=""`).join(""))],
  ])("is not, with one more: %s", async (_what, over) => {
    expect((await read([`<tv>${over}</tv>`])).items).toMatchObject([{ kind: "problem" }]);
  });

  it("breaks the guide where it nests one deeper", async () => {
    const { broken } = await read([
      `<tv>${programme("<a><b><c><d><e><f><g/></f></e></d></c></b></a>")}</tv>`,
    ]);
    expect(broken).toContain("nests deeper than 8 elements");
  });
});

describe("a guide that would fill the memory", () => {
  it.each([
    ["nests without end", repeated(`<tv>${GOOD}`, "<a>", 100_000, ""), "nests deeper than 8 elements"],
    [
      "never closes a tag",
      repeated(`<tv>${GOOD}<programme `, "a".repeat(10_000), 10_000, ""),
      "1000000 characters",
    ],
    [
      "never ends an attribute",
      repeated(`<tv>${GOOD}<programme start="`, "a".repeat(10_000), 10_000, '">'),
      "1000000 characters",
    ],
    [
      "never ends a text",
      repeated(`<tv>${GOOD}<programme><title>`, "a".repeat(10_000), 10_000, ""),
      "1000000 characters",
    ],
    [
      "never ends a comment",
      repeated(`<tv>${GOOD}<!--`, "a".repeat(10_000), 10_000, "-->"),
      "1000000 characters",
    ],
    ["never ends its blanks", repeated(`<tv>${GOOD}`, " ".repeat(10_000), 10_000, ""), "1000000 characters"],
  ])("and %s ends early, and keeps what was whole", async (_what, chunks, reason) => {
    let given = 0;
    const counted = (function* () {
      for (const chunk of chunks) {
        given += chunk.length;
        yield chunk;
      }
    })();
    const { items, broken } = await read(counted);
    expect(broken).toContain(reason);
    expect(items).toMatchObject([{ kind: "programme", programme: { title: "Good" } }]);
    expect(given).toBeLessThan(1_100_000);
  });
});

describe("a guide with entities of its own", () => {
  const doctype = (entities: string) => `<!DOCTYPE tv [${entities}]>`;

  it.each([
    [
      "that grow a billionfold",
      doctype(
        '<!ENTITY a "lol">' +
          "bcdefghij"
            .split("")
            .map((name, at) => `<!ENTITY ${name} "${`&${"abcdefghi"[at]};`.repeat(10)}">`)
            .join(""),
      ),
      "&j;",
    ],
    ["from a file", doctype('<!ENTITY j SYSTEM "file:///etc/passwd">'), "&j;"],
    ["from a server", doctype('<!ENTITY j SYSTEM "http://127.0.0.1/">'), "&j;"],
  ])("%s takes none of them, and only what uses them is lost", async (_what, declaration, use) => {
    const { items, broken } = await read([
      `${declaration}<tv>${GOOD}`,
      programme(`<desc>${use}</desc>`),
      "</tv>",
    ]);
    expect(broken).toBeNull();
    expect(items).toMatchObject([
      { kind: "programme" },
      { kind: "problem", problem: { reason: expect.stringContaining("undefined entity") } },
    ]);
  });
});
