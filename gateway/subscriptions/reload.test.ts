import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMetrics } from "../../lib/telemetry/metrics.js";
import { composeGatewayFiles, type GatewayFiles } from "../../tools/composition.js";
import type { Caller } from "../caller.js";
import { startEngine } from "../engine.js";
import { createErrorPresenter } from "../error-presenter.js";
import { readRules } from "../generation.js";
import { DEFAULT_LIMITS } from "../limits.js";
import { createOperationChecker } from "../operations.js";
import { createPersistedOperations } from "../persisted-operations.js";
import { createReadingTurns } from "../rates/reading-turns.js";
import { loadSupergraph } from "../supergraph.js";
import { createRequestTelemetry } from "../telemetry/request-telemetry.js";
import { createFixture, FILES, type Fixture, TOKEN_MS } from "../testing/fixture.js";
import { createEventExecutor } from "./event-executor.js";
import { SubscriptionHub } from "./hub.js";
import { createSubscriptionPlanner } from "./planner.js";
import type { HubSchema } from "./result-source.js";

const STREAMS = "subscription { streamsChanged { inUse } }";
const TICKS = `subscription { ticked(room: "r1") { count } }`;

let fixture: Fixture;
let hub: SubscriptionHub;

beforeEach(async () => {
  fixture = await createFixture();
  fixture.states.set("ac_1", { inUse: 0, version: 1, slots: [] });
  const { live, clock, log } = fixture.config;
  hub = new SubscriptionHub({
    live,
    clock,
    log,
    present: createErrorPresenter(log),
    schema: await schemaOf(FILES),
  });
});

afterEach(async () => {
  hub.end();
  await fixture[Symbol.asyncDispose]();
});

/** The fixture's supergraph with another text in place of one of its schema of streams. */
function changed(text: string, other: string): GatewayFiles {
  const schemas = ["streams", "titles"].map((name) => {
    const schema = readFileSync(new URL(`../testing/${name}.graphql`, import.meta.url), "utf8");
    return { name, schema: schema.replace(text, other) };
  });
  const files = composeGatewayFiles(schemas);
  expect(files).not.toEqual(FILES);
  return files;
}

async function schemaOf(files: GatewayFiles): Promise<HubSchema> {
  const { transport, clock, log } = fixture.config;
  const loaded = loadSupergraph(files.supergraph);
  const rules = readRules(files.policy, loaded, {
    introspection: true,
    limits: DEFAULT_LIMITS,
    safelist: null,
  });
  const services = { transport, clock, log, fetchMs: 1_000 };
  const present = createErrorPresenter(log);
  const turns = createReadingTurns(clock);
  const admit = async () => null;
  const persisted = createPersistedOperations({ store: null, clock, log });
  const engine = await startEngine({
    loaded,
    rules,
    admit,
    persisted,
    turns,
    services,
    present,
    telemetry: createRequestTelemetry(createMetrics()),
    metrics: createMetrics(),
    kept: null,
    log,
  });
  return {
    check: createOperationChecker(rules),
    plan: createSubscriptionPlanner(loaded, turns),
    executeEvent: createEventExecutor(loaded, services, present),
    executeQuery: (request, caller) => engine.executeOwn(request, caller),
  };
}

function callerOf(accountId: string, scopes: string[] = []): Caller {
  const expiresAt = fixture.clock.now() + TOKEN_MS;
  const viewer = { accountId, deviceId: null, profileId: null, sessionId: null, scopes, expiresAt };
  return { viewer, authorization: `Bearer ${accountId}`, traceId: "t" };
}

async function subscribe(query: string, caller = callerOf("ac_1")) {
  const { check } = await schemaOf(FILES);
  const operation = check({ query }, caller);
  if (!("operation" in operation)) throw new Error(JSON.stringify(operation));
  return hub.subscribe(operation, caller);
}

const publish = (inUse: number) =>
  fixture.live.publish("streams.ac_1", { inUse, version: 1, slots: [], screens: 7 });

