import { readFile, writeFile } from "node:fs/promises";
import { buildSchema } from "graphql";
import { readGatewayFiles } from "../gateway/gateway-files.js";
import { makePartnerContract } from "../gateway/partner-contract.js";
import { readPolicy } from "../gateway/policy.js";
import { loadSupergraph } from "../gateway/supergraph.js";
import { hastyDeprecations } from "./deprecations.js";
import { compareSchemas, followsVersion } from "./schema-changes.js";

/** The partner contract as it was published last; its first line has the version. */
const PUBLISHED = "docs/published-schema.graphql";
const HEADING = /^# Playhead's schema (\S+),.*\n/;

/**
 * `npm run schema:check`: compares what partners would see with what was published. Fails on a breaking change that
 * nobody announced. With `--publish` it writes the schema as published with the version of package.json, which must follow
 * the published one as semver asks; what it deprecates must say until when it stays.
 */
async function main(publish: boolean): Promise<void> {
  const [before, changelog, manifest] = await Promise.all([
    readFile(PUBLISHED, "utf8"),
    readFile("CHANGELOG.md", "utf8"),
    readFile("package.json", "utf8"),
  ]);
  const sdl = await partnerSchema();
  const publishedVersion = HEADING.exec(before)?.[1] ?? "none";
  const { version } = JSON.parse(manifest) as { version: string };
  const [published, current] = [buildSchema(before), buildSchema(sdl)];
  const { step, unannounced, announced } = compareSchemas(published, current, changelog, Date.now());
  for (const sentence of announced) console.log(`announced: ${sentence}`);
  if (unannounced.length > 0) {
    throw new Error(
      `breaks what was published as ${publishedVersion}, unannounced:\n  ${unannounced.join("\n  ")}\nkeep it and deprecate it, or write the sentence into CHANGELOG.md`,
    );
  }
  console.log(`nothing unannounced since ${publishedVersion}; the next version takes a step of: ${step}`);
  if (!publish) return;
  if (!followsVersion(publishedVersion, version, step)) {
    throw new Error(`package.json says ${version}, which does not follow ${publishedVersion} by ${step}`);
  }
  const hasty = hastyDeprecations(published, current, Date.now());
  if (hasty.length > 0) throw new Error(hasty.join("\n"));
  await writeFile(
    PUBLISHED,
    `# Playhead's schema ${version}, as partners see it. Written by \`npm run schema:check -- --publish\`.\n\n${sdl}`,
  );
  console.log(`wrote ${PUBLISHED} as ${version}`);
}

async function partnerSchema(): Promise<string> {
  const { supergraph, policy } = await readGatewayFiles();
  const { apiSchema, fullSchema } = loadSupergraph(supergraph);
  return makePartnerContract(supergraph, apiSchema, readPolicy(policy, fullSchema)).sdl;
}

await main(process.argv.includes("--publish")).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
