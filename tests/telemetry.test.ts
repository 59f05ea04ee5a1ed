import { readFile } from "node:fs/promises";
import { InMemorySpanExporter } from "@opentelemetry/sdk-trace-node";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KeptAnswers } from "../gateway/kept-answers.js";
import { currentTraceId } from "../gateway/trace.js";
import { DEMO } from "../launcher/demo.js";
import { createInProcessLiveBus } from "../lib/events/live-bus.js";
import { createHttpTransport } from "../lib/http/http-transport.js";
import { createServiceTokens } from "../lib/http/service-token.js";
import { createMetrics, type Metrics } from "../lib/telemetry/metrics.js";
import { startTracing } from "../lib/telemetry/tracing.js";
import { createDevelopmentPayments } from "../subgraphs/accounts/payments.js";
import type { SignedIn } from "./support/test-client.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

/** A number of seconds that nothing else in the house is, nor a part of how long something took. */
const POSITION_SECONDS = 271_828_183;
const PIN = "open sesame";

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
    test = await startTestHouse(createDevelopmentPayments(), { metrics, log });
    tv = await test.signIn("Living room");
    slotToken = await watch();
    const updates = test.subscribe(tv.token, "subscription Streams { concurrencyChanged { inUse version } }");
    await updates.next();
    const end = "mutation End($token: String!) { endPlayout(slotToken: $token, sequence: 2) }";
    await test.ask(end, { variables: { token: slotToken } });
    await updates.next();
    for (const _time of [1, 2]) await test.ask("query Again { channels(first: 1) { totalCount } }");
    await test.ask("query Wrong($pin: String!) { viewer { nothing(pin: $pin) } }", {
      variables: { pin: PIN },
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

  it("exports every metric that a dashboard, an alert or a page of ours names", async () => {
    const runtime = createMetrics({ runtime: true });
    await using _transport = createHttpTransport({
      services: {},
      metrics: runtime,
      clock: test.clock,
      log: pino({ level: "silent" }),
      tokens: createServiceTokens({ name: "gateway", secret: "s".repeat(32), clock: test.clock }),
    });
    // Of answers only a gateway tells that is set to keep some.
    using _answers = await KeptAnswers.open({
      live: createInProcessLiveBus(),
      clock: test.clock,
      metrics: runtime,
      mostCharacters: 1,
    });
    const texts = await Promise.all([metrics.scrape(), runtime.scrape()]);
    const exported = texts.flatMap(({ text }) =>
      [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name),
    );
    for (const file of [
      ...["alerts.yml", "grafana/dashboards/playhead.json"].map((name) => `deploy/monitoring/${name}`),
      ...["operations", "telemetry"].map((name) => `docs/${name}.md`),
    ]) {
      const named = (await readFile(file, "utf8")).matchAll(/\b(?:playhead|nodejs|process)_[a-z0-9_]+\b/g);
      const bases = [...named].map(([name]) => name.replace(/_(bucket|count|sum)$/, ""));
      expect(bases, file).not.toEqual([]);
      expect(exported, file).toEqual(expect.arrayContaining([...new Set(bases)]));
    }
  });

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
    expect(text).toMatch(/playhead_gateway_plans_total\{from="cached"\} [1-9]/);
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
    expect(text).toMatch(
      /playhead_service_call_seconds_count\{caller="gateway",service="catalog",outcome="answered"\} [1-9]/,
    );
    for (const of of ["channels", "groups", "subscribers"]) {
      expect(text).toContain(`playhead_gateway_subscriptions{of="${of}"} 1`);
    }
    expect(text).toMatch(/playhead_gateway_deliveries_total [1-9]/);
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
    const accountId = JSON.parse(Buffer.from(tv.token.split(".")[1] ?? "", "base64url").toString()).sub;
    const whose = [DEMO.email, accountId, tv.deviceId];
    for (const secret of [...whose, DEMO.password, tv.token, slotToken, String(POSITION_SECONDS), PIN]) {
      for (const [where, words] of Object.entries(said)) {
        expect(words.includes(secret), `${where} have ${secret}`).toBe(false);
      }
    }
  });
});
