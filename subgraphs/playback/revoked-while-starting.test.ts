import { afterEach, expect, it, vi } from "vitest";
import type { SlotCommand } from "./domain/slots/commands.js";
import { ExamplePeers } from "./example-peers.js";
import { startAgain, startExample } from "./example-playback.js";

const TV = "ac_home/dev_tv";
const PHONE = "ac_home/dev_phone";

type Example = Awaited<ReturnType<typeof startExample>>;
type Content = {
  entitlementTags: string[];
  rights: { startOver: boolean; pauseLive: boolean; countries: string[] };
};

/** What may be taken away: where, as whom the player is then refused, and why its stream would have to stop. */
interface Loss {
  readonly plays: Record<string, unknown>;
  readonly lose: (playback: Example) => void;
  readonly refusal: string;
  readonly reason: string;
}
const LOSSES: Record<string, Loss> = {
  "its product": {
    plays: { contentId: "ch_one" },
    lose({ peers, service }) {
      peers.home.entitlementTags.length = 0;
      service.facts.householdChanged("ac_home");
    },
    refusal: "NotEntitled",
    reason: "ENTITLEMENT_ENDED",
  },
  "what opens the channel": {
    plays: { contentId: "ch_one" },
    lose: (playback) =>
      change(playback, "ch_one", ({ entitlementTags }) => entitlementTags.splice(0, 1, "sport")),
    refusal: "NotEntitled",
    reason: "ENTITLEMENT_ENDED",
  },
  "its device": {
    plays: { contentId: "ch_free" },
    lose({ peers, service }) {
      peers.home.devices.shift();
      service.facts.householdChanged("ac_home");
    },
    refusal: "DeviceNotRegistered",
    reason: "DEVICE_REMOVED",
  },
  "the right to start over": {
    plays: { contentId: "br_news", mode: "START_OVER" },
    lose: (playback) =>
      change(playback, "br_news", ({ rights }) =>
        Object.assign(rights, { startOver: false, pauseLive: false }),
      ),
    refusal: "ContentUnavailable",
    reason: "CONTENT_WITHDRAWN",
  },
  "the right in its country": {
    plays: { contentId: "ch_one" },
    lose: (playback) => change(playback, "ch_one", ({ rights }) => rights.countries.push("DE")),
    refusal: "GeoBlocked",
    reason: "CONTENT_WITHDRAWN",
  },
  "the film": {
    plays: { contentId: "mo_film" },
    lose({ peers, service }) {
      delete peers.contents["mo_film"];
      service.facts.contentsChanged(["mo_film"]);
      service.facts.contentWithdrawn("mo_film", true);
    },
    refusal: "ContentUnavailable",
    reason: "CONTENT_WITHDRAWN",
  },
};

function change({ peers, service }: Example, id: string, make: (content: Content) => void): void {
  const content = structuredClone(peers.contents[id]) as Content;
  make(content);
  peers.contents[id] = content;
  service.facts.contentsChanged([id]);
}

afterEach(() => vi.restoreAllMocks());

const MOMENTS = ["before the facts are known", "between facts and slot", "between slot and answer"] as const;

async function startAndLose(
  playback: Example,
  { plays, lose, refusal, reason }: Loss,
  when: string,
): Promise<void> {
  // Its content is known, as that of most is.
  expect((await playback.start(PHONE, plays)).__typename).toBe("PlaySession");
  const commands: SlotCommand[] = [];
  const { slots } = playback.service;
  const run = slots.run.bind(slots);
  vi.spyOn(slots, "run").mockImplementation(async (accountId, command) => {
    commands.push(command);
    if (command.op !== "start") return run(accountId, command);
    if (when === "between facts and slot") lose(playback);
    const outcome = await run(accountId, command);
    if (when === "between slot and answer") lose(playback);
    return outcome;
  });
  if (when === "before the facts are known") lose(playback);
  expect([when, (await playback.start(TV, plays)).__typename]).toEqual([when, refusal]);
  const stopped = commands.flatMap((command) => (command.op === "stop" ? [command.reason] : []));
  expect([when, ...stopped]).toEqual(when === "before the facts are known" ? [when] : [when, reason]);
  expect(await playback.slots(PHONE)).toHaveLength(1);
}

it.each(Object.entries(LOSSES))(
  "a device that loses %s while it starts, at whatever moment, is refused and has no slot",
  async (_what, loss) => {
    const first = await startExample();
    for (const when of MOMENTS) {
      const world = { ...first, peers: new ExamplePeers() };
      await startAndLose(await startAgain(world), loss, when);
    }
  },
);

it("a viewer who picks a film that was withdrawn, while the catalog is away, keeps what they watch", async () => {
  const playback = await startExample();
  const { peers, service } = playback;
  await playback.start(PHONE, { contentId: "mo_film" });
  const { slotToken } = await playback.start(TV);
  service.facts.contentsChanged(["mo_film"]);
  service.facts.contentWithdrawn("mo_film", true);
  peers.state["catalog"] = "down";
  expect((await playback.start(TV, { contentId: "mo_film" })).__typename).toBe("ContentUnavailable");
  expect(await playback.beat(slotToken, 1)).toMatchObject({ directive: "CONTINUE" });
});
