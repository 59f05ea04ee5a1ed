import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    // Apollo requires the CommonJS graphql; a second, ESM copy beside it would be "another realm".
    alias: [
      {
        find: /^graphql$/,
        replacement: fileURLToPath(new URL("./node_modules/graphql/index.js", import.meta.url)),
      },
    ],
  },
  test: {
    // Those that need servers have a configuration of their own.
    exclude: ["**/*.servers.test.ts", "**/node_modules/**"],
    include: ["{client,page,gateway,subgraphs,lib,launcher,tools,tests,bench}/**/*.test.ts"],
    globalSetup: ["tests/support/global-set-up.ts"],
    setupFiles: ["tests/support/leak-check.ts"],
    // Two cores: more workers only take turns.
    maxWorkers: 2,
    // A worker keeps what it has imported: half of the time went into importing Apollo again for each file. Nothing in the
    // house is kept in modules, and each file gives back what it opens (leak-check.ts).
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
