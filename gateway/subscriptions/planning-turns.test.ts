import { afterEach, beforeEach, expect, test } from "vitest";
import { createMetrics } from "../../lib/telemetry/metrics.js";
import type { Caller } from "../caller.js";
import { createErrorPresenter } from "../error-presenter.js";
import { type Generation, startGeneration } from "../generation.js";
import { DEFAULT_LIMITS } from "../limits.js";
import { createPersistedOperations } from "../persisted-operations.js";
import { createReadingTurns } from "../rates/reading-turns.js";
import { createRequestTelemetry } from "../telemetry/request-telemetry.js";
import { createFixture, FILES, type Fixture } from "../testing/fixture.js";
import { SubscriptionHub } from "./hub.js";

const ADDRESS = "203.0.113.1";

let fixture: Fixture;
let generation: Generation;
let hub: SubscriptionHub;
/** Addresses that were charged. */
let charged: (string | undefined)[];

beforeEach(async () => {
  fixture = await createFixture();
  charged = [];
  generation = await nextGeneration();
  const { live, clock, log } = fixture.config;
  hub = new SubscriptionHub({
    live,
    clock,
    log,
    schema: generation,
    present: createErrorPresenter(log),
  });
});

afterEach(async () => {
  hub.end();
  await generation[Symbol.asyncDispose]();
  await fixture[Symbol.asyncDispose]();
});

function nextGeneration(): Promise<Generation> {
  const { live, clock, log, transport } = fixture.config;
  const metrics = createMetrics();
  const turns = createReadingTurns(clock);
  return startGeneration(FILES, {
    limits: DEFAULT_LIMITS,
    introspection: true,
    present: createErrorPresenter(log),
    metrics,
    live,
    log,
    admit: async () => null,
    persisted: createPersistedOperations({ store: null, clock, log }),
    turns: {
      ...turns,
      charged(address, work) {
        charged.push(address);
        return turns.charged(address, work);
      },
    },
    services: { transport, clock, log, fetchMs: 1_000 },
    telemetry: createRequestTelemetry(metrics),
  });
}

async function subscribe(query: string, clientAddress: string): Promise<void> {
  const caller: Caller = { viewer: null, traceId: "t", clientAddress };
  const operation = generation.check({ query }, caller);
  if (!("operation" in operation)) throw new Error(JSON.stringify(operation));
  await hub.subscribe(operation, caller);
}

test("an address is charged for the plan of a subscription that nobody has sent before, and of no other", async () => {
  await subscribe(`subscription { ticked(room: "a") { count } }`, ADDRESS);
  expect(charged).toEqual([ADDRESS]);
  await subscribe(`subscription { ticked(room: "a") { count } }`, "198.51.100.66");
  expect(charged).toEqual([ADDRESS]);
});

test("nobody is charged for what is planned anew because the supergraph has changed", async () => {
  await subscribe(`subscription { ticked(room: "a") { count } }`, ADDRESS);
  await using next = await nextGeneration();
  charged.length = 0;
  await hub.reload(next);
  expect(charged).toEqual([undefined]);
  expect(hub.counts().subscribers).toBe(1);
});
