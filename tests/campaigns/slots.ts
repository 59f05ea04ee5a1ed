import { runSlotCampaign } from "./slots-campaign.js";

/**
 * `npm run campaign:slots -- [rounds]`: for as long as one likes; each round takes 33 s, and CI plays half of what is
 * usual.
 */
const rounds = Number(process.argv[2] ?? 2);
const { counts, disturbances, violations } = await runSlotCampaign({ rounds, stormMs: 16_000 });
process.stdout.write(`${JSON.stringify({ counts, disturbances, violations: violations.length }, null, 2)}\n`);
for (const violation of violations) process.stdout.write(`${violation}\n`);
process.exitCode = violations.length > 0 ? 1 : 0;
