import type { FetchNode, PlanNode } from "@apollo/query-planner";
import { type GraphQLSchema, isInterfaceType } from "graphql";
import { compileRepresentation, type RepresentationMaker } from "./representations.js";
import { compileRewrites, type Rewriter } from "./rewrites.js";

/** One request to one service, with all that can be known of it before anybody asks. */
export interface FetchStep {
  readonly kind: "fetch";
  /** Unique within its plan. */
  readonly id: number;
  readonly service: string;
  readonly text: string;
  readonly operationName: string | undefined;
  readonly isQuery: boolean;
  /** Names of the client's variables that go along. */
  readonly variables: readonly string[];
  /** Where in the answer its objects are: response keys, and `@` for every item of a list. */
  readonly path: readonly string[];
  /** Makes the keys of those objects; null where the fetch is of root fields. */
  readonly represent: RepresentationMaker | null;
  readonly rewriteInput: Rewriter | null;
  readonly rewriteOutput: Rewriter | null;
  /** True of the name of an interface, by which a service calls objects of which it does not know the type. */
  readonly isInterface: (typeName: unknown) => boolean;
}

export interface GroupStep {
  readonly kind: "sequence" | "parallel";
  readonly steps: readonly PlanStep[];
}

export interface ConditionStep {
  readonly kind: "condition";
  readonly variable: string;
  readonly ifTrue: PlanStep | null;
  readonly ifFalse: PlanStep | null;
}

/** Apollo's query plan, made ready to be run any number of times. */
export type PlanStep = FetchStep | GroupStep | ConditionStep;

/** Says why an operation is left to Apollo's own executor; becomes the label of a metric. */
export class NotCompiled extends Error {
  readonly reason: FallbackReason;
  constructor(reason: FallbackReason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * `introspection`: parts of the schema are asked for. `plan`: a kind of node that ours does not run (Defer, Subscription,
 * contexts). `condition`: a variable of @skip or @include that is no boolean. `tracing`: Apollo's own traces are asked for.
 */
export type FallbackReason = "introspection" | "plan" | "condition" | "tracing";

/** Throws NotCompiled for what ours does not run. `supergraph` is the schema that the gateway alone sees. */
export function compilePlan(node: PlanNode, supergraph: GraphQLSchema): PlanStep {
  let fetches = 0;
  const compile = (at: PlanNode, path: readonly string[] | null): PlanStep => {
    switch (at.kind) {
      case "Fetch": {
        fetches += 1;
        return compileFetch(at, { id: fetches, path: path ?? [], supergraph });
      }
      case "Flatten":
        // The planner wraps single fetches alone.
        if (path || at.node.kind !== "Fetch" || !at.path.every(isKey)) throw new NotCompiled("plan");
        return compile(at.node, at.path);
      case "Sequence":
      case "Parallel":
        return {
          kind: at.kind === "Sequence" ? "sequence" : "parallel",
          steps: at.nodes.map((child) => compile(child, null)),
        };
      case "Condition":
        return {
          kind: "condition",
          variable: at.condition,
          ifTrue: at.ifClause ? compile(at.ifClause, null) : null,
          ifFalse: at.elseClause ? compile(at.elseClause, null) : null,
        };
      default:
        throw new NotCompiled("plan");
    }
  };
  return compile(node, null);
}

function isKey(element: string | number): element is string {
  return typeof element === "string";
}

function compileFetch(
  node: FetchNode,
  { id, path, supergraph }: Pick<FetchStep, "id" | "path"> & { readonly supergraph: GraphQLSchema },
): FetchStep {
  if (node.contextRewrites || node.hasDefers) throw new NotCompiled("plan");
  return {
    kind: "fetch",
    id,
    path,
    service: node.serviceName,
    text: node.operation,
    operationName: node.operationName,
    isQuery: node.operationKind === "query",
    variables: node.variableUsages ?? [],
    represent: node.requires ? compileRepresentation(node.requires, supergraph) : null,
    rewriteInput: compileRewrites(node.inputRewrites, supergraph),
    rewriteOutput: compileRewrites(node.outputRewrites, supergraph),
    isInterface: (typeName) => typeof typeName === "string" && isInterfaceType(supergraph.getType(typeName)),
  };
}
