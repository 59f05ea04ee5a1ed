import { Agent, request } from "undici";
import {
  HeartbeatDocument,
  PlayheadClient,
  StartPlayoutDocument,
  TypedDocumentString,
} from "../client/index.js";

/** As many requests of one process are under way at once. */
const agent = new Agent({ connections: 256, pipelining: 1 });

/** A client of the house from an address of its own, 10.x.x.x: it is not the limits of addresses that are measured. */
export function benchClient(url: string, number: number): PlayheadClient {
  const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
  return new PlayheadClient({
    endpoint: url,
    platform: {
      async fetch(to, { method, headers, body }) {
        const answer = await request(to, {
          method,
          body,
          dispatcher: agent,
          headers: { ...headers, "x-forwarded-for": address },
        });
        const get = (name: string) => answer.headers[name]?.toString() ?? null;
        return { status: answer.statusCode, headers: { get }, text: () => answer.body.text() };
      },
    },
  });
}

const SIGN_UP = new TypedDocumentString<
  { signUp: { accessToken: string; accessTokenExpiresAt: string; refreshToken: string } },
  { email: string }
>(`mutation ($email: String!) { signUp(email: $email, password: "correct horse", country: "NZ",
  device: { name: "TV", family: TV }) { ... on Session { accessToken accessTokenExpiresAt refreshToken } } }`);
const CHANNELS = new TypedDocumentString<
  { channels: { edges: { node: { id: string; entitlementTags: string[] } }[] } },
  object
>("query { channels(first: 500) { edges { node { id entitlementTags } } } }");

/** A household that watches something free, signed in. */
export interface Playing {
  readonly client: PlayheadClient;
  readonly slotToken: string;
}

/** Slot tokens of so many households, each of which watches something free. */
export async function startPlaying(url: string, households: number): Promise<string[]> {
  return (await signUpAndPlay(url, households)).map(({ slotToken }) => slotToken);
}

/** So many households, each of which watches something free. */
export async function signUpAndPlay(url: string, households: number): Promise<Playing[]> {
  const { data } = await benchClient(url, 0).request(CHANNELS, {});
  const free = data.channels.edges.find(({ node }) => node.entitlementTags.length === 0)?.node;
  if (!free) throw new Error("nothing is free");
  const playing: Playing[] = [];
  for (let number = 0; number < households; number += 1) {
    const client = benchClient(url, number);
    client.adopt((await client.request(SIGN_UP, { email: `viewer${number}@example.org` })).data.signUp);
    const input = { contentId: free.id, deviceId: client.deviceId ?? "", clientRequestId: "1" };
    const { startPlayout } = (await client.request(StartPlayoutDocument, { input })).data;
    if (startPlayout.__typename !== "PlaySession") throw new Error(startPlayout.message);
    playing.push({ client, slotToken: startPlayout.slotToken });
  }
  return playing;
}

/** One beat, which must be answered CONTINUE. */
export async function beatOnce(client: PlayheadClient, slotToken: string, sequence: number): Promise<void> {
  const { data } = await client.request(
    HeartbeatDocument,
    { input: { slotToken, sequence } },
    { session: "none" },
  );
  if (data.heartbeat?.directive !== "CONTINUE") throw new Error(`told to ${data.heartbeat?.directive}`);
}

/** Lets go of the connections of all clients. */
export function closeBenchClients(): Promise<void> {
  return agent.close();
}
