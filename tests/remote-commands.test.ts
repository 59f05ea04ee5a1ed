import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { SignedIn } from "./support/test-client.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const SEND = `mutation ($input: RemoteCommandInput!) {
  sendRemoteCommand(input: $input) {
    __typename
    ... on Problem { message }
    ... on InvalidInput { field }
    ... on DeviceNotRegistered { deviceId }
    ... on RemoteCommand { id kind reason positionSeconds fromDevice { id name } content { id title } issuedAt expiresAt }
  }
}`;
const LISTEN = (deviceId: string) => `subscription {
  remoteCommands(deviceId: "${deviceId}") {
    id kind reason positionSeconds fromDevice { id name } content { id title } issuedAt expiresAt
  }
}`;
/** On a machine that others use, too. */
const SOON = { timeout: 10_000 };
const DEVICES = "{ viewer { devices { id acceptsRemote } } }";
const START = `mutation ($input: StartPlayoutInput!) {
  startPlayout(input: $input) { __typename ... on PlaySession { slotToken slot { id } } } }`;
const BEAT = "mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive reason } }";

describe("a second screen", () => {
  let test: TestHouse;
  let tv: SignedIn;
  let phone: SignedIn;
  let channel: { id: string; title: string };
  let entitled: { id: string; title: string };

  beforeAll(async () => {
    test = await startTestHouse();
    tv = await test.signIn("Living room");
    phone = await test.signIn("Phone");
    const { data } = await test.ask("{ channels(first: 1) { edges { node { id title } } } }");
    channel = data.channels.edges[0].node;
    const paid = await test.ask("{ channels(first: 500) { edges { node { id title entitlementTags } } } }");
    entitled = paid.data.channels.edges
      .map(({ node }: { node: { entitlementTags: string[] } }) => node)
      .find(({ entitlementTags }: { entitlementTags: string[] }) => entitlementTags.includes("basic"));
    entitled = { id: entitled.id, title: entitled.title };
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
    await vi.waitFor(async () => expect(await accepts(device)).toBe(true), SOON);
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
    await vi.waitFor(async () => expect(await accepts(tv)).toBe(false), SOON);
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
      __typename: "InvalidInput",
      field,
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
    expect(await send("PAUSE", {}, { token, refreshToken: "", deviceId: "" })).toMatchObject({
      __typename: "DeviceNotRegistered",
      deviceId: tv.deviceId,
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
    for (let count = 0; count < 21; count += 1) answers.push(await send("VOLUME_UP", {}, tablet));
    expect(answers.slice(0, 20).every(({ __typename }) => __typename === "DeviceNotListening")).toBe(true);
    expect(answers.at(-1)).toMatchObject({ extensions: { code: "RATE_LIMITED", retryAfterSeconds: 2 } });
    expect((await send("VOLUME_UP")).__typename).toBe("DeviceNotListening");
  });

  it("sees each thing that the television does, in order, and the household's streams at once and after each change", async () => {
    const changes = test.subscribe(
      phone.token,
      "subscription { concurrencyChanged { inUse version slots { state } } }",
    );
    const state = async () => (await changes.next()).value.data.concurrencyChanged;
    const states = [await state()];
    const updates = test.subscribe(
      phone.token,
      `subscription { playoutChanged(deviceId: "${tv.deviceId}") { event slot { positionSeconds state } } }`,
    );
    const first = updates.next();
    const start = async (clientRequestId: string) => {
      const input = { contentId: channel.id, deviceId: tv.deviceId, clientRequestId };
      return (await test.ask(START, { token: tv.token, variables: { input } })).data.startPlayout;
    };
    let sequence = 0;
    const beat = (slotToken: string, event: string) => {
      sequence += 1;
      const input = { slotToken, sequence, event, positionSeconds: 10 * sequence };
      return test.ask(BEAT, { variables: { input } });
    };
    // A second screen that asks is subscribed by then: both go over one gateway.
    await vi.waitFor(() => expect(test.house.gateway.subscriptions().subscribers).toBe(2));
    const { slotToken } = await start("first");
    states.push(await state());
    for (const event of ["HEARTBEAT", "PAUSE", "RESUME", "SEEK"]) await beat(slotToken, event);
    const { slot } = await start("second");
    await test.ask(`mutation { stopPlayout(slotId: "${slot.id}") }`, { token: phone.token });

    const told = [(await first).value];
    while (told.length < 8) told.push((await updates.next()).value);
    expect(
      told.map(({ data }) => {
        const { event, slot: seen } = data.playoutChanged;
        return [event, seen.positionSeconds, seen.state];
      }),
    ).toEqual([
      ["STARTED", expect.anything(), "PLAYING"],
      ["HEARTBEAT", 10, "PLAYING"],
      ["PAUSED", 20, "PAUSED"],
      ["RESUMED", 30, "PLAYING"],
      ["SEEKED", 40, "PLAYING"],
      ["RECLAIMED", 40, "PLAYING"],
      ["STARTED", expect.anything(), "PLAYING"],
      ["STOPPED", expect.anything(), "PLAYING"],
    ]);
    while (states.at(-1)?.inUse !== 0 || states.length < 3) states.push(await state());
    expect(states.slice(0, 2).map(({ inUse }) => inUse)).toEqual([0, 1]);
    const versions: number[] = states.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    await Promise.all([changes.return?.(), updates.return?.()]);
  });

  describe("a television whose stream ends elsewhere hears STOP within a second, and why with its next beat", () => {
    const REMOVE = "mutation ($id: ID!) { removeDevice(id: $id) { __typename } }";
    const SUSPEND = `mutation ($accountId: ID!, $status: EntitlementStatus!) {
      setEntitlement(accountId: $accountId, productId: "basic", validUntil: "2027-11-21T00:00:00Z", status: $status,
        idempotencyKey: "suspend") { __typename } }`;
    const start = async ({ token, deviceId }: SignedIn, contentId: string, more: object = {}) => {
      const input = { contentId, deviceId, clientRequestId: "evening", ...more };
      return (await test.ask(START, { token, variables: { input } })).data.startPlayout;
    };
    const stop = (slotId: string) =>
      test.ask(`mutation { stopPlayout(slotId: "${slotId}") }`, { token: phone.token });
    const takeOver = async (slotId: string) => {
      const kitchen = await test.signIn("Kitchen");
      expect((await start(kitchen, channel.id)).__typename).toBe("PlaySession");
      const taken = await start(phone, channel.id, { takeOverSlotId: slotId });
      expect(taken.__typename).toBe("PlaySession");
    };
    const endAll = async () => {
      const { data } = await test.ask("{ viewer { concurrency { slots { id } } } }", { token: phone.token });
      for (const { id } of data.viewer.concurrency.slots) await stop(id);
    };
    const remove = (_slotId: string, { deviceId }: SignedIn) =>
      test.ask(REMOVE, { token: phone.token, variables: { id: deviceId } });
    const suspend = async () => {
      const token = await test.house.accounts.issueToken("billing", ["billing"], 3_600);
      const { data } = await test.ask("{ viewer { id } }", { token: phone.token });
      await test.ask(SUSPEND, { token, variables: { accountId: data.viewer.id, status: "SUSPENDED" } });
    };

    it.each([
      ["the phone stops it", stop, "SLOT_ENDED"],
      ["the phone takes it over", takeOver, "SLOT_TAKEN_OVER"],
      ["the phone removes its device", remove, "DEVICE_REMOVED"],
      ["its product is suspended", suspend, "ENTITLEMENT_ENDED"],
    ])("%s", async (what, act, reason) => {
      await endAll();
      const device = await test.signIn(`Television: ${what}`);
      const player = await listen(device);
      const { slot, slotToken } = await start(device, entitled.id);
      await act(slot.id, device);
      let heard: unknown;
      void player.next().then((command) => (heard = command));
      let waitedMs = 0;
      await vi.waitFor(
        () => {
          test.clock.advance(50);
          waitedMs += 50;
          expect(heard).toBeDefined();
        },
        { timeout: 10_000, interval: 50 },
      );
      // Its token is worth nothing any more: it is not told what the content was.
      const content = act === remove ? null : entitled;
      expect(heard).toMatchObject({ kind: "STOP", reason, fromDevice: null, content });
      expect(waitedMs).toBeLessThanOrEqual(1_000);
      const beat = await test.ask(BEAT, { variables: { input: { slotToken, sequence: 1 } } });
      expect(beat.data.heartbeat).toEqual({ directive: "STOP", reason });
      await player.leave();
    });
  });
});
