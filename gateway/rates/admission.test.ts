import { readFile } from "node:fs/promises";
import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isInputObjectType,
  Kind,
  parse,
} from "graphql";
import { expect, test } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { createLogger } from "../../lib/logger.js";
import type { Viewer } from "../../lib/viewer.js";
import { loadSupergraph } from "../supergraph.js";
import { START } from "../testing/fixture.js";
import { createAdmission } from "./admission.js";
import { type RateLimits, rateClassOf, rateCountsOf } from "./classes.js";
import { createProcessRateCounter, type RateCounter } from "./counter.js";

const RATES: RateLimits = {
  general: { household: 3, address: 5 },
  playback: { household: 2, address: 5 },
  sessions: { household: 2, address: 5 },
  credentials: { household: 2, address: 4 },
};

function operationOf(text: string, variables: Record<string, unknown> = {}) {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new Error("the test has no operation");
  const found = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return { operation, fragments: new Map(found.map((each) => [each.name.value, each])), variables };
}

function caller(accountId: string | null, clientAddress = "203.0.113.1") {
  const viewer = accountId === null ? null : ({ accountId } as Viewer);
  return { viewer, clientAddress };
}

function openAdmission(shared?: RateCounter) {
  const clock = new ManualClock(START);
  const admit = createAdmission({
    rates: RATES,
    credentialsPerSecond: 10,
    shared,
    clock,
    log: createLogger("silent"),
  });
  /** Codes and waits of so many operations in a row. */
  const tries = async (text: string, who: ReturnType<typeof caller>, times: number) => {
    const results: (number | null)[] = [];
    for (let index = 0; index < times; index += 1) {
      const refusal = await admit(operationOf(text), who);
      results.push(refusal ? (refusal.extensions["retryAfterSeconds"] as number) : null);
    }
    return results;
  };
  return { admit, clock, tries };
}

const ASK = "{ channels { totalCount } }";
const BEAT = "mutation { heartbeat { __typename } }";
const SIGN_IN = `mutation { signIn(email: "a", password: "b") { __typename } }`;

test("a household that asks too much waits as long as it is told, and no other with it", async () => {
  const { admit, clock, tries } = openAdmission();
  expect(await tries(ASK, caller("ac_1"), 4)).toEqual([null, null, null, 20]);
  expect(await tries(ASK, caller("ac_2", "203.0.113.2"), 1)).toEqual([null]);
  expect(await admit(operationOf(ASK), caller("ac_1", "203.0.113.3"))).toMatchObject({
    message: "too many requests of this household: try again in 20 s",
    extensions: { code: "RATE_LIMITED", retryAfterSeconds: 20, limit: "general", of: "household" },
  });
  clock.advance(20_000);
  expect(await tries(ASK, caller("ac_1"), 1)).toEqual([null]);
});

test("households behind one address share what it has", async () => {
  const { tries } = openAdmission();
  expect(await tries(ASK, caller("ac_1"), 3)).toEqual([null, null, null]);
  expect(await tries(ASK, caller("ac_2"), 3)).toEqual([null, null, 12]);
});

test("an old token says whose start it is, and a player that beats with one is told by its address alone", async () => {
  const { admit } = openAdmission();
  const { viewer } = caller("ac_1");
  if (!viewer) throw new Error("somebody has the token");
  const who = {
    ...caller(null),
    late: { viewer, authorization: "Bearer old" },
  };
  const start = `mutation { startPlayout(input: {}) { __typename } }`;
  const told = async (text: string) => (await admit(operationOf(text), who))?.extensions["of"] ?? null;
  expect([await told(BEAT), await told(start), await told(BEAT), await told(start)]).toEqual([
    null,
    null,
    null,
    null,
  ]);
  expect(await told(start)).toBe("household");
});

test("a household that has used up its requests still beats", async () => {
  const { tries } = openAdmission();
  await tries(ASK, caller("ac_1"), 4);
  expect(await tries(BEAT, caller("ac_1"), 3)).toEqual([null, null, 30]);
});

test("a rush of passwords from everywhere is told to come back, and keeps nobody from watching", async () => {
  const { admit, clock, tries } = openAdmission();
  const from = (index: number) => caller(null, `203.0.113.${index}`);
  for (let index = 0; index < 10; index += 1) expect(await tries(SIGN_IN, from(index), 1)).toEqual([null]);
  expect(await admit(operationOf(SIGN_IN), from(10))).toMatchObject({
    message: "too many tries to sign in of everybody: try again in 1 s",
    extensions: { code: "RATE_LIMITED", retryAfterSeconds: 1, limit: "credentials", of: "everybody" },
  });
  expect(await tries(BEAT, from(11), 1)).toEqual([null]);
  clock.advance(100);
  expect(await tries(SIGN_IN, from(12), 2)).toEqual([null, 1]);
});

