import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { SignedIn } from "./support/test-client.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const SEND = `mutation ($input: RemoteCommandInput!) {
  sendRemoteCommand(input: $input) {
    __typename
    ... on Problem { message }
    ... on InvalidInput { field }
    ... on DeviceNotRegistered { deviceId }
    ... on RemoteCommand { id kind positionSeconds fromDevice { id name } content { id title } issuedAt expiresAt }
  }
}`;
const LISTEN = (deviceId: string) => `subscription {
  remoteCommands(deviceId: "${deviceId}") {
    id kind positionSeconds fromDevice { id name } content { id title } issuedAt expiresAt
  }
}`;
const DEVICES = "{ viewer { devices { id acceptsRemote } } }";
const START = `mutation ($input: StartPlayoutInput!) {
  startPlayout(input: $input) { __typename ... on PlaySession { slotToken slot { id } } } }`;
const BEAT = "mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive reason } }";

describe("a second screen", () => {
  let test: TestHouse;
  let tv: SignedIn;
  let phone: SignedIn;
  let channel: { id: string; title: string };

  beforeAll(async () => {
    test = await startTestHouse();
    tv = await test.signIn("Living room");
    phone = await test.signIn("Phone");
    const { data } = await test.ask("{ channels(first: 1) { edges { node { id title } } } }");
    channel = data.channels.edges[0].node;
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const send = async (kind: string, more: object = {}, { token } = phone) => {
    const variables = { input: { targetDeviceId: tv.deviceId, kind, ...more } };
    const { data, errors } = await test.ask(SEND, { token, variables });
    return data?.sendRemoteCommand ?? errors?.[0];
  };
  const accepts = async ({ deviceId }: SignedIn): Promise<boolean> => {
    const { data } = await test.ask(DEVICES, { token: phone.token });
    return data.viewer.devices.find(({ id }: { id: string }) => id === deviceId).acceptsRemote;
  };
  /** Listens as a television does, from when on it is there. */
  const listen = async (device: SignedIn) => {
    const commands = test.subscribe(device.token, LISTEN(device.deviceId));
    const first = commands.next();
    await vi.waitFor(async () => expect(await accepts(device)).toBe(true));
    let pending: typeof first | undefined = first;
    return {
      next: async () => {
        const { value } = await (pending ?? commands.next());
        pending = undefined;
        return value.data.remoteCommands;
      },
      leave: () => commands.return?.(),
    };
  };

  it("pauses the television and turns it up, in order, and the television knows who did", async () => {
    const player = await listen(tv);
    const paused = await send("PAUSE");
    expect(paused).toMatchObject({
      __typename: "RemoteCommand",
      kind: "PAUSE",
      fromDevice: { id: phone.deviceId, name: "Phone" },
      content: null,
    });
    expect(Date.parse(paused.expiresAt) - Date.parse(paused.issuedAt)).toBe(10_000);
    await send("VOLUME_UP");
    await send("PLAY", { contentId: channel.id, positionSeconds: 0 });
    const { __typename, ...heard } = paused;
    expect(await player.next()).toEqual(heard);
    expect(await player.next()).toMatchObject({ kind: "VOLUME_UP" });
    expect(await player.next()).toMatchObject({ kind: "PLAY", content: channel, positionSeconds: 0 });
    await player.leave();
  });

  it("learns that the television does not listen any more", async () => {
    const player = await listen(tv);
    await player.leave();
    await vi.waitFor(async () => expect(await accepts(tv)).toBe(false));
    expect(await send("MUTE")).toMatchObject({ __typename: "DeviceNotListening" });
  });

  it("hears nothing that is for the television", async () => {
    const refused = test.subscribe(phone.token, LISTEN(tv.deviceId)).next();
    await expect(refused).rejects.toMatchObject([
      { extensions: { code: "FORBIDDEN", argument: "deviceId" } },
    ]);
    expect(await accepts(tv)).toBe(false);
  });

  it.each([
    ["PLAY", {}, "contentId", "PLAY needs contentId or recordingId, got neither"],
    ["PLAY", { contentId: "br_1", recordingId: "rec_1" }, "recordingId", "got both"],
    ["PLAY", { contentId: "br_none" }, "contentId", 'must name something to watch, got "br_none"'],
    ["PLAY", { contentId: "no id" }, "contentId", 'must be an id that this platform gave, got "no id"'],
    ["SEEK", {}, "positionSeconds", "positionSeconds must be 0..315360000, got null"],
    ["SEEK", { positionSeconds: -1 }, "positionSeconds", "positionSeconds must be 0..315360000, got -1"],
    ["PAUSE", { positionSeconds: 2 ** 30 }, "positionSeconds", "0..315360000, got 1073741824"],
  ])("is told which rule a %s breaks: %j", async (kind, more, field, message) => {
    expect(await send(kind, more)).toMatchObject({
      ...{ __typename: "InvalidInput", field },
      message: expect.stringContaining(message),
    });
  });

  it("of another household can neither reach the television nor see that it is on", async () => {
    const { data } = await test.ask(
      `mutation { signUp(email: "n@b.example", password: "correct horse", country: "NZ",
        device: { name: "Theirs", family: TV }) { ... on Session { accessToken } } }`,
    );
    const token: string = data.signUp.accessToken;
    const player = await listen(tv);
    expect(await send("PAUSE", {}, { token, deviceId: "" })).toMatchObject({
      ...{ __typename: "DeviceNotRegistered", deviceId: tv.deviceId },
    });
    const refused = test.subscribe(token, LISTEN(tv.deviceId)).next();
    await expect(refused).rejects.toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
    await send("RESUME");
    expect(await player.next()).toMatchObject({ kind: "RESUME" });
    await player.leave();
  });

  it("that sends more than a viewer could is told when to try again", async () => {
    const tablet = await test.signIn("Tablet");
    const answers = [];
    for (let count = 0; count < 101; count += 1) answers.push(await send("VOLUME_UP", {}, tablet));
    expect(answers.slice(0, 100).every(({ __typename }) => __typename === "DeviceNotListening")).toBe(true);
    expect(answers.at(-1)).toMatchObject({ extensions: { code: "RATE_LIMITED", retryAfterSeconds: 10 } });
    expect((await send("VOLUME_UP")).__typename).toBe("DeviceNotListening");
  });

  it("stops the television's stream, which hears of it at once and why with its next beat", async () => {
    const player = await listen(tv);
    const input = { contentId: channel.id, deviceId: tv.deviceId, clientRequestId: "evening" };
    const { data } = await test.ask(START, { token: tv.token, variables: { input } });
    const { slot, slotToken } = data.startPlayout;
    await test.ask(`mutation { stopPlayout(slotId: "${slot.id}") }`, { token: phone.token });
    expect(await player.next()).toMatchObject({ kind: "STOP", fromDevice: null, content: channel });
    const beat = await test.ask(BEAT, { variables: { input: { slotToken, sequence: 1 } } });
    expect(beat.data.heartbeat).toEqual({ directive: "STOP", reason: "SLOT_ENDED" });
    await player.leave();
  });
});