const told = (inUse: number) => ({
  value: JSON.stringify({ data: { streamsChanged: { inUse } } }),
  done: false,
});

test("a subscription that the new supergraph still has goes on unnoticed, over the channel that it had", async () => {
  const results = await subscribe(STREAMS);
  expect(await results.next()).toEqual(told(0));
  await hub.reload(await schemaOf(changed("inUse: Int!", "inUse: Int! screens: Int")));
  expect(hub.counts()).toEqual({ channels: 1, groups: 1, subscribers: 1 });
  publish(3);
  expect(await results.next()).toEqual(told(3));
});

test("a new field can be subscribed to beside those who were there before", async () => {
  const before = await subscribe(STREAMS);
  expect(await before.next()).toEqual(told(0));
  const schema = await schemaOf(changed("inUse: Int!", "inUse: Int! screens: Int"));
  await hub.reload(schema);
  const operation = schema.check({ query: "subscription { streamsChanged { screens } }" }, callerOf("ac_1"));
  if (!("operation" in operation)) throw new Error("it was refused");
  const after = await hub.subscribe(operation, callerOf("ac_1"));
  await after.next();
  publish(1);
  expect(await before.next()).toEqual(told(1));
  expect(JSON.parse((await after.next()).value ?? "")).toEqual({ data: { streamsChanged: { screens: 7 } } });
});

test("only what the new supergraph has no more ends, with a code that says why", async () => {
  const [gone, kept] = [await subscribe(TICKS), await subscribe(STREAMS)];
  expect(await kept.next()).toEqual(told(0));
  await hub.reload(
    await schemaOf(
      changed(`  ticked(room: ID!): Tick! @event(channel: "ticks.{room}", scope: "public")`, ""),
    ),
  );
  await expect(gone.next()).rejects.toMatchObject({ code: "SUBSCRIPTION_SCHEMA_RELOAD" });
  expect(hub.counts()).toEqual({ channels: 1, groups: 1, subscribers: 1 });
  publish(2);
  expect(await kept.next()).toEqual(told(2));
});

test.each([
  ["a channel of another name", `channel: "ticks.{room}"`, `channel: "clocks.{room}"`],
  ["a field that is selected", "  count: Int!\n  channel: Channel\n", "  channel: Channel\n"],
  ["each event where the newest was enough", `"ticks.{room}",`, `"ticks.{room}", each: true,`],
])("%s ends those who listen to the old one", async (_what, text, other) => {
  const results = await subscribe(TICKS);
  await hub.reload(await schemaOf(changed(text, other)));
  await expect(results.next()).rejects.toMatchObject({ code: "SUBSCRIPTION_SCHEMA_RELOAD" });
  expect(hub.counts()).toEqual({ channels: 0, groups: 0, subscribers: 0 });
});

test("whoever may not under the new policy ends, and those who share with them and may go on", async () => {
  const [outsider, insider] = [await subscribe(TICKS), await subscribe(TICKS, callerOf("ac_2", ["ticks"]))];
  expect(hub.counts()).toMatchObject({ groups: 1, subscribers: 2 });
  const guarded = changed(
    `{room}", scope: "public")`,
    `{room}", scope: "public") @requiresScopes(scopes: [["ticks"]])`,
  );
  await hub.reload(await schemaOf(guarded));
  await expect(outsider.next()).rejects.toMatchObject({ code: "SUBSCRIPTION_SCHEMA_RELOAD" });
  fixture.live.publish("ticks.r1", { count: 4 });
  expect(JSON.parse((await insider.next()).value ?? "")).toEqual({ data: { ticked: { count: 4 } } });
});

test("of two reloads at once the later one counts", async () => {
  const results = await subscribe(TICKS);
  const without = schemaOf(changed("  count: Int!\n  channel: Channel\n", "  channel: Channel\n"));
  const [first, second] = await Promise.all([schemaOf(FILES), without]);
  await Promise.all([hub.reload(first), hub.reload(second)]);
  await expect(results.next()).rejects.toMatchObject({ code: "SUBSCRIPTION_SCHEMA_RELOAD" });
});
