import { expect, it } from "vitest";
import { runSlotCampaign } from "./slots-campaign.js";

it("four processes play 2,200 households through hangs, losses, crashes and wrong clocks, and nobody is wronged", async () => {
  const result = await runSlotCampaign({ rounds: 2, stormMs: 16_000 });
  process.stdout.write(`${JSON.stringify(result)}\n`);
  expect(result.violations).toEqual([]);
  expect(result.counts.commands - result.counts.away).toBeGreaterThan(100_000);
  // A campaign in which nothing was refused, reclaimed or lost has proved nothing.
  for (const count of Object.values(result.counts)) expect(count).toBeGreaterThan(0);
});
