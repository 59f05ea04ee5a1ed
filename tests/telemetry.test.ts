import { InMemorySpanExporter } from "@opentelemetry/sdk-trace-node";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { currentTraceId } from "../gateway/trace.js";
import { DEMO } from "../launcher/demo.js";
import { createMetrics, type Metrics } from "../lib/telemetry/metrics.js";
import { startTracing } from "../lib/telemetry/tracing.js";
import { developmentPayments } from "../subgraphs/accounts/payments.js";
import type { SignedIn } from "./support/test-client.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

/** A number of seconds that nothing else in the house is. */
const POSITION_SECONDS = 4_713;

describe("what operators see of an evening", () => {
  const spans = new InMemorySpanExporter();
  let metrics: Metrics;
  const lines: string[] = [];
  let tracing: AsyncDisposable;
  let test: TestHouse;
  let tv: SignedIn;
  let slotToken: string;

  beforeAll(async () => {
    tracing = startTracing({
      serviceName: "playhead-house",
      collector: { exporter: spans },
      ratio: 1,
      currentTraceId,
    });
    metrics = createMetrics();
    const log = pino({ level: "trace" }, { write: (line: string) => lines.push(line) });
    test = await startTestHouse(developmentPayments, { metrics, log });
    tv = await test.signIn("Living room");
    slotToken = await watch();
    const updates = test.subscribe(tv.token, "subscription Streams { concurrencyChanged { inUse } }");
    await updates.next();
    await test.ask("query Wrong($pin: String!) { viewer { nothing(pin: $pin) } }", {
      variables: { pin: "0451" },
    });
  });
  afterAll(async () => {
    await test?.[Symbol.asyncDispose]();
    await tracing?.[Symbol.asyncDispose]();
  });

  /** Starts the first channel that the household may see and beats once. */
  async function watch(): Promise<string> {
    const { data } = await test.ask(
      "query Grid { channels(first: 20) { edges { node { id now { title } access { entitled } } } } }",
      { token: tv.token },
    );
    const open = data.channels.edges.find(
      ({ node }: { node: { access: { entitled: boolean } } }) => node.access.entitled,
    );
    const input = { contentId: open.node.id, deviceId: tv.deviceId, clientRequestId: "telemetry-1" };
    const started = await test.ask(
      `mutation Start($input: StartPlayoutInput!) {
        startPlayout(input: $input) { ... on PlaySession { slotToken } }
      }`,
      { token: tv.token, variables: { input } },
    );
    const token = started.data.startPlayout.slotToken;
    const beat = { slotToken: token, sequence: 1, positionSeconds: POSITION_SECONDS };
    await test.ask("mutation Beat($beat: HeartbeatInput!) { heartbeat(input: $beat) { directive } }", {
      variables: { beat },
    });
    return token;
  }

  it("counts requests by operation, and what came of them", async () => {
    const { text } = await metrics.scrape();
    expect(text).toContain('playhead_gateway_requests_total{operation="Grid",kind="query",outcome="ok"} 1');
    expect(text).toContain(
      'playhead_gateway_requests_total{operation="Beat",kind="mutation",outcome="ok"} 1',
    );
    expect(text).toMatch(
      /playhead_gateway_requests_total\{operation="invalid",kind="invalid",outcome="refused"\} 1/,
    );
    expect(text).toMatch(/playhead_gateway_request_seconds_count\{operation="Start"\} 1/);
    expect(text).toMatch(/playhead_gateway_plans_total\{from="planned"\} [1-9]/);
  });

  it("counts what the services were asked, what slots did and who listens", async () => {
    const { text } = await metrics.scrape();
    expect(text).toMatch(
      /playhead_service_requests_total\{service="catalog",operation="Grid",outcome="ok"\} [1-9]/,
    );
    expect(text).toMatch(
      /playhead_service_call_seconds_count\{caller="playback",service="accounts",outcome="answered"\} [1-9]/,
    );
    expect(text).toContain('playhead_slot_commands_total{command="start",answer="GRANTED"} 1');
    expect(text).toContain('playhead_slot_commands_total{command="heartbeat",answer="CONTINUE"} 1');
    expect(text).toContain('playhead_gateway_subscriptions{of="subscribers"} 1');
    expect(text).toContain("playhead_gateway_web_sockets 1");
    expect(text).toMatch(/playhead_outbox_events\{service="catalog"\} \d/);
  });

  it("follows a request from HTTP over plan and service to SQL, in one trace", () => {
    const all = spans.getFinishedSpans();
    const grid = all.find(
      ({ name, attributes }) => name === "gateway request" && attributes["operation"] === "Grid",
    );
    const trace = all.filter((span) => span.spanContext().traceId === grid?.spanContext().traceId);
    const names = trace.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        "gateway.plan",
        "gateway.fetch",
        "call catalog",
        "service catalog",
        "service accounts",
        "prisma:client:db_query",
      ]),
    );
  });

  it("says in no log, trace or metric who watches, where they are in it, or what opens a door", async () => {
    const traces = spans
      .getFinishedSpans()
      .map(({ name, attributes, events, status }) => JSON.stringify({ name, attributes, events, status }))
      .join("\n");
    const { text } = await metrics.scrape();
    const said = { logged: lines.join(""), traces, text };
    expect(lines.length).toBeGreaterThan(0);
    for (const secret of [DEMO.email, DEMO.password, tv.token, slotToken, String(POSITION_SECONDS), "0451"]) {
      for (const [where, words] of Object.entries(said)) {
        expect(words.includes(secret), `${where} have ${secret}`).toBe(false);
      }
    }
  });
});
