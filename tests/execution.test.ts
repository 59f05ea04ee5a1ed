import { readFileSync } from "node:fs";
import { type ExecutionResult, execute, type GraphQLError, getOperationAST, parse, validate } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADVERSARIAL_SCHEMAS } from "../gateway/executor/testing/adversarial-schemas.js";
import { generateOperation } from "../gateway/executor/testing/operation-generator.js";
import { Random } from "../gateway/executor/testing/random.js";
import { compileOperation } from "../lib/execution/compiled-operation.js";
import { capriciousSchema, type Temper } from "./support/capricious-schema.js";

/** On each schema so many generated texts, each run so often with other variables and tempers. */
const TEXTS = process.env["CAMPAIGN"] === "whole" ? 500 : 60;
const RUNS = 12;
const ENOUGH_MS = 3_600_000;

/** From resolvers that answer at once and well to such that promise, fail and give nonsense. */
const TEMPERS: readonly Temper[] = [
  { later: 0, nulls: 0.02, errors: 0, faults: 0 },
  { later: 0, nulls: 0.05, errors: 0.05, faults: 0.02 },
  { later: 0.3, nulls: 0.02, errors: 0, faults: 0 },
  { later: 0.3, nulls: 0.05, errors: 0.1, faults: 0 },
  { later: 0.7, nulls: 0.05, errors: 0.05, faults: 0.05 },
];

const OWN = ["accounts", "catalog", "playback", "recordings", "viewing"].map((name) => {
  const file = new URL(`../subgraphs/${name}/schema.graphql`, import.meta.url);
  return [`our own ${name}`, readFileSync(file, "utf8")] as const;
});
const MADE_TO_GO_WRONG = Object.entries(ADVERSARIAL_SCHEMAS).flatMap(([world, services]) =>
  services.map(({ name, schema }) => [`${world}: ${name}`, schema] as const),
);

/** graphql-js leaves promises of lists that it gives up to themselves, and vitest would take that for a failure. */
const listeners = process.listeners("unhandledRejection");
const unheeded: unknown[] = [];
beforeAll(() => {
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason) => void unheeded.push(reason));
});
afterAll(() => {
  process.removeAllListeners("unhandledRejection");
  for (const listener of listeners) process.on("unhandledRejection", listener);
});

test.each([...OWN, ...MADE_TO_GO_WRONG])(
  "whoever asks a service gets what graphql-js would answer: %s",
  async (name, text) => {
    const schema = capriciousSchema(text);
    const entities = Object.keys(schema.getTypeMap()).filter((type) => /^[A-Z]/.test(type));
    const seen = { runs: 0, errors: 0, left: 0 };
    for (let number = 0; seen.runs + seen.left < TEXTS * RUNS; number += 1) {
      const seed = `${name} ${number}`;
      const { text: query, variables } = generateOperation(schema, seed);
      const document = parse(query);
      const operation = getOperationAST(document);
      if (!operation || validate(schema, document).length > 0) continue;
      const compiled = compileOperation(schema, document, operation);
      const random = new Random(seed);
      for (let run = 0; run < RUNS; run += 1) {
        const temper = TEMPERS[run % TEMPERS.length] as Temper;
        const variableValues = withReferences(query, variables(random), entities, random);
        const contextValue = { seed: `${seed} ${run}`, temper };
        const own = await compiled?.run(contextValue, variableValues);
        if (!own) {
          seen.left += 1;
          continue;
        }
        const stock = await execute({ schema, document, variableValues, contextValue });
        seen.runs += 1;
        if (stock.errors) seen.errors += 1;
        const of = { query, variableValues, seed, run };
        // Apollo's own resolver of entities promises them all.
        const isInOrder = temper.later === 0 && !query.includes("_entities");
        expect({ ...comparable(own, isInOrder), of }).toEqual({ ...comparable(stock, isInOrder), of });
      }
    }
    expect(seen.errors).toBeGreaterThan(seen.runs / 5);
    expect(seen.left).toBeLessThan(seen.runs / 20);
  },
  ENOUGH_MS,
);

/** What a gateway sends for `_Any`, sometimes of types that are no entities. */
function withReferences(
  query: string,
  variables: Record<string, unknown>,
  entities: readonly string[],
  random: Random,
): Record<string, unknown> {
  const reference = () => ({ __typename: random.of(entities), id: `x${random.below(5)}` });
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      Array.isArray(value) && query.includes(`$${name}: [_Any!]!`) ? value.map(reference) : value,
    ]),
  );
}

/**
 * Data in its order, and errors in theirs. Where values come later, what else went wrong within something that became null
 * depends on which of the two came first: then it counts that something did.
 */
function comparable({ data, errors = [] }: ExecutionResult, isInOrder: boolean) {
  const said = errors.map((error) => {
    const nulled = isInOrder ? null : nulledAbove(data, error);
    return nulled ?? JSON.stringify([error.path, messageOf(error), error.locations, error.extensions]);
  });
  return { data: JSON.stringify(data), errors: isInOrder ? said : [...new Set(said)].sort() };
}

/** The place of null that an error is in or at; null where it has one of its own. */
function nulledAbove(data: unknown, { path = [] }: GraphQLError): string | null {
  let at = data;
  for (const [depth, key] of path.entries()) {
    if (at === null || at === undefined) return `something in ${path.slice(0, depth).join(".")}`;
    at = (at as Record<string | number, unknown>)[key];
  }
  return null;
}

/** Resolvers' own words; what graphql-js says of nonsense nobody outside reads. */
function messageOf({ message }: GraphQLError): string {
  return /^(Expected value of type|Expected `|Abstract type|Runtime Object type|\w+ made nothing)/.test(
    message,
  )
    ? "nonsense"
    : message;
}
