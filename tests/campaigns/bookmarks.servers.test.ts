import { expect, it } from "vitest";
import { runBookmarkCampaign } from "./bookmarks-campaign.js";

/** `npm run campaign:bookmarks` runs it at length. */
const IS_WHOLE = process.env["CAMPAIGN"] === "whole";
const PLAN = IS_WHOLE ? { kills: 240, redisLosses: 8 } : { kills: 20, redisLosses: 1 };

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
