import { defineConfig, mergeConfig } from "vitest/config";
import shared from "./vitest.config.js";

/** Tests that need a real PostgreSQL and a real Redis on this machine; they fail where there is none. */
export default mergeConfig(
  { ...shared, test: { ...shared.test, include: [], exclude: [], globalSetup: [] } },
  defineConfig({
    test: {
      include: ["{gateway,subgraphs,lib,launcher,tests}/**/*.servers.test.ts"],
      globalSetup: ["tests/support/servers-set-up.ts"],
      // Campaigns keep both cores busy, and time-outs in them mean something.
      fileParallelism: false,
      testTimeout: 120_000,
      hookTimeout: 120_000,
    },
  }),
);
