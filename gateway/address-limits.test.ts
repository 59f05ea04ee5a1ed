import { once } from "node:events";
import { connect } from "node:net";
import { type Client, createClient } from "graphql-ws";
import { expect, test } from "vitest";
import WebSocket from "ws";
import { createFixture, type Fixture } from "./testing/fixture.js";

const RINGS = "subscription ($rooms: [ID!]!) { rang(rooms: $rooms) { count } }";
/** Whoever connects here is a proxy, and says whose address it is. */
const BEHIND_PROXY = { trustedProxies: ["127.0.0.1"] };

/** A socket of an address: its HTTP status when it is refused, or 101, and what closes it. */
function socketFrom(fixture: Fixture, address: string) {
  const webSocket = new WebSocket(fixture.gateway.webSocketUrl, "graphql-transport-ws", {
    headers: { "x-forwarded-for": address },
  });
  webSocket.on("error", () => undefined);
  const answer = new Promise<{ status: number; message?: string }>((resolve) => {
    webSocket.on("open", () => resolve({ status: 101 }));
    webSocket.on("unexpected-response", (_request, response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, ...JSON.parse(Buffer.concat(parts).toString()) }),
      );
    });
  });
  return { answer, close: () => webSocket.close() };
}

/** A client of an address that nobody is signed in on. */
function clientFrom(fixture: Fixture, address: string): Client {
  class Forwarded extends WebSocket {
    constructor(url: string, protocols: string) {
      super(url, protocols, { headers: { "x-forwarded-for": address } });
    }
  }
  return createClient({ url: fixture.gateway.webSocketUrl, webSocketImpl: Forwarded, retryAttempts: 0 });
}

test("an address has as many WebSockets as it may; others have theirs, and it has one more when one is closed", async () => {
  await using fixture = await createFixture({ ...BEHIND_PROXY, limits: { webSocketsPerAddress: 2 } });
  const statusFrom = async (address: string) => (await socketFrom(fixture, address).answer).status;
  const first = socketFrom(fixture, "203.0.113.1");
  expect((await first.answer).status).toBe(101);
  expect(await statusFrom("203.0.113.1")).toBe(101);
  expect(await socketFrom(fixture, "203.0.113.1").answer).toEqual({
    status: 429,
    message: "at most 2 WebSockets of an address at a time: connect again later",
  });
  expect(await statusFrom("203.0.113.2")).toBe(101);
  first.close();
  await expect.poll(() => statusFrom("203.0.113.1")).toBe(101);
});

test("an upgrade that is no WebSocket's takes no place of its address", async () => {
  await using fixture = await createFixture({ ...BEHIND_PROXY, limits: { webSocketsPerAddress: 1 } });
  const connection = connect(fixture.gateway.port, "127.0.0.1");
  const headers = ["Host: x", "Connection: Upgrade", "Upgrade: websocket", "X-Forwarded-For: 203.0.113.1"];
  connection.write(`${["GET /graphql HTTP/1.1", ...headers].join("\r\n")}\r\n\r\n`);
  const [answer] = (await once(connection, "data")) as [Buffer];
  expect(String(answer)).toContain("400 Bad Request");
  await expect.poll(async () => (await socketFrom(fixture, "203.0.113.1").answer).status).toBe(101);
});

test("an upgrade that is refused leaves no connection behind, whatever its client does", async () => {
  await using fixture = await createFixture();
  // Such a one neither closes its side, nor notices that the gateway has closed its own.
  const connection = connect({ port: fixture.gateway.port, host: "127.0.0.1", allowHalfOpen: true });
  connection.on("error", () => undefined);
  const headers = ["Host: x", "Connection: Upgrade", "Upgrade: websocket", "X-More: a"];
  connection.write(`${["GET /nowhere HTTP/1.1", ...headers].join("\r\n")}\r\n\r\nand more`);
  const [answer] = (await once(connection, "data")) as [Buffer];
  expect(String(answer)).toContain("404 Not Found");
  await fixture.gateway[Symbol.asyncDispose]();
  connection.destroy();
}, 15_000);

test("those of an address who are not signed in listen to as many channels as they may together, and no more", async () => {
  await using fixture = await createFixture({ ...BEHIND_PROXY, limits: { channelsPerAddress: 3 } });
  const clients = ["2001:db8::1", "2001:db8::2", "2001:db8:1::1"].map((address) =>
    clientFrom(fixture, address),
  );
  const [one, neighbour, other] = clients as [Client, Client, Client];
  const listen = (client: Client, ...rooms: string[]) => {
    const results = client.iterate({ query: RINGS, variables: { rooms } });
    return { results, first: results.next() };
  };
  const subscribers = () => fixture.gateway.subscriptions().subscribers;
  const begun = listen(one, "a", "b");
  await expect.poll(subscribers).toBe(1);
  await expect(listen(neighbour, "a", "b").first).rejects.toMatchObject([
    {
      extensions: {
        code: "RATE_LIMITED",
        limit: "channels of an address",
        most: 3,
        retryAfterSeconds: 10,
      },
    },
  ]);
  void listen(neighbour, "c").first;
  void listen(other, "a", "b", "c").first;
  await expect.poll(subscribers).toBe(3);
  void begun.results.return?.();
  await expect.poll(subscribers).toBe(2);
  void listen(neighbour, "a", "b").first;
  await expect.poll(subscribers).toBe(3);
  for (const client of clients) await client.dispose();
});
