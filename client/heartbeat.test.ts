import { describe, expect, it } from "vitest";
import { type Beat, Heartbeat, type HeartbeatReply } from "./heartbeat.js";
import { RequestFailure } from "./request-failure.js";
import { manualPlatform, settled } from "./testing/manual-platform.js";

const SECOND_MS = 1_000;
const GO_ON: HeartbeatReply = {
  directive: "CONTINUE",
  reason: null,
  nextHeartbeatInSeconds: 60,
  sources: null,
};
const SOURCES = [{ pathwayId: "cdn", protocol: "HLS" as const, url: "https://cdn/1", tokenExpiresAt: "" }];

/** A player whose platform answers as `answer` says. */
function playing(answer: (beat: Beat) => unknown, firstSeconds = 30) {
  const platform = manualPlatform();
  const beats: (Beat & { at: number })[] = [];
  const stops: unknown[] = [];
  const sources: unknown[] = [];
  const begun = platform.time.now();
  const heartbeat = new Heartbeat(
    {
      platform,
      async send(beat) {
        beats.push({ ...beat, at: (platform.time.now() - begun) / SECOND_MS });
        return (await answer(beat)) as HeartbeatReply | null;
      },
      onSources: (fresh) => sources.push(fresh),
      onStop: (reason) => stops.push(reason),
      onMissed: () => undefined,
    },
    firstSeconds,
  );
  return {
    platform,
    beats,
    stops,
    sources,
    heartbeat,
    async pass(seconds: number) {
      for (let second = 0; second < seconds; second += 1) {
        platform.time.advance(SECOND_MS);
        await settled();
      }
    },
  };
}

