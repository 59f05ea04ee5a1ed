import { type Client, createClient } from "graphql-ws";
import { pino } from "pino";
import WebSocket from "ws";
import { DEMO, furnishDemo } from "../../launcher/demo.js";
import { type House, startHouse } from "../../launcher/house.js";
import { type ServiceName, services } from "../../launcher/manifest.js";
import { ManualClock } from "../../lib/clock.js";
import { randomIds } from "../../lib/ids.js";
import { Lifecycle } from "../../lib/lifecycle.js";
import { createTestDatabase } from "./databases.js";

/** A Saturday evening that the demo's guide, moved by whole weeks, has much to show for. */
export const EVENING = "2026-11-21T09:00:00Z";

/** Answers have the shape of each test's own query, which only the test knows. */
// biome-ignore lint/suspicious/noExplicitAny: as said above
type Shape = any;

export interface Answer {
  readonly data?: Shape;
  readonly errors?: readonly { readonly message: string; readonly extensions: Shape }[];
}

/** A whole house on databases of its own, with the demo's guide and household, at a time that tests move. */
export interface TestHouse extends AsyncDisposable {
  readonly house: House;
  readonly clock: ManualClock;
  /** How many SQL statements each service has run since the last reading. */
  statements(): Record<ServiceName, number>;
  /** A GraphQL request over HTTP, as a client sends it. */
  ask(
    query: string,
    options?: { variables?: Record<string, unknown>; token?: string | undefined },
  ): Promise<Answer>;
  /** Signs the demo's household in on a device of this name. */
  signIn(deviceName: string): Promise<{ readonly token: string; readonly deviceId: string }>;
  /** What a subscription gives, one after the other. */
  subscribe(token: string, query: string): AsyncIterator<Answer>;
}

export async function startTestHouse(): Promise<TestHouse> {
  const lifecycle = new Lifecycle("test house");
  const clock = new ManualClock(EVENING);
  const counts = new Map<ServiceName, number>();
  const urls = await Promise.all(
    services.map(
      async ({ name }) => [name, lifecycle.use(name, await createTestDatabase(name)).url] as const,
    ),
  );
  const house = lifecycle.use(
    "house",
    await startHouse({
      port: 0,
      host: "127.0.0.1",
      databaseUrls: Object.fromEntries(urls) as Record<ServiceName, string>,
      introspection: true,
      clock,
      ids: randomIds,
      log: pino({ level: "silent" }),
      onStatement: (service) => counts.set(service, (counts.get(service) ?? 0) + 1),
    }),
  );
  await furnishDemo(house, clock);

  async function ask(
    query: string,
    { variables, token }: { variables?: Record<string, unknown>; token?: string | undefined } = {},
  ) {
    const response = await fetch(house.gateway.url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  }

  return {
    house,
    clock,
    ask,
    statements() {
      const read = Object.fromEntries(services.map(({ name }) => [name, counts.get(name) ?? 0]));
      counts.clear();
      return read as Record<ServiceName, number>;
    },
    async signIn(deviceName) {
      const { data } = await ask(
        `mutation ($email: String!, $password: String!, $device: DeviceInput) {
          signIn(email: $email, password: $password, device: $device) {
            ... on Session { accessToken account { devices { id name } } }
          }
        }`,
        {
          variables: {
            email: DEMO.email,
            password: DEMO.password,
            device: { name: deviceName, family: "TV" },
          },
        },
      );
      const { accessToken, account } = data.signIn;
      const device = account.devices.find(({ name }: { name: string }) => name === deviceName);
      return { token: accessToken, deviceId: device.id };
    },
    subscribe(token, query) {
      const client: Client = createClient({
        url: house.gateway.webSocketUrl,
        webSocketImpl: WebSocket,
        connectionParams: { authorization: `Bearer ${token}` },
        retryAttempts: 0,
      });
      lifecycle.defer("subscriber", () => client.dispose());
      return client.iterate({ query }) as unknown as AsyncIterator<Answer>;
    },
    [Symbol.asyncDispose]: () => lifecycle.close(),
  };
}
