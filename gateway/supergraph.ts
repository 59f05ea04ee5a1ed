import { readFile } from "node:fs/promises";
import path from "node:path";
import { type Schema, Supergraph } from "@apollo/federation-internals";
import type { GraphQLSchema } from "graphql";

/** A supergraph in the forms that its users need it in. */
export interface LoadedSupergraph {
  readonly sdl: string;
  readonly supergraph: Supergraph;
  /** What clients see, as the query planner wants it. */
  readonly plannerSchema: Schema;
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  /** With everything that only the gateway sees. */
  readonly fullSchema: GraphQLSchema;
  readonly serviceNames: readonly string[];
  /** One subgraph's own schema, without resolvers. */
  serviceSchema(name: string): GraphQLSchema;
}

/** Throws an Error when the text is not a supergraph that this gateway can execute. */
export function loadSupergraph(sdl: string): LoadedSupergraph {
  const supergraph = Supergraph.build(sdl);
  const plannerSchema = supergraph.apiSchema();
  const schemas = new Map<string, GraphQLSchema>();
  return {
    sdl,
    supergraph,
    plannerSchema,
    apiSchema: plannerSchema.toGraphQLJSSchema(),
    fullSchema: supergraph.schema.toGraphQLJSSchema(),
    serviceNames: supergraph.subgraphsMetadata().map(({ name }) => name),
    serviceSchema(name) {
      const subgraph = supergraph.subgraphs().get(name);
      if (!subgraph) throw new Error(`the supergraph has no service ${name}`);
      const schema = schemas.get(name) ?? subgraph.schema.toGraphQLJSSchema();
      schemas.set(name, schema);
      return schema;
    },
  };
}

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
