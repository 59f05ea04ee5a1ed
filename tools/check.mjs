import { spawnSync } from "node:child_process";

/** `npm run check`: everything that proves a change, in the order in which it fails fastest. */
const STEPS = [
  ["format and lint", "npx", "biome", "ci", "."],
  ["build and types", "node", "tools/build.mjs"],
  ["codegen drift", "npm", "run", "--silent", "codegen", "--", "--check"],
  ["supergraph drift", "npm", "run", "--silent", "supergraph", "--", "--check"],
  ["schema as published", "npm", "run", "--silent", "schema:check"],
  ["migration drift", "npm", "run", "--silent", "db:diff", "--", "--check"],
  ["tests", "npx", "vitest", "run"],
];

for (const [name = "", command = "", ...args] of STEPS) {
  process.stdout.write(`\n— ${name}\n`);
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) {
    process.stderr.write(`\n${name} failed: ${command} ${args.join(" ")}\n`);
    process.exit(1);
  }
}
