import { QueryPlanner } from "@apollo/query-planner";
import { type DocumentNode, getOperationAST, isInterfaceType, parse, validate } from "graphql";
import { buildOperationContext, executeQueryPlan } from "../../apollo-gateway.js";
import { type LoadedSupergraph, loadSupergraph } from "../../supergraph.js";
import { createCompiledExecutor, type GatewayExecutor } from "../compiled-executor.js";
import { dataOf } from "../json-text.js";
import { NotPlanned, type OperationEntry } from "../operation-entry.js";
import type { FallbackReason } from "../plan-steps.js";
import { AnsweringService } from "./answering-service.js";
import type { Illness } from "./illness.js";

/** What came of an operation, in a form in which two can be compared. */
export interface Outcome {
  readonly data: unknown;
  /** Path, code and message of each, in no order: services answer in none. */
  readonly errors: readonly string[];
  /** Paths of what services answered against the schema, where nothing else went wrong. */
  readonly completion: readonly string[];
}

type Variables = Readonly<Record<string, unknown>>;
type RequestContext = Parameters<GatewayExecutor>[0];
type Answering = (service: string) => AnsweringService;

export interface BothExecutors {
  readonly loaded: LoadedSupergraph;
  readonly fallbacks: (FallbackReason | "not planned")[];
  /** Requests to services. */
  readonly calls: { stock: number; compiled: number };
  /** Null: it is not valid. */
  prepare(text: string): DocumentNode | null;
  /** Null: it was left to Apollo's executor, or no plan can be made of it. */
  run(
    operation: { readonly document: DocumentNode; readonly key: string },
    variables: Variables,
    ill: { readonly seed: string; readonly illness: Illness },
  ): Promise<{ readonly stock: Outcome; readonly compiled: Outcome } | null>;
}

/** Runs one operation by Apollo's executor and by ours, over the same plan and services that answer the same. */
export function bothExecutors(supergraph: string): BothExecutors {
  const loaded = loadSupergraph(supergraph);
  // Both run the same plan, which need not be the best: looking for that takes most of the time.
  const planner = new QueryPlanner(loaded.supergraph, { debug: { maxEvaluatedPlans: 8, pathsLimit: 8 } });
  const interfaceObjects = new Set(
    Object.values(loaded.apiSchema.getTypeMap()).flatMap((type) => (isInterfaceType(type) ? type.name : [])),
  );
  const fallbacks: (FallbackReason | "not planned")[] = [];
  const calls = { stock: 0, compiled: 0 };
  let answering: Answering = () => {
    throw new Error("nobody answers");
  };
  let lastPlan: OperationEntry["plan"] | null = null;
  const dataSource = (service: string, of: keyof typeof calls) => ({
    process: async ({ request }: { request: { query?: string; variables?: Variables } }) => {
      calls[of] += 1;
      return answering(service).answer(request.query ?? "", request.variables ?? {});
    },
  });
  const sources = (of: keyof typeof calls) =>
    loaded.serviceNames.map((name) => [name, dataSource(name, of)] as const);
  const { executor: compiled } = createCompiledExecutor({
    ...loaded,
    planner,
    dataSources: new Map(sources("compiled")) as never,
    stock: async () => ({}),
    onFallback: (reason) => fallbacks.push(reason),
    onPlan: (plan) => {
      lastPlan = plan;
    },
  });
  const runStock = (document: DocumentNode, variables: Variables) =>
    executeQueryPlan(
      lastPlan as OperationEntry["plan"],
      Object.fromEntries(sources("stock")) as never,
      { request: { variables }, metrics: {}, context: {}, logger: console } as never,
      buildOperationContext({ schema: loaded.apiSchema, operationDocument: document }),
      loaded.fullSchema,
      loaded.plannerSchema,
    );
  return {
    loaded,
    fallbacks,
    calls,
    prepare(text) {
      const document = parse(text, { noLocation: true });
      return validate(loaded.apiSchema, document).length === 0 ? document : null;
    },
    async run({ document, key }, variables, { seed, illness }) {
      const services = new Map<string, AnsweringService>();
      answering = (name) => {
        const service =
          services.get(name) ??
          new AnsweringService({ name, schema: loaded.serviceSchema(name), interfaceObjects }, seed, illness);
        services.set(name, service);
        return service;
      };
      const operation = getOperationAST(document);
      const asked = { document, operation, queryHash: key, request: { variables }, context: {} };
      const before = fallbacks.length;
      const running = compiled(asked as RequestContext);
      running.catch((error: unknown) => error instanceof NotPlanned && fallbacks.push("not planned"));
      const ours = await outcomeOf(running);
      if (fallbacks.length > before) return null;
      return { compiled: ours, stock: await outcomeOf(runStock(document, variables)) };
    },
  };
}

async function outcomeOf(result: ReturnType<GatewayExecutor>): Promise<Outcome> {
  try {
    const { data, errors = [], extensions } = await result;
    const completion = (extensions?.["valueCompletion"] ?? []) as typeof errors;
    const value = dataOf(data);
    return {
      data: value === undefined ? "none" : JSON.parse(JSON.stringify(value)),
      errors: errors.map(describe).sort(),
      completion: completion.map(describe).sort(),
    };
  } catch {
    // What the server then tells the client is the same for every failure.
    return { data: "rejected", errors: [], completion: [] };
  }
}

function describe({
  path,
  extensions,
  message,
}: {
  path?: unknown;
  extensions?: Record<string, unknown>;
  message: string;
}) {
  const code = extensions?.["code"];
  return JSON.stringify({ path, code, ...(code ? { message, extensions } : {}) });
}
