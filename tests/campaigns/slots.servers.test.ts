import { expect, it } from "vitest";
import { runSlotCampaign } from "./slots-campaign.js";

it("four processes play 2,200 households through hangs, losses, crashes and wrong clocks, and nobody is wronged", async () => {
  const result = await runSlotCampaign({ rounds: 1, stormMs: 14_000 });
  process.stdout.write(`${JSON.stringify(result)}\n`);
  expect(result.violations).toEqual([]);
  const { commands, granted, reclaimed, tookOver, refused, stopped, alone, settled } = result.counts;
  expect(commands).toBeGreaterThan(50_000);
  // A campaign in which none of these happened has proved nothing.
  for (const count of Object.values(result.disturbances)) expect(count).toBeGreaterThan(0);
  for (const count of [granted, reclaimed, tookOver, refused, stopped, alone, settled]) {
    expect(count).toBeGreaterThan(0);
  }
});
