import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openDatabase } from "../../../lib/database.js";
import { Lifecycle } from "../../../lib/lifecycle.js";
import { createSubgraph, type Subgraph } from "../../../lib/subgraph.js";
import { PrismaClient } from "../../../prisma/catalog/client/client.js";
import { createTestDatabase } from "../../../tests/support/databases.js";

const UNWANTED = { errors: [{ extensions: { code: "REQUEST_TIMED_OUT" } }] };

let lifecycle: Lifecycle;
let subgraph: Subgraph;
let caller: AbortController;
let statements: number;
let logged: string[];

/** A service whose fields each run two statements, and whose caller gives up after the first. */
beforeEach(async () => {
  lifecycle = new Lifecycle("cancelled");
  [caller, statements, logged] = [new AbortController(), 0, []];
  const database = lifecycle.use(
    "database",
    await openDatabase({
      service: "catalog",
      databaseUrl: lifecycle.use("database of its own", await createTestDatabase("catalog")).url,
      onStatement: undefined,
      create: (shared) => new PrismaClient(shared),
    }),
  );
  const twoStatements = async () => {
    await database.client.channel.count();
    statements += 1;
    caller.abort();
    await database.client.channel.findMany({ take: 1 });
    statements += 1;
    return true;
  };
  subgraph = createSubgraph({
    name: "titles",
    schemaFile: new URL("../../../gateway/testing/titles.graphql", import.meta.url),
    resolvers: {
      Query: { channel: async (_root: unknown, { id }: { id: string }) => (await twoStatements()) && { id } },
      Mutation: { shred: twoStatements, rename: twoStatements, publish: twoStatements },
      Content: { __resolveType: () => "Draft" },
    },
    verifier: {
      verify: async () => ({
        accountId: "ac_1",
        deviceId: null,
        profileId: null,
        sessionId: null,
        scopes: ["admin"],
        expiresAt: 0,
      }),
    },
    log: pino({ level: "error" }, { write: (line: string) => void logged.push(line) }),
    createContext: (base) => base,
  });
});

afterEach(() => lifecycle.close());

const ask = (query: string) => subgraph.execute({ query }, { traceId: "test" }, caller.signal);

it("a query begins no statement any more once its caller has stopped waiting, and that is no failure", async () => {
  expect(await ask(`{ channel(id: "ch_1") { id } }`)).toMatchObject(UNWANTED);
  expect([statements, logged]).toEqual([1, []]);
});

it("a mutation that has begun runs to its end, whoever waits", async () => {
  expect(await ask(`mutation { shred(id: "dr_1") }`)).toMatchObject({ data: { shred: true } });
  expect(statements).toBe(2);
});

it.each([`{ channel(id: "ch_1") { id } }`, `mutation { shred(id: "dr_1") }`])(
  "%s for whom nobody waits is not begun",
  async (query) => {
    caller.abort();
    expect(await ask(query)).toMatchObject(UNWANTED);
    expect(statements).toBe(0);
  },
);