test("who guesses all the time takes nothing of what everybody has", async () => {
  const { tries } = openAdmission();
  await tries(SIGN_IN, caller(null), 50);
  for (let index = 2; index < 8; index += 1) {
    expect(await tries(SIGN_IN, caller(null, `203.0.113.${index}`), 1)).toEqual([null]);
  }
});

test("an operation that signs in under thirty aliases counts thirty times", async () => {
  const { tries } = openAdmission();
  const many = `mutation { ${["a", "b", "c", "d"].map((alias) => `${alias}: signIn(email: "a", password: "b") { __typename }`).join(" ")} }`;
  expect(await tries(many, caller(null), 2)).toEqual([null, 60]);
});

test("what a client leaves out, or hides in fragments, is counted as what it is", () => {
  const counted = (text: string) => Object.fromEntries(rateCountsOf(operationOf(text)));
  expect(counted(`mutation { heartbeat @skip(if: true) { __typename } endPlayout }`)).toEqual({
    playback: 1,
  });
  expect(counted("mutation { ...A ...A } fragment A on Mutation { signIn ... { signUp } }")).toEqual({
    credentials: 4,
  });
  expect(counted("{ channels { id } viewer { id } products { id } }")).toEqual({ general: 1 });
});

test("a pyramid of fragments is counted at once", () => {
  const levels = Array.from({ length: 60 }, (_none, index) => {
    const spread = index < 59 ? `...F${index + 1} ...F${index + 1}` : "signIn @skip(if: true)";
    return `fragment F${index} on Mutation { ${spread} }`;
  });
  expect(rateCountsOf(operationOf(`mutation { ...F0 } ${levels.join(" ")}`)).size).toBe(0);
});

test("while the store is away nobody is kept from watching, and passwords are counted by the process", async () => {
  const asked: string[] = [];
  const away: RateCounter = {
    take: async (key) => {
      asked.push(key);
      throw new Error("away");
    },
  };
  const { tries, clock } = openAdmission(away);
  expect(await tries(BEAT, caller("ac_1"), 9)).toEqual(Array(9).fill(null));
  expect(await tries(SIGN_IN, caller(null), 6)).toEqual([null, null, null, null, 15, 15]);
  expect(await tries(ASK, caller("ac_1", "203.0.113.4"), 4)).toEqual([null, null, null, 20]);
  // One that hangs must not hold up every operation: it is left alone for a second.
  expect(asked.length).toBeLessThanOrEqual(2);
  clock.advance(1_000);
  await tries(BEAT, caller("ac_1"), 1);
  expect(asked.length).toBeGreaterThan(2);
});

test("a process keeps no more buckets than it may", async () => {
  const counter = createProcessRateCounter(new ManualClock(START), 2);
  for (const key of ["a", "b", "c"]) await counter.take(key, { perMinute: 1 }, 1);
  expect(await counter.take("c", { perMinute: 1 }, 1)).toBe(60_000);
  expect(await counter.take("a", { perMinute: 1 }, 1)).toBe(0);
});

const SECRET = /password|^pin$|code$|^refreshToken$/i;

test("every field that takes a password, a PIN or a code is counted as a try of it", async () => {
  const { apiSchema } = loadSupergraph(await readFile("gateway/supergraph.graphql", "utf8"));
  const uncounted = rootFieldsWithSecrets(apiSchema).filter((name) => rateClassOf(name) === "general");
  expect(uncounted).toEqual([]);
  expect(rootFieldsWithSecrets(apiSchema)).toContain("signIn");
});

/** They set a PIN, and try none. */
const SETS_ITS_OWN = ["createProfile", "updateProfile"];

function rootFieldsWithSecrets(schema: GraphQLSchema): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType()].filter((type) => type != null);
  const takesSecret = (input: GraphQLArgument | GraphQLInputField): boolean => {
    const type = getNamedType(input.type);
    const inner = isInputObjectType(type) ? Object.values(type.getFields()) : [];
    return SECRET.test(input.name) || inner.some(({ name }) => SECRET.test(name));
  };
  return roots
    .flatMap((root) => Object.values(root.getFields()))
    .filter((field) => field.args.some(takesSecret) && !SETS_ITS_OWN.includes(field.name))
    .map(({ name }) => name);
}
