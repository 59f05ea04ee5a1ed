import { readFile } from "node:fs/promises";
import path from "node:path";

/** What a gateway serves, as texts. */
export interface GatewayFiles {
  /** SDL. */
  readonly supergraph: string;
  /** JSON. */
  readonly policy: string;
  /** The operations of our own apps, where there is a list; binding when nothing else may run. */
  readonly manifest?: { readonly text: string; readonly isBinding: boolean } | undefined;
}

/** Whether nothing would change. */
export function isSame(one: GatewayFiles, other: GatewayFiles): boolean {
  return (
    one.supergraph === other.supergraph &&
    one.policy === other.policy &&
    one.manifest?.text === other.manifest?.text
  );
}

/**
 * The supergraph and the policy in a folder; unless it says otherwise, those that `npm run supergraph` wrote beside
 * this file. Throws an Error that names a missing one: without its policy the gateway would serve to everyone what is
 * for some.
 */
export async function readGatewayFiles(folder?: string): Promise<GatewayFiles> {
  const [supergraph, policy] = await Promise.all([
    readFrom(folder, "supergraph.graphql"),
    readFrom(folder, "policy.json"),
  ]);
  return { supergraph, policy };
}

async function readFrom(folder: string | undefined, name: string): Promise<string> {
  try {
    return await readFile(folder ? path.join(folder, name) : new URL(`./${name}`, import.meta.url), "utf8");
  } catch (error) {
    const place = folder ?? "gateway";
    throw new Error(`${place}/${name} cannot be read: run \`npm run supergraph\``, { cause: error });
  }
}
