import { type Client, createClient } from "graphql-ws";
import WebSocket from "ws";
import { DEMO } from "../../launcher/demo.js";
import type { Lifecycle } from "../../lib/lifecycle.js";

/** Answers have the shape of each test's own query, which only the test knows. */
// biome-ignore lint/suspicious/noExplicitAny: as said above
type Shape = any;

export interface Answer {
  readonly data?: Shape;
  readonly errors?: readonly { readonly message: string; readonly extensions: Shape }[];
}

export interface AskOptions {
  readonly variables?: Record<string, unknown>;
  readonly token?: string | undefined;
}

/** A device that the demo's household is signed in on. */
export interface SignedIn {
  readonly token: string;
  readonly refreshToken: string;
  readonly deviceId: string;
}

/** The supergraph as a client sees it. */
export interface TestClient {
  /** A GraphQL request over HTTP. */
  ask(query: string, options?: AskOptions): Promise<Answer>;
  /** Signs the demo's household in on a device of this name. */
  signIn(deviceName: string): Promise<SignedIn>;
  /** What a subscription gives, one after the other. */
  subscribe(token: string, query: string): AsyncIterator<Answer>;
}

/** A client of the gateway at `url`; `lifecycle` closes its sockets. */
export function createTestClient(url: string, lifecycle: Lifecycle): TestClient {
  const ask = async (query: string, { variables, token }: AskOptions = {}) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };
  return {
    ask,
    signIn: (deviceName) => signIn(ask, deviceName),
    subscribe(token, query) {
      const client: Client = createClient({
        url: url.replace("http", "ws"),
        webSocketImpl: WebSocket,
        connectionParams: { authorization: `Bearer ${token}` },
        retryAttempts: 0,
      });
      lifecycle.defer("subscriber", () => client.dispose());
      return client.iterate({ query }) as unknown as AsyncIterator<Answer>;
    },
  };
}

async function signIn(ask: TestClient["ask"], deviceName: string): Promise<SignedIn> {
  const { data } = await ask(
    `mutation ($email: String!, $password: String!, $device: DeviceInput) {
      signIn(email: $email, password: $password, device: $device) {
        ... on Session { accessToken refreshToken account { devices { id name } } }
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
  const { accessToken, refreshToken, account } = data.signIn;
  const device = account.devices.find(({ name }: { name: string }) => name === deviceName);
  return { token: accessToken, refreshToken, deviceId: device.id };
}
