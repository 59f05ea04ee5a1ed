import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMetrics } from "../lib/telemetry/metrics.js";
import type { Caller } from "./caller.js";
import { type Engine, startEngine } from "./engine.js";
import { createErrorPresenter } from "./error-presenter.js";
import { readRules } from "./generation.js";
import { DEFAULT_LIMITS } from "./limits.js";
import { createPersistedOperations } from "./persisted-operations.js";
import type { ReadingTurns } from "./rates/reading-turns.js";
import { loadSupergraph } from "./supergraph.js";
import { createRequestTelemetry } from "./telemetry/request-telemetry.js";
import { createFixture, FILES, type Fixture } from "./testing/fixture.js";

let fixture: Fixture;
let engine: Engine;
/** What becomes of the turns of addresses, and when services are asked. */
let steps: string[];

beforeEach(async () => {
  fixture = await createFixture();
  steps = [];
  const { clock, log, transport } = fixture.config;
  const loaded = loadSupergraph(FILES.supergraph);
  const rules = { introspection: true, limits: DEFAULT_LIMITS, safelist: null };
  const metrics = createMetrics();
  const turns: ReadingTurns = {
    note: () => undefined,
    take: async (address) => {
      steps.push(`turn of ${address}`);
      return {
        begin: () => void steps.push("begun"),
        end: () => void steps.push("read"),
        [Symbol.dispose]: () => void steps.push("answered"),
      };
    },
    charged(_address, work) {
      steps.push("charged");
      return work();
    },
  };
  engine = await startEngine({
    loaded,
    rules: readRules(FILES.policy, loaded, rules),
    turns,
    metrics,
    kept: null,
    log,
    admit: async () => null,
    persisted: createPersistedOperations({ store: null, clock, log }),
    services: {
      transport: {
        call: (...call) => {
          steps.push(`asks ${call[0]}`);
          return transport.call(...call);
        },
      },
      clock,
      log,
      fetchMs: 1_000,
    },
    present: createErrorPresenter(log),
    telemetry: createRequestTelemetry(metrics),
  });
});

afterEach(async () => {
  await engine[Symbol.asyncDispose]();
  await fixture[Symbol.asyncDispose]();
});

const CALLER: Caller = { viewer: null, traceId: "t", clientAddress: "203.0.113.1" };
const QUERY = `{ channel(id: "ch_1") { title } }`;
const READ = ["turn of 203.0.113.1", "begun", "read", "charged", "answered"];

/** What was done but for asking services; the document as it came is charged before it is read, over HTTP. */
function turnOf(): string[] {
  const done = steps.filter((step) => !step.startsWith("asks"));
  return done.filter((step, index) => !(step === "charged" && index === 1));
}

test("an address has its turn until its new operation is answered, and is charged for reading and planning it", async () => {
  const body = { query: QUERY };
  const headers = { "content-type": "application/json" };
  const incoming = { method: "POST", headers, search: "", body };
  expect((await engine.handle(incoming, CALLER)).status).toBe(200);
  expect(turnOf()).toEqual(READ);
  expect(steps.at(-1)).toBe("answered");
  steps.length = 0;
  expect((await engine.handle(incoming, CALLER)).status).toBe(200);
  expect(turnOf()).toEqual([]);
});

test("who sends long texts has them read each time, and what all others ask for stays known", async () => {
  const headers = { "content-type": "application/json" };
  const ask = async (query: string) => {
    steps.length = 0;
    const { status } = await engine.handle({ method: "POST", headers, search: "", body: { query } }, CALLER);
    return [status, steps.includes("begun")];
  };
  const long = `# ${"x".repeat(200_000)}\n${QUERY}`;
  expect(await ask(QUERY)).toEqual([200, true]);
  for (let number = 0; number < 20; number += 1) await ask(`#${number}${long}`);
  expect([await ask(long), await ask(long)]).toEqual([
    [200, true],
    [200, true],
  ]);
  expect(await ask(QUERY)).toEqual([200, false]);
});

test("what is asked by GET again and again is read once, and its address charged for it once", async () => {
  const search = `?query=${encodeURIComponent(QUERY)}`;
  const headers = { "apollo-require-preflight": "true" };
  const ask = () => engine.handle({ method: "GET", headers, search, body: undefined }, CALLER);
  expect((await ask()).status).toBe(200);
  expect(steps).toContain("begun");
  steps.length = 0;
  expect((await ask()).status).toBe(200);
  expect(steps).toContain("answered");
  expect(steps).not.toContain("begun");
});

test("what comes by its hash alone has its turn, too: it may be kept no more", async () => {
  const query = `# ${"x".repeat(40_000)}\n${QUERY}`;
  const sha256Hash = createHash("sha256").update(query).digest("hex");
  const persistedQuery = { persistedQuery: { version: 1, sha256Hash } };
  const headers = { "content-type": "application/json" };
  const ask = (body: object) => engine.handle({ method: "POST", headers, search: "", body }, CALLER);
  expect((await ask({ query, extensions: persistedQuery })).status).toBe(200);
  steps.length = 0;
  expect((await ask({ extensions: persistedQuery })).status).toBe(200);
  expect(turnOf().slice(0, 2)).toEqual(["turn of 203.0.113.1", "begun"]);
});

test("what comes over a WebSocket has its turn as well, and what the gateway asks itself needs none", async () => {
  expect(await engine.execute({ query: QUERY }, CALLER)).toHaveProperty("data.channel");
  expect(turnOf()).toEqual(READ);
  steps.length = 0;
  const own = { query: `{ channel(id: "ch_1") { seenBy } }` };
  expect(await engine.executeOwn(own, CALLER)).toHaveProperty("data.channel");
  expect(turnOf()).toEqual(["charged"]);
});
