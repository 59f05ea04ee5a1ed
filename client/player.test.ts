import { expect, it } from "vitest";
import { Player } from "./player.js";
import type { PlayheadClient } from "./playhead-client.js";
import { RequestFailure } from "./request-failure.js";
import { manualPlatform, settled } from "./testing/manual-platform.js";

/** A player on a device whose requests a test answers, one after the other as they were sent. */
function startPlayer() {
  const platform = manualPlatform();
  const sent: {
    readonly variables: Record<string, unknown>;
    answer(data: object): void;
    fail(why: RequestFailure): void;
  }[] = [];
  const request = (_document: unknown, variables: Record<string, unknown>) =>
    new Promise((resolve, reject) => {
      sent.push({ variables, answer: (data) => resolve({ data, errors: [] }), fail: reject });
    });
  const client = { platform, deviceId: "dev_1", request } as Partial<PlayheadClient> as PlayheadClient;
  const player = new Player(client, { position: () => 600, onStop: () => undefined });
  const answer = async (index: number, data: object) => {
    sent[index]?.answer(data);
    await settled();
  };
  const play = async () => {
    const started = player.start({ contentId: "mo_1" });
    await settled();
    await answer(0, PLAYS);
    await started;
  };
  /** Nobody answers, until the player gives the start up that was sent at `index`. */
  const giveUp = async (index: number) => {
    for (let attempt = index; attempt < sent.length; attempt += 1) {
      sent[attempt]?.fail(new RequestFailure("UNREACHABLE", "reset"));
      await settled();
      platform.time.advance(10_000);
      await settled();
    }
  };
  return { player, platform, sent, answer, play, giveUp };
}

const PLAYS = {
  startPlayout: { __typename: "PlaySession", slotToken: "slot", firstHeartbeatInSeconds: 60, sources: [] },
};
const REFUSED = { startPlayout: { __typename: "NotEntitled", message: "no" } };
const ENDS = (reason: string) => ({
  heartbeat: { directive: "STOP", nextHeartbeatInSeconds: 60, reason, sources: null },
});
const GOES_ON = {
  heartbeat: { directive: "CONTINUE", nextHeartbeatInSeconds: 60, reason: null, sources: null },
};

it("a viewer who backs out of a start keeps the bookmark of what never played", async () => {
  const { player, sent, answer } = startPlayer();
  const started = player.start({ contentId: "mo_1" }).catch(() => "overtaken");
  await settled();
  await player.end();
  await answer(0, PLAYS);
  expect(await started).toBe("overtaken");
  expect(sent[1]?.variables).toEqual({ slotToken: "slot", sequence: 1 });
});

it("a paused player says once where it is, and holds nobody back who goes on elsewhere", async () => {
  const { player, platform, sent, answer, play } = startPlayer();
  await play();
  player.pause();
  await settled();
  expect(sent[1]?.variables).toMatchObject({ input: { event: "PAUSE", positionSeconds: 600 } });
  await answer(1, GOES_ON);
  platform.time.advance(90_000);
  await settled();
  expect(sent[2]?.variables).toEqual({ input: { event: "HEARTBEAT", sequence: 2, slotToken: "slot" } });
  await answer(2, GOES_ON);
  player.resume();
  await settled();
  expect(sent[3]?.variables).toMatchObject({ input: { event: "RESUME", positionSeconds: 600 } });
});

it("a start that is refused after it overtook another one leaves the player as it was before both", async () => {
  const { player, answer } = startPlayer();
  const first = player.start({ contentId: "mo_1" }).catch(() => "overtaken");
  await settled();
  const second = player.start({ contentId: "mo_2" });
  await settled();
  await answer(1, REFUSED);
  expect(await second).toMatchObject({ __typename: "NotEntitled" });
  expect(player.state).toBe("IDLE");
  await answer(0, REFUSED);
  expect(await first).toBe("overtaken");
  expect(player.state).toBe("IDLE");
});

it("a viewer who backs out while a start is to be tried again takes nobody's place", async () => {
  const { player, platform, sent } = startPlayer();
  const started = player.start({ contentId: "mo_1", takeOverSlotId: "slot_other" }).catch(() => "given up");
  await settled();
  sent[0]?.fail(new RequestFailure("UNREACHABLE", "reset"));
  await settled();
  await player.end();
  platform.time.advance(10_000);
  await settled();
  expect(await started).toBe("given up");
  expect(sent).toHaveLength(1);
});

it.each([
  ["goes on", "pause", "resume", "PLAYING", [undefined]],
  ["pauses", "resume", "pause", "PAUSED", ["PAUSE"]],
] as const)(
  "a viewer who %s while the place is taken back has done so",
  async (_what, before, meanwhile, state, said) => {
    const { player, sent, answer, play, giveUp } = startPlayer();
    await play();
    player.pause();
    await settled();
    await answer(1, GOES_ON);
    if (before === "resume") {
      player.resume();
      await settled();
      await answer(2, GOES_ON);
    }
    const unheard = player.start({ contentId: "mo_2" }).catch(() => "unheard");
    await settled();
    await giveUp(sent.length - 1);
    expect(await unheard).toBe("unheard");
    player.confirm();
    await settled();
    await answer(sent.length - 1, ENDS("SLOT_ENDED"));
    const takesBack = sent.length - 1;
    expect(sent[takesBack]?.variables).toMatchObject({ input: { contentId: "mo_1" } });
    player[meanwhile]();
    await answer(takesBack, PLAYS);
    expect(player.state).toBe(state);
    const inputs = sent.slice(takesBack + 1).map(({ variables }) => variables["input"] as { event?: string });
    expect(inputs.length > 0 ? inputs.map(({ event }) => event) : [undefined]).toEqual(said);
  },
);

it("a stream that was stopped while another was asked for is stopped, also when that one is refused", async () => {
  const { player, sent, answer, play } = startPlayer();
  await play();
  const second = player.start({ contentId: "mo_2" });
  await settled();
  player.confirm();
  await settled();
  await answer(sent.length - 1, ENDS("ENTITLEMENT_ENDED"));
  expect(player.state).toBe("STOPPED");
  await answer(1, REFUSED);
  expect(await second).toMatchObject({ __typename: "NotEntitled" });
  expect(player.state).toBe("STOPPED");
});
