import { expect, it } from "vitest";
import { checkAnnouncement } from "../../lib/events/event.js";
import type { Channel } from "./domain/channel.js";
import { channelChanged, guideChanged } from "./events.js";

const CHANNEL: Channel = {
  kind: "Channel",
  id: "ch_one",
  xmltvId: "one",
  title: "One",
  number: 1,
  group: null,
  timezone: "UTC",
  logoUrl: null,
  entitlementTags: ["basic"],
  rights: { startOver: true, catchUpSeconds: 0, recordable: true, pauseLive: true, countries: [] },
};

it("a timetable that changed at many places is told in pieces that each fit, and none is left out", () => {
  const broadcastIds = Array.from({ length: 450 }, (_, at) => `br_${String(at).padStart(22, "0")}`);
  const hour = [1_795_276_800_000, 1_795_280_400_000] as const;
  const broadcasts = broadcastIds.map((id) => ({ id, before: hour, after: hour }));
  const announcements = guideChanged({ channelId: "ch_one", from: 1, to: 2, broadcasts });
  for (const announcement of announcements) checkAnnouncement(announcement);
  expect(announcements).toHaveLength(5);
  expect(announcements.flatMap(({ payload }) => payload["broadcastIds"])).toEqual(broadcastIds);
});

it("new broadcasts, which nobody knows yet, are told by their span alone", () => {
  expect(guideChanged({ channelId: "ch_one", from: 1, to: 2, broadcasts: [] })).toEqual([
    { type: "guide.changed", key: "ch_one", payload: { from: 1, to: 2, broadcastIds: [], times: [] } },
  ]);
});

it("a channel is announced when it is new, or when what others keep of it changed", () => {
  expect(channelChanged(null, CHANNEL)).toMatchObject({ type: "channel.changed", key: "ch_one" });
  expect(channelChanged(CHANNEL, { ...CHANNEL, number: 2, group: "News" })).toBeNull();
  expect(channelChanged(CHANNEL, { ...CHANNEL, entitlementTags: [] })).not.toBeNull();
  expect(channelChanged(CHANNEL, { ...CHANNEL, timezone: "Pacific/Auckland" })).not.toBeNull();
  const rights = { ...CHANNEL.rights, countries: ["NZ"] };
  expect(channelChanged(CHANNEL, { ...CHANNEL, rights })).not.toBeNull();
});
