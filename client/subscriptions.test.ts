import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import WebSocket, { WebSocketServer } from "ws";
import { ConcurrencyChangedDocument } from "./generated/operations.js";
import { Subscriptions } from "./subscriptions.js";
import { type ManualPlatform, manualPlatform } from "./testing/manual-platform.js";
import { TokenKeeper } from "./token-keeper.js";

/** A gateway by hand: what clients send, and what a test answers. */
let server: WebSocketServer;
let device: ManualPlatform;
let subscriptions: Subscriptions;
let refreshed: number;
let connections: number;
beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => "graphql-transport-ws" });
  await once(server, "listening");
  device = manualPlatform({ webSocket: WebSocket });
  refreshed = 0;
  connections = 0;
  server.on("connection", () => {
    connections += 1;
  });
  const expires = (accessToken: string) => ({
    accessToken,
    refreshToken: "refresh",
    accessTokenExpiresAt: new Date(device.time.now() + 900_000).toISOString(),
  });
  const tokens = new TokenKeeper(expires("access 0"), {
    clock: device.clock,
    async refresh() {
      refreshed += 1;
      return expires(`access ${refreshed}`);
    },
    onTokens: () => undefined,
  });
  const { port } = server.address() as AddressInfo;
  subscriptions = new Subscriptions({ url: `ws://127.0.0.1:${port}`, platform: device, tokens });
});
afterEach(async () => {
  subscriptions.close();
  for (const socket of server.clients) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
});

interface Arrival {
  readonly socket: WebSocket;
  readonly authorization: string;
  readonly id: string;
}

/** The next client, once it has subscribed. */
async function arrival(): Promise<Arrival> {
  const [socket] = (await once(server, "connection")) as [WebSocket];
  const [init] = await once(socket, "message");
  const { authorization } = JSON.parse(String(init)).payload;
  socket.send(JSON.stringify({ type: "connection_ack" }));
  const [subscribe] = await once(socket, "message");
  return { socket, authorization, id: JSON.parse(String(subscribe)).id };
}

function listen() {
  const heard: unknown[] = [];
  const failed: unknown[] = [];
  let onInterrupted: () => void = () => undefined;
  let onFailed: () => void = () => undefined;
  const stop = subscriptions.subscribe(
    ConcurrencyChangedDocument,
    {},
    {
      next: (data) => heard.push(data),
      interrupted: () => onInterrupted(),
      failed: (failure) => {
        failed.push(failure.code);
        onFailed();
      },
    },
  );
  return {
    heard,
    failed,
    stop,
    interruption: () => new Promise<void>((resolve) => (onInterrupted = resolve)),
    failure: () => new Promise<void>((resolve) => (onFailed = resolve)),
  };
}

describe("a subscription", () => {
  it("that a gateway sends elsewhere as it restarts (1012) is there within a second, with the same token", async () => {
    const first = arrival();
    const { interruption } = listen();
    const interrupted = interruption();
    (await first).socket.close(1012, "elsewhere");
    await interrupted;
    const second = arrival();
    device.time.advance(1_000);
    expect((await second).authorization).toBe("Bearer access 0");
    expect(refreshed).toBe(0);
  });

  it("whose token has expired (4403) comes back with a fresh one", async () => {
    const first = arrival();
    const { interruption } = listen();
    const interrupted = interruption();
    (await first).socket.close(4403, "expired");
    await interrupted;
    const second = arrival();
    device.time.advance(1_000);
    expect((await second).authorization).toBe("Bearer access 1");
  });

  it.each([4500, 4400, 1013, 1011])(
    "that is cut with %i comes back, each time later than before, and no later than 30 s",
    async (code) => {
      let coming = arrival();
      const { interruption } = listen();
      const waits: number[] = [];
      for (let cut = 0; cut < 7; cut += 1) {
        const interrupted = interruption();
        (await coming).socket.close(code, "trouble");
        await interrupted;
        coming = arrival();
        // Chance stands in the middle: three quarters of 1, 2, 4 … 30 s.
        const waitMs = Math.min(30_000, 1_000 * 2 ** cut) * 0.75;
        device.time.advance(waitMs - 1);
        expect(connections).toBe(cut + 1);
        device.time.advance(1);
        waits.push(waitMs);
      }
      await coming;
      expect(waits.at(-1)).toBe(22_500);
    },
  );

  it("that can never work ends, and says so", async () => {
    const first = arrival();
    const { failure, failed } = listen();
    const over = failure();
    const { socket, id } = await first;
    const errors = [{ message: "no such field", extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }];
    socket.send(JSON.stringify({ id, type: "error", payload: errors }));
    await over;
    expect(failed).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
  });

  it("that a service's outage ended is asked for again", async () => {
    const first = arrival();
    const { interruption, failed } = listen();
    const interrupted = interruption();
    const { socket, id } = await first;
    const errors = [{ message: "away", extensions: { code: "SERVICE_UNAVAILABLE" } }];
    socket.send(JSON.stringify({ id, type: "error", payload: errors }));
    await interrupted;
    await once(socket, "close");
    const second = arrival();
    device.time.advance(1_000);
    await second;
    expect(failed).toEqual([]);
  });

  it("that held for long after failures beside others is back within a second when its gateway restarts", async () => {
    const first = arrival();
    listen();
    const { socket } = await first;
    const arrived: string[] = [];
    const subscribed = () => once(socket, "message").then(([text]) => JSON.parse(String(text)).id as string);
    const failing = subscribed();
    const { interruption } = listen();
    let id = await failing;
    for (let failure = 0; failure < 4; failure += 1) {
      const interrupted = interruption();
      const errors = [{ message: "away", extensions: { code: "SERVICE_UNAVAILABLE" } }];
      socket.send(JSON.stringify({ id, type: "error", payload: errors }));
      await interrupted;
      const again = subscribed();
      device.time.advance(30_000);
      id = await again;
    }
    device.time.advance(5 * 60_000);
    const interrupted = interruption();
    server.once("connection", (next: WebSocket) => {
      next.on("message", (text) => {
        const { type, id } = JSON.parse(String(text));
        if (type === "connection_init") next.send(JSON.stringify({ type: "connection_ack" }));
        if (type === "subscribe") arrived.push(id);
      });
    });
    socket.close(1012, "elsewhere");
    await interrupted;
    device.time.advance(1_000);
    await expect.poll(() => arrived.length).toBe(2);
  });

  it("that nobody wants any more does not come back", async () => {
    const first = arrival();
    const { stop } = listen();
    const { socket } = await first;
    const closed = once(socket, "close");
    stop();
    await closed;
    device.time.advance(3_600_000);
    expect(connections).toBe(1);
  });
});
