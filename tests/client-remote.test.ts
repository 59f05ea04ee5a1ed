import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type RemoteCommand, RemoteControl, RemoteReceiver, StopPlayoutDocument } from "../client/index.js";
import { settled } from "../client/testing/manual-platform.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";
import { startTestPlayer, type TestPlayer } from "./support/test-player.js";

vi.setConfig({ testTimeout: 90_000 });

let test: TestHouse;
let tv: TestPlayer;
let phone: TestPlayer;
beforeAll(async () => {
  test = await startTestHouse();
  tv = await startTestPlayer(test, "Living room");
  phone = await startTestPlayer(test, "Phone");
});
afterAll(async () => {
  tv.client.close();
  await test[Symbol.asyncDispose]();
});

it("a phone commands the television, once it listens and as long as it does", async () => {
  const remote = new RemoteControl(phone.client);
  expect((await remote.send(tv.deviceId, { kind: "PAUSE" })).__typename).toBe("DeviceNotListening");

  const heard: RemoteCommand[] = [];
  const errors: unknown[] = [];
  let onHeard: () => void = () => undefined;
  const receiver = new RemoteReceiver(tv.client, {
    handlers: {
      PAUSE: () => {
        throw new Error("the player is gone");
      },
      SEEK: (command) => {
        heard.push(command);
        onHeard();
      },
    },
    onError: (error) => errors.push(error),
  });
  const seeked = new Promise<void>((resolve) => (onHeard = resolve));
  await vi.waitFor(async () => {
    expect((await remote.send(tv.deviceId, { kind: "PAUSE" })).__typename).toBe("RemoteCommand");
  }, 20_000);
  expect((await remote.send(tv.deviceId, { kind: "MUTE" })).__typename).toBe("RemoteCommand");
  const sent = await remote.send(tv.deviceId, { kind: "SEEK", positionSeconds: 90 });
  await seeked;
  expect(heard).toMatchObject([{ kind: "SEEK", positionSeconds: 90, fromDevice: { id: phone.deviceId } }]);
  expect(sent).toMatchObject({ __typename: "RemoteCommand", id: heard[0]?.id });
  expect(errors).toHaveLength(1);

  receiver.close();
  await settled();
  await vi.waitFor(async () => {
    expect((await remote.send(tv.deviceId, { kind: "SEEK", positionSeconds: 1 })).__typename).toBe(
      "DeviceNotListening",
    );
  }, 20_000);
  expect(heard).toHaveLength(1);
});

it("a television whose stream another screen ended hears of it and asks why, long before its next beat", async () => {
  const { data } = await test.ask("{ channels(first: 1) { edges { node { id } } } }");
  const session = await tv.player.start({ contentId: data.channels.edges[0].node.id });
  if (session.__typename !== "PlaySession") throw new Error(session.message);
  const receiver = new RemoteReceiver(tv.client, {
    handlers: { STOP: ({ fromDevice }) => (fromDevice ? void tv.player.end() : tv.player.confirm()) },
  });
  const accepts = `{ viewer { devices { id acceptsRemote } } }`;
  await vi.waitFor(async () => {
    const answer = await test.ask(accepts, { token: phone.tokens?.accessToken });
    expect(answer.data.viewer.devices).toContainEqual({ id: tv.deviceId, acceptsRemote: true });
  }, 20_000);
  await phone.client.request(StopPlayoutDocument, { slotId: session.slot.id });
  await vi.waitFor(() => expect(tv.stops).toEqual(["SLOT_ENDED"]), 20_000);
  expect(tv.player.state).toBe("STOPPED");
  receiver.close();
});

it("the ten lines in its README play, and stop when told", async () => {
  const readme = await readFile("client/README.md", "utf8");
  const example = /```js\n([\s\S]*?)```/.exec(readme)?.[1]?.replace(/^import .*$/gm, "") ?? "";
  const { data } = await test.ask("{ channels(first: 1) { edges { node { id } } } }");
  const video = { currentTime: 7, src: "", pause: vi.fn() };
  const endpoint = test.house.gateway.url;
  const client = await import("../client/index.js");
  const demo = await import("../launcher/demo.js");
  const run = new Function(
    ...["PlayheadClient", "Player", "endpoint", "email", "password", "contentId", "video"],
    `return (async () => { ${example}; return { player, result }; })()`,
  );
  const { player, result } = await run(
    ...[client.PlayheadClient, client.Player, endpoint, demo.DEMO.email],
    ...[demo.DEMO.password, data.channels.edges[0].node.id, video],
  );
  expect(result.__typename).toBe("PlaySession");
  expect(video.src).toMatch(/^https?:/);
  expect(player.state).toBe("PLAYING");
  expect(await player.end()).toBe(true);
});
