import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ManualClock } from "../clock.js";
import { createLogger } from "../logger.js";
import { createMetrics, type Metrics } from "../telemetry/metrics.js";
import { createHttpTransport, type HttpTransport } from "./http-transport.js";
import { HEALTH_EVERY_MS, MOST_CONNECTIONS } from "./replicas.js";
import { createServiceTokens } from "./service-token.js";

const clock = new ManualClock("2026-11-21T20:15:00Z");
const QUERY = { query: "query { channels { id } }" };
const MUTATION = { query: "mutation { stopPlayout(slotId: 1) }" };
const HEADERS = { traceId: "0af7651916cd43dd8448eb211c80319c", authorization: "Bearer viewer" };

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A replica that counts what it is asked and answers it as told. */
async function replica(answer: RequestListener = say({ data: { ok: true } })) {
  const asked = { graphql: 0, isReady: true };
  const server: Server = createServer((request, response) => {
    if (request.url === "/ready") {
      response.writeHead(asked.isReady ? 200 : 503).end();
      return;
    }
    asked.graphql += 1;
    answer(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push({
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
  return { asked, server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function say(body: unknown, status = 200): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
}
const breaks: RequestListener = (request) => request.socket.destroy();
const hangs: RequestListener = () => undefined;
/** Nothing listens there. */
const NOWHERE = "http://127.0.0.1:1";

/** Of the transport that was made last. */
let metrics: Metrics;

function transportTo(...origins: string[]): HttpTransport {
  return patientTransportTo(300, ...origins);
}

function patientTransportTo(callMs: number, ...origins: string[]): HttpTransport {
  metrics = createMetrics();
  const transport = createHttpTransport({
    services: { catalog: origins },
    tokens: createServiceTokens({ name: "gateway", secret: "x".repeat(32), clock }),
    clock,
    metrics,
    log: createLogger("silent"),
    timing: { callMs, firstAttemptMs: 100 },
  });
  open.push({ close: () => transport[Symbol.asyncDispose]() });
  return transport;
}

const UNAVAILABLE = { extensions: { code: "SERVICE_UNAVAILABLE", service: "catalog" } };

describe("asking a service over HTTP", () => {
  it("brings the viewer's token, the trace and who asks", async () => {
    let seen: Record<string, unknown> = {};
    const { origin } = await replica((request, response) => {
      seen = request.headers;
      say({ data: {} })(request, response);
    });
    await transportTo(origin).call("catalog", QUERY, HEADERS);
    expect(seen).toMatchObject({ authorization: "Bearer viewer", "x-trace-id": HEADERS.traceId });
    const tokens = createServiceTokens({ name: "catalog", secret: "x".repeat(32), clock });
    expect(await tokens.verify(String(seen["x-playhead-service"]), "catalog")).toBe("gateway");
  });

  it("shares the work among replicas", async () => {
    const [first, second] = [await replica(), await replica()];
    const transport = transportTo(first.origin, second.origin);
    for (let call = 0; call < 10; call += 1) await transport.call("catalog", MUTATION, HEADERS);
    expect([first.asked.graphql, second.asked.graphql]).toEqual([5, 5]);
  });

  it("passes over a replica that nobody can connect to, also for a mutation: nothing was sent", async () => {
    const living = await replica();
    const transport = transportTo(NOWHERE, living.origin);
    for (let call = 0; call < 4; call += 1) {
      expect(await transport.call("catalog", MUTATION, HEADERS)).toEqual({ data: { ok: true } });
    }
  });

  it("tries a query that broke under way once more on another replica", async () => {
    const [broken, living] = [await replica(breaks), await replica()];
    const transport = transportTo(broken.origin, living.origin);
    for (let call = 0; call < 4; call += 1) {
      expect(await transport.call("catalog", QUERY, HEADERS)).toEqual({ data: { ok: true } });
    }
    expect(broken.asked.graphql).toBeLessThanOrEqual(1);
  });

  it("does not try a third time", async () => {
    const replicas = await Promise.all([replica(breaks), replica(breaks), replica(breaks)]);
    const transport = transportTo(...replicas.map(({ origin }) => origin));
    await expect(transport.call("catalog", QUERY, HEADERS)).rejects.toMatchObject(UNAVAILABLE);
    expect(replicas.reduce((sum, { asked }) => sum + asked.graphql, 0)).toBe(2);
  });

  it("never sends a mutation twice", async () => {
    const [broken, living] = [await replica(breaks), await replica(breaks)];
    const transport = transportTo(broken.origin, living.origin);
    await expect(transport.call("catalog", MUTATION, HEADERS)).rejects.toMatchObject(UNAVAILABLE);
    expect(broken.asked.graphql + living.asked.graphql).toBe(1);
  });

  it("does not wait for a query that hangs on one replica when another could answer", async () => {
    const [hanging, living] = [await replica(hangs), await replica()];
    const transport = transportTo(hanging.origin, living.origin);
    for (let call = 0; call < 4; call += 1) {
      expect(await transport.call("catalog", QUERY, HEADERS)).toEqual({ data: { ok: true } });
    }
  });

  it("gives up on a service that hangs, and cancels the request on the wire", async () => {
    let cut: Promise<unknown> = Promise.resolve();
    const hanging = await replica((request) => {
      cut = once(request.socket, "close");
    });
    await expect(transportTo(hanging.origin).call("catalog", MUTATION, HEADERS)).rejects.toMatchObject(
      UNAVAILABLE,
    );
    await cut;
  });

  it("stops waiting when its caller does", async () => {
    const hanging = await replica(hangs);
    const given = new AbortController();
    const call = transportTo(hanging.origin).call("catalog", QUERY, HEADERS, given.signal);
    given.abort();
    await expect(call).rejects.toMatchObject(UNAVAILABLE);
  });

  it("leaves a replica that drains alone, from its next health check on", async () => {
    const [leaving, staying] = [await replica(), await replica()];
    const transport = transportTo(leaving.origin, staying.origin);
    leaving.asked.isReady = false;
    clock.advance(HEALTH_EVERY_MS);
    await vi.waitFor(async () => {
      const before = leaving.asked.graphql;
      for (let call = 0; call < 4; call += 1) await transport.call("catalog", MUTATION, HEADERS);
      expect(leaving.asked.graphql).toBe(before);
    });
  });

  it("asks a replica again that is back", async () => {
    const [failing, other] = [await replica(), await replica()];
    const transport = transportTo(failing.origin, other.origin);
    failing.asked.isReady = false;
    clock.advance(HEALTH_EVERY_MS);
    await vi.waitFor(async () => {
      const before = failing.asked.graphql;
      for (let call = 0; call < 4; call += 1) await transport.call("catalog", MUTATION, HEADERS);
      expect(failing.asked.graphql).toBe(before);
    });
    failing.asked.isReady = true;
    const before = failing.asked.graphql;
    await vi.waitFor(async () => {
      clock.advance(HEALTH_EVERY_MS);
      for (let call = 0; call < 4; call += 1) await transport.call("catalog", MUTATION, HEADERS);
      expect(failing.asked.graphql).toBeGreaterThan(before);
    });
  });

  it("leaves a service that fails in earnest alone, instead of making it worse, and metrics say so", async () => {
    const broken = await replica(breaks);
    const transport = transportTo(broken.origin);
    const breaker = async () =>
      /playhead_service_breaker_open\{service="catalog"\} (\d)/.exec((await metrics.scrape()).text)?.[1];
    expect(await breaker()).toBe("0");
    for (let call = 0; call < 60; call += 1) {
      await expect(transport.call("catalog", QUERY, HEADERS)).rejects.toMatchObject(UNAVAILABLE);
    }
    expect(broken.asked.graphql).toBeLessThan(40);
    expect(await breaker()).toBe("1");
  });

  it("goes on asking a service that refuses what somebody sent: that is no outage", async () => {
    const strict = await replica(say({ errors: [{ message: "no" }] }, 400));
    const transport = transportTo(strict.origin);
    for (let call = 0; call < 60; call += 1) {
      await expect(transport.call("catalog", QUERY, HEADERS)).rejects.toMatchObject(UNAVAILABLE);
    }
    expect(strict.asked.graphql).toBe(60);
  });

  it("goes on asking a service of which some slow requests hold every connection: it is well", async () => {
    const slow = await replica(hangs);
    const transport = patientTransportTo(1_500, slow.origin);
    for (let rush = 1; rush <= 2; rush += 1) {
      slow.asked.graphql = 0;
      const calls = Array.from({ length: 80 }, () => transport.call("catalog", MUTATION, HEADERS));
      for (const call of calls) call.catch(() => undefined);
      await vi.waitFor(() => expect(slow.asked.graphql).toBeGreaterThanOrEqual(MOST_CONNECTIONS));
      clock.advance(HEALTH_EVERY_MS);
      const settled = await Promise.allSettled(calls);
      expect(settled.filter(({ status }) => status === "rejected")).toHaveLength(80);
    }
    expect((await metrics.scrape()).text).toContain('service_breaker_open{service="catalog"} 0');
  });

  it("does not know services that it was not told of", async () => {
    await expect(transportTo(NOWHERE).call("weather", QUERY, HEADERS)).rejects.toMatchObject({
      extensions: { service: "weather" },
    });
  });
});
