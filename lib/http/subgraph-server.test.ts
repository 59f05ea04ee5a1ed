import { describe, expect, it } from "vitest";
import { ManualClock, systemClock } from "../clock.js";
import { createLogger } from "../logger.js";
import type { ServiceRequest } from "../service.js";
import type { Subgraph } from "../subgraph.js";
import { createServiceTokens } from "./service-token.js";
import { type SubgraphServer, startSubgraphServer } from "./subgraph-server.js";

const SECRET = "a secret that all services share, and nobody else";
const clock = new ManualClock("2026-11-21T20:15:00Z");
const tokensOf = (name: string, secret = SECRET) => createServiceTokens({ name, secret, clock });

function start(drainNoticeMs = 0): Promise<SubgraphServer> {
  const subgraph = {
    name: "catalog",
    execute: async ({ query }: ServiceRequest) => ({ data: { query } }),
  } as unknown as Subgraph;
  return startSubgraphServer({
    subgraph,
    tokens: tokensOf("catalog"),
    callers: ["gateway", "playback"],
    port: 0,
    host: "127.0.0.1",
    clock: drainNoticeMs > 0 ? clock : systemClock,
    log: createLogger("silent"),
    drainNoticeMs,
  });
}

async function ask(port: number, token: string | undefined, body = '{"query":"{ a }"}') {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token ? { "x-playhead-service": token } : {}) },
    body,
  });
  return { status: response.status, body: (await response.json()) as { errors?: { message: string }[] } };
}

describe("a subgraph's port", () => {
  it("answers a service that may ask", async () => {
    await using server = await start();
    const answer = await ask(server.port, await tokensOf("gateway").issue("catalog"));
    expect(answer).toEqual({ status: 200, body: { data: { query: "{ a }" } } });
  });

  it.each([
    ["nobody's token", async () => undefined],
    ["something else's token", async () => "eyJhbGciOiJub25lIn0.e30."],
    ["a token for another service", () => tokensOf("gateway").issue("accounts")],
    ["a token of a service that has no business here", () => tokensOf("accounts").issue("catalog")],
    ["a token signed with another secret", () => tokensOf("gateway", "x".repeat(40)).issue("catalog")],
  ])("refuses %s", async (_what, token) => {
    await using server = await start();
    const { status, body } = await ask(server.port, await token());
    expect(status).toBe(403);
    expect(body.errors?.[0]?.message).toBe("catalog answers services with a token of theirs alone");
  });

  it("goes on answering while the secret is changed: who has the next one, who has the last, and nobody else", async () => {
    const [last, next] = [
      "the last secret, of more than 32 letters",
      "the next secret, of more than 32 letters",
    ];
    const midway = createServiceTokens({ name: "catalog", secret: next, alsoAccepted: last, clock });
    for (const secret of [last, next]) {
      expect(await midway.verify(await tokensOf("gateway", secret).issue("catalog"), "catalog")).toBe(
        "gateway",
      );
    }
    expect(await midway.verify(await tokensOf("gateway").issue("catalog"), "catalog")).toBeNull();
    const signedMidway = await midway.issue("accounts");
    expect(await tokensOf("accounts", next).verify(signedMidway, "accounts")).toBe("catalog");
  });

  it("refuses a token that has expired, and one that is renewed in time never does", async () => {
    await using server = await start();
    const gateway = tokensOf("gateway");
    const first = await gateway.issue("catalog");
    clock.advance(310_000);
    expect((await ask(server.port, first)).status).toBe(403);
    for (let minute = 0; minute < 10; minute += 1) {
      clock.advance(60_000);
      expect((await ask(server.port, await gateway.issue("catalog"))).status).toBe(200);
    }
  });

  it.each([
    ["no JSON", "{", "the request body is not valid JSON"],
    ["no query", "{}", "the body must be JSON with a `query`"],
  ])("says what is wrong with a body that is %s", async (_what, sent, said) => {
    await using server = await start();
    const { status, body } = await ask(server.port, await tokensOf("gateway").issue("catalog"), sent);
    expect([status, body.errors?.[0]?.message]).toEqual([400, said]);
  });

  it("says that it drains, and answers on until callers have noticed", async () => {
    const server = await start(2_500);
    server.setReady(true);
    const ready = () => fetch(`http://127.0.0.1:${server.port}/ready`);
    expect((await ready()).status).toBe(200);
    const closed = server[Symbol.asyncDispose]();
    expect((await ready()).status).toBe(503);
    const token = await tokensOf("gateway").issue("catalog");
    expect((await ask(server.port, token)).status).toBe(200);
    clock.advance(2_500);
    await closed;
    await expect(ask(server.port, token)).rejects.toThrow();
  });
});
