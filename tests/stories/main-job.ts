import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { SignedIn, TestClient } from "../support/test-client.js";

const START = `mutation ($input: StartPlayoutInput!) {
  startPlayout(input: $input) {
    __typename
    ... on PlaySession { slotToken reclaimedSlotId firstHeartbeatInSeconds slot { id governed } }
    ... on ConcurrencyLimitReached { message limit occupied { id device { name } content { title } } }
  }
}`;
const BEAT = `mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive reason nextHeartbeatInSeconds } }`;

/** A house that the evening takes place in. */
export interface Stage extends TestClient, AsyncDisposable {
  /** What time it is there, epoch ms. */
  now(): number;
  /** Lets a moment pass, so that what follows comes later. */
  pause(): void;
}

/** The main job, told to any house: all in one process, or in many. */
export function tellAnEvening(where: string, open: () => Promise<Stage>): void {
  describe(`an evening in one household, through the one endpoint, ${where}`, () => {
    let test: Stage;
    let tv: SignedIn;
    let tablet: SignedIn;
    let phone: SignedIn;
    let channelId: string;
    const slots = new Map<string, { id: string; token: string }>();

    beforeAll(async () => {
      test = await open();
      tv = await test.signIn("Living room");
      tablet = await test.signIn("Tablet");
      phone = await test.signIn("Phone");
    });
    afterAll(() => test?.[Symbol.asyncDispose]());

    async function start(device: SignedIn, requestId: string, more: Record<string, unknown> = {}) {
      const input = { contentId: channelId, deviceId: device.deviceId, clientRequestId: requestId, ...more };
      return (await test.ask(START, { token: device.token, variables: { input } })).data.startPlayout;
    }

    async function beat(name: string, sequence: number) {
      const input = { slotToken: slots.get(name)?.token, sequence };
      return (await test.ask(BEAT, { variables: { input } })).data.heartbeat;
    }

    it("shows the real guide as a grid, with what is on, what is next and what may be watched", async () => {
      const { data, errors } = await test.ask(
        `query ($from: DateTime!, $to: DateTime!) { channels(first: 100) { totalCount edges { node {
          id title now { title start stop } next { start }
          schedule(from: $from, to: $to) { title start stop }
          access { entitled reason offers { id } } } } } }`,
        {
          token: tv.token,
          variables: {
            from: new Date(test.now()).toISOString(),
            to: new Date(test.now() + 3 * 3_600_000).toISOString(),
          },
        },
      );
      expect(errors).toBeUndefined();
      expect(data.channels.totalCount).toBe(85);
      const channels = data.channels.edges.map(({ node }: { node: Record<string, unknown> }) => node);
      const onAir = channels.filter(({ now }: { now: unknown }) => now !== null);
      expect(onAir.length).toBeGreaterThan(50);
      for (const { now, next, schedule } of onAir) {
        expect(Date.parse(now.start)).toBeLessThanOrEqual(test.now());
        expect(Date.parse(now.stop)).toBeGreaterThan(test.now());
        if (next) expect(Date.parse(next.start)).toBeGreaterThan(test.now());
        expect(schedule[0].title).toBe(now.title);
      }
      const reasons = new Set(channels.map(({ access }: { access: { reason: string } }) => access.reason));
      expect([...reasons].sort()).toEqual(["ENTITLED", "FREE", "NOT_ENTITLED"]);
      const locked = channels.find(({ access }: { access: { entitled: boolean } }) => !access.entitled);
      expect(locked.access.offers).toEqual([{ id: "premium" }]);
      channelId = channels.find(
        ({ access }: { access: { reason: string } }) => access.reason === "ENTITLED",
      ).id;
    });

    it("pushes the household's streams to a second screen the moment a player starts", async () => {
      const updates = test.subscribe(
        phone.token,
        "subscription { concurrencyChanged { limit inUse version slots { id device { name } content { title } } } }",
      );
      const before = (await updates.next()).value.data.concurrencyChanged;
      expect(before).toMatchObject({ limit: 2, inUse: 0, slots: [] });

      const session = await start(tv, "evening-1");
      expect(session).toMatchObject({
        __typename: "PlaySession",
        slot: { governed: true },
        reclaimedSlotId: null,
      });
      slots.set("tv", { id: session.slot.id, token: session.slotToken });

      const after = (await updates.next()).value.data.concurrencyChanged;
      expect(after.inUse).toBe(1);
      expect(after.version).toBeGreaterThan(before.version);
      expect(after.slots).toEqual([
        { id: session.slot.id, device: { name: "Living room" }, content: { title: expect.any(String) } },
      ]);
      await updates.return?.();
    });

    it("answers a heartbeat with when to beat next, and no access token is needed for it", async () => {
      const reply = await beat("tv", 1);
      expect(reply).toMatchObject({ directive: "CONTINUE", reason: null });
      expect(reply.nextHeartbeatInSeconds).toBeGreaterThan(0);
    });

    it("gives a retried start the same slot", async () => {
      expect((await start(tv, "evening-1")).slot.id).toBe(slots.get("tv")?.id);
    });

    it("refuses a third device while two streams run, and says which", async () => {
      test.pause();
      const session = await start(tablet, "tablet-1");
      slots.set("tablet", { id: session.slot.id, token: session.slotToken });
      const refused = await start(phone, "phone-1");
      expect(refused).toMatchObject({ __typename: "ConcurrencyLimitReached", limit: 2 });
      expect(refused.occupied.map(({ device }: { device: { name: string } }) => device.name)).toEqual([
        "Living room",
        "Tablet",
      ]);
    });

    it("lets a device that crashed take its own slot back", async () => {
      const session = await start(tablet, "tablet-2");
      expect(session).toMatchObject({ __typename: "PlaySession", reclaimedSlotId: slots.get("tablet")?.id });
      slots.set("tablet", { id: session.slot.id, token: session.slotToken });
    });

    it("ends another device's stream for one that takes over, whose player hears STOP at its next beat", async () => {
      const session = await start(phone, "phone-2", { takeOverSlotId: slots.get("tablet")?.id });
      expect(session.__typename).toBe("PlaySession");
      slots.set("phone", { id: session.slot.id, token: session.slotToken });
      expect(await beat("tablet", 1)).toMatchObject({ directive: "STOP", reason: "SLOT_TAKEN_OVER" });
      expect(await beat("phone", 1)).toMatchObject({ directive: "CONTINUE" });
    });

    it("frees the slot when a player ends, for whoever comes next", async () => {
      const end = await test.ask(
        "mutation ($token: String!) { endPlayout(slotToken: $token, sequence: 9) }",
        {
          variables: { token: slots.get("phone")?.token },
        },
      );
      expect(end.data).toEqual({ endPlayout: true });
      expect((await start(tablet, "tablet-3")).__typename).toBe("PlaySession");
    });

    it("tells every screen of the household what is recorded, and no other household", async () => {
      const { data } = await test.ask(
        `mutation { signUp(email: "next.door@example.org", password: "correct horse", country: "NZ") {
          ... on Session { accessToken } } }`,
      );
      const listen = (token: string) => {
        const told: unknown[] = [];
        const updates = test.subscribe(
          token,
          "subscription { recordingChanged { id status title scheduledStart channel { title } } }",
        );
        const next = updates.next().then(({ value }) => told.push(value.data.recordingChanged));
        next.catch(() => undefined);
        return told;
      };
      const [ours, theirs] = [listen(phone.token), listen(data.signUp.accessToken)];
      const made: unknown[] = [];
      // Nobody says when a subscription has begun: one after the other is recorded until one is told.
      for (const { id, title, start: scheduledStart, channel } of await broadcastsToCome()) {
        made.push({ id: await record(id), status: "SCHEDULED", title, scheduledStart, channel });
        const isTold = vi.waitFor(() => expect(ours).toHaveLength(1), { timeout: 500, interval: 10 });
        if (await isTold.then(() => true).catch(() => false)) break;
      }
      expect(ours).toHaveLength(1);
      expect(made).toContainEqual(ours[0]);
      expect(theirs).toEqual([]);
    });

    const HOUR_MS = 3_600_000;
    async function broadcastsToCome() {
      const [from, to] = [6, 30].map((hours) => new Date(test.now() + hours * HOUR_MS).toISOString());
      const { data } = await test.ask(
        `query ($from: DateTime!, $to: DateTime!) {
          channel(xmltvId: "tv.10") { schedule(from: $from, to: $to) { id title start channel { title } } } }`,
        { token: phone.token, variables: { from, to } },
      );
      type Found = { id: string; title: string; start: string; channel: { title: string } };
      return (data.channel.schedule as Found[]).filter(({ start }) => start >= (from ?? ""));
    }

    async function record(broadcastId: string): Promise<string> {
      const { data } = await test.ask(
        "mutation ($id: ID!) { scheduleRecording(broadcastId: $id) { ... on Recording { id } } }",
        { token: phone.token, variables: { id: broadcastId } },
      );
      return data.scheduleRecording.id;
    }
  });
}
