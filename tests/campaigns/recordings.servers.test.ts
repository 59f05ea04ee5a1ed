import { expect, it } from "vitest";
import { runRecorderCampaign } from "./recordings-campaign.js";

/** `npm run campaign:recordings` runs it at length. */
const IS_WHOLE = process.env["CAMPAIGN"] === "whole";
const PLAN = IS_WHOLE ? { broadcasts: 60, kills: 150 } : { broadcasts: 2, kills: 3 };

it("recorders that are killed at any moment start nothing twice, go on with what they had, and tell each gap", async () => {
  const { counts, wrong } = await runRecorderCampaign({ ...PLAN, hasNight: true });
  process.stderr.write(`recorder campaign: ${JSON.stringify(counts)}\n`);
  expect(wrong).toEqual([]);
  expect(counts["kills"]).toBe(PLAN.kills);
  // A night that is longer than the stream holds takes something, and what it took is told. One that dies takes nothing.
  expect(counts["PARTIAL"]).toBeGreaterThanOrEqual(3);
  expect(counts["RECORDED"]).toBeGreaterThanOrEqual(3);
}, 900_000);
