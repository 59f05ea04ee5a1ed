import { describe, expect, it } from "vitest";
import { runCampaign } from "./event-campaign.js";
import { FAULTS } from "./event-faults.js";

/** `npm run campaign:events` runs it at length, and with every fault. */
const IS_WHOLE = process.env["CAMPAIGN"] === "whole";
const PLAN = IS_WHOLE
  ? { events: 100_000, kills: 600, redisLossEvery: 25, breakEvery: 4 }
  : { events: 10_000, kills: 100, redisLossEvery: 20, breakEvery: 5 };
const FAULTY_PLAN = { events: 1_500, kills: 18, redisLossEvery: 5, breakEvery: 6 };

describe("events while publishers, relays, consumers, Redis and connections die at random", () => {
  it("are applied once by every group, in the order of their key, and nothing of them is left", async () => {
    const { counts, wrong } = await runCampaign(PLAN);
    process.stderr.write(`events campaign: ${JSON.stringify(counts)}\n`);
    expect(wrong).toEqual([]);
    expect(counts["events"]).toBeGreaterThanOrEqual(PLAN.events);
    expect(counts["kills"]).toBeGreaterThanOrEqual(PLAN.kills);
  }, 900_000);

  it.runIf(IS_WHOLE).each(FAULTS)(
    "the campaign notices when %s",
    async (fault) => {
      const { counts, wrong } = await runCampaign({ ...FAULTY_PLAN, fault });
      process.stderr.write(`${fault}: ${JSON.stringify(counts)}, ${wrong.length} wrong, ${wrong[0]}\n`);
      expect(wrong).not.toEqual([]);
    },
    120_000,
  );
});