describe("a player's heartbeat", () => {
  it("begins as told, and goes on as each reply tells", async () => {
    const paces = [40, 90, 10];
    const { beats, pass } = playing(({ sequence }) => ({
      ...GO_ON,
      nextHeartbeatInSeconds: paces[sequence - 1] ?? 60,
    }));
    await pass(175);
    expect(beats.map(({ at }) => at)).toEqual([30, 70, 160, 170]);
    expect(beats.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
  });

  it("stops on STOP, says why, and never beats again", async () => {
    const { beats, stops, pass, heartbeat, platform } = playing(() => ({
      ...GO_ON,
      directive: "STOP",
      reason: "SLOT_TAKEN_OVER",
    }));
    await pass(3_600);
    heartbeat.say("PAUSE");
    platform.wake();
    expect(stops).toEqual(["SLOT_TAKEN_OVER"]);
    expect(beats).toHaveLength(1);
  });

  const NO_REASON_TO_STOP: [string, () => unknown][] = [
    ["null", () => null],
    ["nothing", () => undefined],
    ["an empty object", () => ({})],
    ["a text", () => "STOP"],
    ["a word it does not know", () => ({ ...GO_ON, directive: "HALT" })],
    ["STOP in small letters", () => ({ ...GO_ON, directive: "stop" })],
    ["a pace that is no number", () => ({ ...GO_ON, nextHeartbeatInSeconds: "soon" })],
    ["a pace of endless seconds", () => ({ ...GO_ON, nextHeartbeatInSeconds: 1e99 })],
    ["a failure of the network", () => Promise.reject(new RequestFailure("UNREACHABLE", "reset"))],
    ["a time-out", () => Promise.reject(new RequestFailure("TIMED_OUT", "late"))],
    ["a refusal", () => Promise.reject(new RequestFailure("REFUSED", "UNAUTHENTICATED"))],
    ["an error that is none of ours", () => Promise.reject(new TypeError("undefined is not a function"))],
  ];
  it.each(NO_REASON_TO_STOP)("goes on beating when it is answered %s", async (_what, answer) => {
    const { beats, stops, pass } = playing(answer);
    await pass(1_300);
    expect(stops).toEqual([]);
    expect(beats.length).toBeGreaterThanOrEqual(3);
    expect(beats.length).toBeLessThan(40);
    expect(beats.map(({ sequence }) => sequence)).toEqual(beats.map((_, index) => index + 1));
  });

  it("retries a beat that was lost in time to keep its slot, and spends no more than its budget on an outage", async () => {
    const { beats, pass } = playing(() => Promise.reject(new RequestFailure("UNREACHABLE", "reset")));
    await pass(30 + 3_600);
    expect((beats[1]?.at ?? 99) - 30).toBeLessThan(5);
    // Five retries, and an hour of a beat a minute.
    expect(beats.length).toBeLessThanOrEqual(5 + 61);
    expect(beats.length).toBeGreaterThanOrEqual(55);
  });

  it("comes back when the platform says, where it refuses with a time", async () => {
    const busy = new RequestFailure("REFUSED", "busy", { retryAfterSeconds: 200 });
    const { beats, pass } = playing(() => Promise.reject(busy));
    await pass(30 + 199);
    expect(beats).toHaveLength(1);
    await pass(60);
    expect(beats).toHaveLength(2);
  });

  it("says PAUSE, RESUME and SEEK at once", async () => {
    const { beats, pass, heartbeat } = playing(() => GO_ON);
    await pass(3);
    heartbeat.say("PAUSE");
    await pass(1);
    heartbeat.say("RESUME");
    await pass(1);
    heartbeat.say("SEEK");
    expect(beats.map(({ event, at }) => `${event} ${at}`)).toEqual(["PAUSE 3", "RESUME 4", "SEEK 5"]);
  });

  it("says a pause again until it was heard, and then no more", async () => {
    const { beats, pass, heartbeat } = playing(({ sequence }) => (sequence < 3 ? null : GO_ON));
    heartbeat.say("PAUSE");
    await pass(150);
    expect(beats.slice(0, 4).map(({ event }) => event)).toEqual(["PAUSE", "PAUSE", "PAUSE", "HEARTBEAT"]);
  });

  it("says a pause again that was lost, whatever is heard of an older one", async () => {
    const held: ((reply: HeartbeatReply | null) => void)[] = [];
    const { beats, pass, heartbeat } = playing(() => new Promise((resolve) => held.push(resolve)));
    for (const event of ["PAUSE", "RESUME", "PAUSE"] as const) heartbeat.say(event);
    held[0]?.(GO_ON);
    await settled();
    held[2]?.(null);
    await pass(5);
    expect(beats.map(({ event }) => event)).toEqual(["PAUSE", "RESUME", "PAUSE", "PAUSE"]);
  });

  it("sends no flood when a viewer hammers the remote while nobody answers, and says the last word later", async () => {
    const held: (() => void)[] = [];
    const { beats, pass, heartbeat } = playing(
      () => new Promise((resolve) => held.push(() => resolve(GO_ON))),
    );
    for (let press = 0; press < 50; press += 1) heartbeat.say(press % 2 === 0 ? "PAUSE" : "RESUME");
    expect(beats).toHaveLength(4);
    for (const release of held.splice(0)) release();
    await pass(2);
    expect(beats.at(-1)?.event).toBe("RESUME");
  });

  it("hands over fresh sources", async () => {
    const { sources, pass } = playing(() => ({ ...GO_ON, sources: SOURCES }));
    await pass(31);
    expect(sources).toEqual([SOURCES]);
  });

  it("beats within seconds of waking from an hour of sleep", async () => {
    const { beats, pass, platform } = playing(() => GO_ON);
    await pass(31);
    platform.jump(3_600 * SECOND_MS);
    await pass(5);
    expect(beats).toHaveLength(2);
  });

  it("beats at once when the page says that it is shown again", async () => {
    const { beats, pass, platform } = playing(() => GO_ON);
    await pass(31);
    platform.jump(3_600 * SECOND_MS);
    platform.wake();
    expect(beats).toHaveLength(2);
  });

  it("does not beat because a page was merely hidden and shown", async () => {
    const { beats, pass, platform } = playing(() => GO_ON);
    await pass(31);
    for (let time = 0; time < 20; time += 1) platform.wake();
    expect(beats).toHaveLength(1);
  });

  it("keeps its pace when the device's clock is set back by a day", async () => {
    const { beats, pass, platform } = playing(() => GO_ON);
    await pass(31);
    platform.jump(-86_400 * SECOND_MS);
    await pass(62);
    expect(beats.length).toBeGreaterThanOrEqual(2);
  });
});
