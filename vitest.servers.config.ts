import { defineConfig, mergeConfig } from "vitest/config";
import shared from "./vitest.config.js";

const FILES = "{gateway,subgraphs,lib,launcher,tests}/**/*.servers.test.ts";
const CAMPAIGNS = "tests/campaigns/*.servers.test.ts";
/** `npm run test:campaigns` and the campaigns' own commands. */
const isCampaign = process.env["CAMPAIGN"] !== undefined;

/** Tests that need a real PostgreSQL and a real Redis on this machine; they fail where there is none. */
export default mergeConfig(
  { ...shared, test: { ...shared.test, include: [], exclude: [], globalSetup: [] } },
  defineConfig({
    test: {
      include: isCampaign ? [CAMPAIGNS] : [FILES],
      exclude: isCampaign ? [] : [CAMPAIGNS],
      globalSetup: ["tests/support/servers-set-up.ts"],
      // Campaigns keep both cores busy, and time-outs in them mean something; what else there is mostly waits, so that three
      // files at a time still leave two cores something to spare.
      fileParallelism: !isCampaign,
      maxWorkers: isCampaign ? 1 : 3,
      testTimeout: 120_000,
      // A dozen processes start, on a machine that may do much else.
      hookTimeout: 300_000,
    },
  }),
);
