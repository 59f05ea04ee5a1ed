import { type Schema, Supergraph } from "@apollo/federation-internals";
import { QueryPlanner } from "@apollo/query-planner";
import type { GraphQLSchema } from "graphql";

/** A supergraph in the forms that its users need it in. */
export interface LoadedSupergraph {
  readonly sdl: string;
  readonly supergraph: Supergraph;
  readonly planner: QueryPlanner;
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
    planner: new QueryPlanner(supergraph),
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
