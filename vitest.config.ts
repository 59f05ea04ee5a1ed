import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{gateway,subgraphs,lib,launcher,tools,tests,bench}/**/*.test.ts"],
    globalSetup: ["tests/support/global-set-up.ts"],
    setupFiles: ["tests/support/leak-check.ts"],
    // Two cores: more workers only take turns.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
