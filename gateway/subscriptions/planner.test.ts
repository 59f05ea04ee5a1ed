import { parse } from "graphql";
import { beforeEach, expect, test } from "vitest";
import { PlayheadError } from "../../lib/errors.js";
import { readFieldWeights } from "../field-weights.js";
import { readGatewayFiles } from "../gateway-files.js";
import { DEFAULT_LIMITS } from "../limits.js";
import { createOperationFacts } from "../operation-facts.js";
import { type CheckedOperation, createOperationChecker } from "../operations.js";
import { makePartnerContract } from "../partner-contract.js";
import { readPolicy } from "../policy.js";
import { loadSupergraph } from "../supergraph.js";
import { createSubscriptionPlanner } from "./planner.js";

const files = await readGatewayFiles();
const loaded = loadSupergraph(files.supergraph);
const policy = readPolicy(files.policy, loaded.fullSchema);
const check = createOperationChecker({
  schema: loaded.apiSchema,
  policy,
  contract: makePartnerContract(files.supergraph, loaded.apiSchema, policy),
  limits: DEFAULT_LIMITS,
  weights: readFieldWeights(loaded.fullSchema),
  facts: createOperationFacts(new Set()),
  cachePolicies: () => null,
  safelist: null,
  introspection: true,
  mostTokens: 10_000,
});
/** Whoever was charged for a plan. */
const charged: (string | undefined)[] = [];
const planFor = createSubscriptionPlanner(loaded, {
  charged(address, work) {
    charged.push(address);
    return work();
  },
});
const ADDRESS = "203.0.113.1";
const plan = (operation: CheckedOperation) => planFor(operation, { clientAddress: ADDRESS });
beforeEach(() => {
  charged.length = 0;
});
const viewer = {
  accountId: "ac_1",
  deviceId: null,
  profileId: null,
  sessionId: null,
  scopes: [],
  expiresAt: 0,
};

function checked(query: string) {
  const operation = check({ query }, { viewer });
  if (!("operation" in operation)) throw new Error(JSON.stringify(operation));
  return operation;
}

test("the household's streams, with device and title, are a message and two fetches", () => {
  const operation = checked(`subscription {
    concurrencyChanged { inUse slots { device { name } content { title } } }
  }`);
  const { event, primary, rest, snapshot } = plan(operation);
  expect(event).toMatchObject({ channel: "concurrency.{viewer.accountId}", each: false, scope: "account" });
  expect(primary.serviceName).toBe("playback");
  expect(JSON.stringify(rest).match(/"kind":"Fetch"/g)).toHaveLength(2);
  expect(parse(snapshot?.text ?? "")).toBeDefined();
  expect(snapshot?.text.replace(/\s+/g, " ")).toContain("viewer { concurrency { inUse slots {");
});

test("an operation is planned once, and whoever sent it first is charged for that", () => {
  const operation = checked("subscription { playoutChanged { event } }");
  expect(plan(operation)).toBe(planFor(operation, { clientAddress: "198.51.100.66" }));
  expect(charged).toEqual([ADDRESS]);
});

test("a condition on the field itself is refused, for then there is nothing to listen to", () => {
  const operation = checked("subscription { concurrencyChanged @skip(if: true) { inUse } }");
  expect(() => plan(operation)).toThrow(PlayheadError);
});

test("what is refused for its plan is planned once as well, and charged for", () => {
  const operation = checked(
    "subscription { concurrencyChanged @include(if: true) @skip(if: true) { inUse } }",
  );
  expect(() => plan(operation)).toThrow(PlayheadError);
  expect(() => plan(operation)).toThrow(PlayheadError);
  expect(charged).toEqual([ADDRESS]);
});
