import { expect, it } from "vitest";
import { runBookmarkCampaign } from "./bookmarks-campaign.js";
import { BOOKMARK_FAULTS } from "./bookmarks-faults.js";

/** `npm run campaign:bookmarks` runs it at length, and with every fault. */
const IS_WHOLE = process.env["CAMPAIGN"] === "whole";
const PLAN = IS_WHOLE ? { kills: 240, redisLosses: 8 } : { kills: 12, redisLosses: 1 };
const FAULTY_PLAN = { kills: 20, redisLosses: 1 };

it("no acknowledged position is lost and none comes back while flushers, PostgreSQL and Redis die at random", async () => {
  const { counts, lost, stale } = await runBookmarkCampaign(PLAN);
  process.stderr.write(`bookmarks campaign: ${JSON.stringify(counts)}\n`);
  expect({ lost, stale }).toEqual({ lost: [], stale: [] });
  // A campaign in which none of these happened has proved nothing.
  expect(counts["acknowledged"]).toBeGreaterThan(2_000);
  expect(counts["kills"]).toBeGreaterThanOrEqual(PLAN.kills);
  expect(counts["crashes"]).toBeGreaterThan(0);
  expect(counts["redisLosses"]).toBe(PLAN.redisLosses);
}, 900_000);

it.runIf(IS_WHOLE).each(BOOKMARK_FAULTS)(
  "the campaign notices when %s",
  async (fault) => {
    const { counts, lost, stale } = await runBookmarkCampaign({ ...FAULTY_PLAN, fault });
    const found = `${lost.length} lost, ${stale.length} stale`;
    process.stderr.write(`${fault}: ${JSON.stringify(counts)}, ${found}, ${lost[0] ?? stale[0]}\n`);
    expect([...lost, ...stale]).not.toEqual([]);
  },
  300_000,
);
