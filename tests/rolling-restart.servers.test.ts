import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type ServiceName, services } from "../launcher/manifest.js";
import { type ApartHouse, startApartHouse } from "./support/apart-house.js";
import type { SignedIn } from "./support/test-client.js";

const GRID =
  "{ channels(first: 5) { edges { node { title now { title } access { reason } } } } viewer { id } }";
const START = `mutation ($input: StartPlayoutInput!) {
  startPlayout(input: $input) { __typename ... on PlaySession { slotToken } } }`;
const BEAT = `mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive } }`;
/** As balancers are commonly set, and well within the notice that a gateway gives. */
const BALANCER_POLL_MS = 500;
/** Clients that ask without pause, until the process has ended and so much was answered. */
const CLIENTS = 8;
const LEAST_ANSWERED = CLIENTS * 10;
/** A process is stopped when everybody asks: the first answers of one that has just started take their time. */
const FLOWING = { timeout: 60_000, interval: 50 };

/** All clients are one household at one address, and ask more than any household does. */
const WITHOUT_RATES = Object.fromEntries(
  ["GENERAL", "PLAYBACK"].flatMap((kind) =>
    ["HOUSEHOLD", "ADDRESS"].map((subject) => [`RATE_${kind}_${subject}`, "1000000"]),
  ),
);

describe("one of two replicas is stopped while everybody is watching", () => {
  let house: ApartHouse;
  let tv: SignedIn;
  let channelId: string;

  beforeAll(async () => {
    house = await startApartHouse({
      replicas: 2,
      gateways: 2,
      drainNoticeMs: 2_500,
      gatewaySettings: WITHOUT_RATES,
    });
    tv = await house.signIn("Living room");
    const { data } = await house.ask("{ channels(first: 1) { edges { node { id } } } }");
    channelId = data.channels.edges[0].node.id;
  });
  afterAll(() => house?.[Symbol.asyncDispose]());

  async function start(requestId: string) {
    const input = { contentId: channelId, deviceId: tv.deviceId, clientRequestId: requestId };
    return (await house.ask(START, { token: tv.token, variables: { input } })).data?.startPlayout;
  }

  it.each(services.map(({ name }) => name))("%s: no request fails", async (service: ServiceName) => {
    const { slotToken } = await start(`before-${service}`);
    const failures: unknown[] = [];
    let sequence = 0;
    let answered = 0;
    let isStopping = true;
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      while (isStopping || answered <= LEAST_ANSWERED) {
        sequence += 1;
        const input = { slotToken, sequence };
        const answer =
          client % 2 === 0
            ? await house.ask(BEAT, { variables: { input } })
            : await house.ask(GRID, { token: tv.token });
        if (answer.errors || answer.data?.heartbeat === null) failures.push(answer);
        answered += 1;
      }
    });
    await vi.waitFor(() => expect(answered).toBeGreaterThan(CLIENTS), FLOWING);
    const [leaving] = house.processes(service);
    const code = await leaving?.end("SIGTERM");
    const answeredMeanwhile = answered;
    isStopping = false;
    await Promise.all(clients);
    expect(code).toBe(0);
    expect(failures).toEqual([]);
    expect(answeredMeanwhile).toBeGreaterThan(CLIENTS);
  });

  it("the gateway: no request fails behind a balancer that asks /ready", async () => {
    const gateways = house.processes("gateway").map(({ url }) => ({ url, isReady: true }));
    const failures: unknown[] = [];
    let answered = 0;
    let isStopping = true;
    const balancer = (async () => {
      while (isStopping) {
        for (const gateway of gateways) {
          gateway.isReady = await fetch(`${gateway.url}/ready`).then(
            ({ ok }) => ok,
            () => false,
          );
        }
        await delay(BALANCER_POLL_MS);
      }
    })();
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      while (isStopping || answered <= LEAST_ANSWERED) {
        const ready = gateways.filter(({ isReady }) => isReady);
        const { url } = ready[(client + answered) % ready.length] ?? { url: "" };
        const answer = await post(`${url}/graphql`, tv.token).catch((error: unknown) => ({
          errors: [error],
        }));
        if (answer.errors) failures.push(answer);
        answered += 1;
      }
    });
    await vi.waitFor(() => expect(answered).toBeGreaterThan(CLIENTS), FLOWING);
    const code = await house.processes("gateway")[1]?.end("SIGTERM");
    const answeredMeanwhile = answered;
    isStopping = false;
    await Promise.all([balancer, ...clients]);
    expect(code).toBe(0);
    expect(failures).toEqual([]);
    expect(answeredMeanwhile).toBeGreaterThan(CLIENTS);
  });
});

async function post(url: string, token: string): Promise<{ errors?: unknown }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: GRID }),
  });
  return (await response.json()) as { errors?: unknown };
}
