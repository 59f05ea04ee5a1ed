import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { services } from "../launcher/manifest.js";
import { Lifecycle } from "../lib/lifecycle.js";
import { type ApartHouse, startApartHouse } from "./support/apart-house.js";
import { createTestClient } from "./support/test-client.js";

const SOON = { timeout: 15_000, interval: 50 };
const SEND = `mutation ($input: RemoteCommandInput!) {
  sendRemoteCommand(input: $input) { __typename ... on RemoteCommand { id } }
}`;
const START = `mutation ($input: StartPlayoutInput!) {
  startPlayout(input: $input) { __typename ... on PlaySession { slot { id } } }
}`;

const lifecycle = new Lifecycle("remote commands");
let here: ApartHouse;
beforeAll(async () => {
  const settings = { METRICS_PORT: "0", LOG_LEVEL: "info" };
  here = lifecycle.use("house", await startApartHouse({ replicas: 2, gateways: 2, settings }));
});
afterAll(() => lifecycle.close());

it("a phone at one gateway commands the television at another one, and knows when it has gone", async () => {
  const other = here.processes("gateway")[1];
  if (!other) throw new Error("there is one gateway");
  const there = createTestClient(`${other.url}/graphql`, lifecycle);
  const tv = await here.signIn("TV");
  const phone = await there.signIn("Phone");

  const accepts = async () => {
    const { data } = await there.ask("{ viewer { devices { id acceptsRemote } } }", phone);
    return data.viewer.devices.find(({ id }: { id: string }) => id === tv.deviceId).acceptsRemote;
  };
  const send = async (kind: string) => {
    const variables = { input: { targetDeviceId: tv.deviceId, kind } };
    return (await there.ask(SEND, { token: phone.token, variables })).data.sendRemoteCommand;
  };
  expect(await accepts()).toBe(false);
  const commands = here.subscribe(
    tv.token,
    `subscription { remoteCommands(deviceId: "${tv.deviceId}") { id kind reason fromDevice { name } content { id } } }`,
  );
  const first = commands.next();
  await vi.waitFor(async () => expect(await accepts()).toBe(true), SOON);
  const { id } = await send("PAUSE");
  expect((await first).value.data.remoteCommands).toEqual({
    id,
    kind: "PAUSE",
    reason: null,
    fromDevice: { name: "Phone" },
    content: null,
  });

  const { data } = await here.ask("{ channels(first: 1) { edges { node { id } } } }");
  const contentId: string = data.channels.edges[0].node.id;
  const input = { contentId, deviceId: tv.deviceId, clientRequestId: "evening" };
  const started = await here.ask(START, { token: tv.token, variables: { input } });
  const slotId: string = started.data.startPlayout.slot.id;
  await there.ask(`mutation { stopPlayout(slotId: "${slotId}") }`, phone);
  expect((await commands.next()).value.data.remoteCommands).toMatchObject({
    kind: "STOP",
    reason: "SLOT_ENDED",
    fromDevice: null,
    content: { id: contentId },
  });

  await commands.return?.();
  await vi.waitFor(async () => expect(await accepts()).toBe(false), SOON);
  expect((await send("RESUME")).__typename).toBe("DeviceNotListening");
});

it("every process of the house tells Prometheus of itself, on a port of its own", async () => {
  const scrape = async (output: string) => {
    const [, url = ""] = /"url":"(http:[^"]+\/metrics)"/.exec(output) ?? [];
    return (await fetch(url)).text();
  };
  for (const { name } of services) {
    const all = await Promise.all(here.processes(name).map((replica) => scrape(replica.output())));
    expect(all, name).toHaveLength(2);
    for (const text of all) expect(text).toContain("playhead_service_request_seconds");
    // Viewing and whoever else has nothing to tell has no outbox.
    if (name === "accounts")
      expect(all.join("\n")).toContain('playhead_outbox_oldest_seconds{service="accounts"}');
  }
  const gateways = await Promise.all(here.processes("gateway").map((gateway) => scrape(gateway.output())));
  for (const text of gateways) {
    expect(text).toMatch(/playhead_gateway_requests_total\{[^}]*outcome="ok"\} [1-9]/);
    expect(text).toMatch(
      /playhead_service_call_seconds_count\{caller="gateway",service="accounts"[^}]*\} [1-9]/,
    );
    expect(text).toContain('playhead_service_breaker_open{service="playback"} 0');
  }
});
