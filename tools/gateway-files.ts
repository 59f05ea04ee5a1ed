import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { composeGatewayFiles, type GatewayFiles } from "./composition.js";

const PLACES = {
  supergraph: "gateway/supergraph.graphql",
  policy: "gateway/policy.json",
} as const satisfies Record<keyof GatewayFiles, string>;

/**
 * Composes the named services' schemas below `root`, and those of their live messages where they have one, into what the
 * gateway's files should hold.
 */
export async function composeServicesOf(root: string, names: readonly string[]): Promise<GatewayFiles> {
  const subgraphs = names.map(async (name) => {
    const folder = join(root, "subgraphs", name);
    const schema = await readFile(join(folder, "schema.graphql"), "utf8");
    const messages = await readFile(join(folder, "messages.graphql"), "utf8").catch(() => null);
    const own = { name, schema };
    return messages === null ? [own] : [own, { name: `${name}-messages`, schema: messages }];
  });
  return composeGatewayFiles((await Promise.all(subgraphs)).flat());
}

/** The gateway's files below `root` that do not hold what they should; a missing one counts. */
export async function driftedFiles(root: string, expected: GatewayFiles): Promise<string[]> {
  const drifted: string[] = [];
  for (const [name, place] of placesOf()) {
    const held = await readFile(join(root, place), "utf8").catch(() => undefined);
    if (held !== expected[name]) drifted.push(place);
  }
  return drifted;
}

export async function writeGatewayFiles(root: string, files: GatewayFiles): Promise<void> {
  for (const [name, place] of placesOf()) await writeFile(join(root, place), files[name]);
}

function placesOf(): [keyof GatewayFiles, string][] {
  return Object.entries(PLACES) as [keyof GatewayFiles, string][];
}
