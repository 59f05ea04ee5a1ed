import { describe, expect, it } from "vitest";
import { createLogger } from "./logger.js";
import { createSubgraph, type RequestContext, type SubgraphOptions } from "./subgraph.js";
import { createMetrics } from "./telemetry/metrics.js";

/*
 * Whoever reaches a service past the gateway meets the same rules there.
 */

const NOBODY_ELSE = { deviceId: null, profileId: null, sessionId: null, expiresAt: 0 };

/** The token is its scopes; none is nobody. */
const OPTIONS: SubgraphOptions<RequestContext> = {
  name: "titles",
  schemaFile: new URL("../gateway/testing/titles.graphql", import.meta.url),
  resolvers: {
    Query: {
      firstDraft: () => ({ id: "dr_1", note: "not yet", wordCount: 2 }),
      drafts: () => [],
    },
    Mutation: { shred: () => true },
    Content: { __resolveType: () => "Draft" },
  },
  verifier: {
    verify: async (authorization) =>
      authorization ? { ...NOBODY_ELSE, accountId: "ac_1", scopes: authorization.split(" ") } : null,
  },
  log: createLogger("silent"),
  createContext: (base) => base,
};
const subgraph = createSubgraph(OPTIONS);

async function ask(query: string, authorization?: string) {
  const { data, errors } = await subgraph.execute({ query }, { traceId: "test", authorization });
  return { data, codes: errors?.map(({ extensions, path }) => [extensions["code"], path?.join(".")]) };
}

describe("a service that is asked past the gateway", () => {
  it.each([
    ["{ drafts { id } }", "drafts", "edit"],
    ["{ firstDraft { id note } }", "firstDraft.note", "admin"],
    ['mutation { shred(id: "dr_1") }', "shred", "admin"],
  ])("refuses %s to nobody, and to whoever lacks the scope", async (query, path, scope) => {
    expect((await ask(query)).codes).toEqual([["UNAUTHENTICATED", path]]);
    expect((await ask(query, "other")).codes).toEqual([["FORBIDDEN", path]]);
    expect((await ask(query, scope)).codes).toBeUndefined();
  });

  it("answers what is beside a refused field", async () => {
    expect((await ask("{ firstDraft { id note } }")).data).toEqual({
      firstDraft: { id: "dr_1", note: null },
    });
  });
});

it("counts for operators what it leaves to graphql-js, and answers it all the same", async () => {
  const metrics = createMetrics();
  const counted = createSubgraph({ ...OPTIONS, metrics });
  const query = "{ __proto__: firstDraft { id } }";
  const { data } = await counted.execute({ query }, { traceId: "test", authorization: "edit" });
  expect(JSON.stringify(data)).toBe('{"__proto__":{"id":"dr_1"}}');
  await counted.execute({ query: "{ firstDraft { id } }" }, { traceId: "test", authorization: "edit" });
  expect((await metrics.scrape()).text).toContain(
    'playhead_service_executor_fallbacks_total{service="titles"} 1\n',
  );
});
