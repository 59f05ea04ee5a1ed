import type { GraphQLDataSource } from "@apollo/gateway";
import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import { GraphQLError } from "graphql";
import { inSpan } from "../../lib/telemetry/spans.js";
import type { Caller } from "../caller.js";
import { selectionsWrittenOut } from "../operation-limits.js";
import { fragmentsOf } from "../operations.js";
import type { AnswerObject } from "./answer-tree.js";
import { JsonText } from "./json-text.js";
import { KeptEntries } from "./kept-entries.js";
import { mergingSender } from "./merged-fetches.js";
import { compileOperation, type EntrySchemas, NotPlanned, type OperationEntry } from "./operation-entry.js";
import { type FetchSender, type PlanRun, runPlan, type ServiceAnswer } from "./plan-run.js";
import { type FallbackReason, NotCompiled } from "./plan-steps.js";
import { shapeIrregular } from "./shaping.js";

type GatewayInterface = ApolloServerOptionsWithGateway<Caller>["gateway"];

/** What executes operations for a server, as Apollo's gateway hands it over. */
export type GatewayExecutor = NonNullable<Awaited<ReturnType<GatewayInterface["load"]>>["executor"]>;
type RequestContext = Parameters<GatewayExecutor>[0];
type ExecutionResult = Awaited<ReturnType<GatewayExecutor>>;

/** Makes a plan for a caller, and gives it. */
export type Planned = <Plan>(caller: Caller, plan: () => Plan) => Plan;

export interface CompiledExecutorOptions extends EntrySchemas {
  readonly dataSources: ReadonlyMap<string, GraphQLDataSource<Caller>>;
  /** Apollo's own, for what ours leaves to it. */
  readonly stock: GatewayExecutor;
  /** Told of each operation that is left to Apollo's executor. */
  readonly onFallback: (reason: FallbackReason) => void;
  /** Charges whoever sent an operation first for its plan. */
  readonly planned?: Planned | undefined;
  /** Told of each plan that is run. */
  readonly onPlan: (plan: OperationEntry["plan"]) => void;
}

/** Operations compiled; as many as the gateway keeps documents. */
const MOST_ENTRIES = 2_000;
/** Of all of them together, written out. Each takes up to 2 KB, in plan and writers: 60 MB. */
const MOST_SELECTIONS = 30_000;

/** An operation that was executed before, ready to be executed again. */
export type PreparedOperation = (caller: Caller) => Promise<ExecutionResult>;

/** Names an operation: the hash of its text, and which one in it. */
export interface OperationKey {
  readonly queryHash: string;
  readonly operationName: string | undefined;
}

export interface CompiledExecutor {
  readonly executor: GatewayExecutor;
  /** Null: it has not been executed yet, or is left to Apollo's executor with these variables. */
  prepare(key: OperationKey, variables: Variables): PreparedOperation | null;
}

/**
 * Executes Apollo's query plans in place of Apollo's executor, which works each operation out anew for each request. Here
 * an operation's text is compiled once for a schema: the plan to steps (plan-steps.ts), which gather the objects to ask
 * for, put equal questions once (representations.ts), and go to a service together where they are ready together
 * (merged-fetches.ts); the selection to writers of JSON text (output.ts). Answers are the same as from Apollo's executor,
 * errors included (executor.test.ts); what isn't compiled is left to it.
 *
 * The data of a result is a JsonText. Documents have been validated, and variables checked against them.
 */
export function createCompiledExecutor(options: CompiledExecutorOptions): CompiledExecutor {
  const entries = new KeptEntries<Kept>(MOST_ENTRIES, MOST_SELECTIONS);
  const { planned = (_caller, plan) => plan() } = options;
  const entryOf = async ({ queryHash, document, operation, request, context }: RequestContext) => {
    const operationName = request.operationName || undefined;
    const key = keyOf({ queryHash, operationName });
    const known = entries.get(key);
    if (known) return known;
    return inSpan("gateway.plan", {}, async () => {
      const entry = planned(context as Caller, () =>
        compileOrSayWhyNot(() => compileOperation({ document, operationName }, options)),
      );
      entries.set(key, entry, selectionsWrittenOut({ operation, fragments: fragmentsOf(document) }));
      return entry;
    });
  };
  const run = ({ entry, conditions }: Prepared, variables: Variables, caller: Caller) => {
    options.onPlan(entry.plan);
    return inSpan("gateway.execute", {}, () => execute({ entry, conditions, variables }, caller, options));
  };
  return {
    async executor(context) {
      const captures = context.metrics?.captureTraces ? "tracing" : null;
      const variables = context.request.variables ?? {};
      const prepared = prepareEntry(captures ?? (await entryOf(context)), variables);
      if (prepared instanceof NotPlanned) throw prepared;
      if (typeof prepared !== "string") return run(prepared, variables, context.context as Caller);
      options.onFallback(prepared);
      return options.stock(context);
    },
    prepare(key, variables) {
      const entry = entries.get(keyOf(key));
      const prepared = entry && prepareEntry(entry, variables);
      if (!prepared || typeof prepared === "string" || prepared instanceof NotPlanned) return null;
      return (caller) => run(prepared, variables, caller);
    },
  };
}

function keyOf({ queryHash, operationName }: OperationKey): string {
  return operationName ? `${queryHash} ${operationName}` : queryHash;
}

type Variables = Readonly<Record<string, unknown>>;

/** An operation ready to run, or why it is left to Apollo's executor, or why nobody can run it. */
type Kept = OperationEntry | FallbackReason | NotPlanned;

interface Prepared {
  readonly entry: OperationEntry;
  readonly conditions: PlanRun["conditions"];
}

function prepareEntry(entry: Kept, variables: Variables) {
  if (typeof entry === "string" || entry instanceof NotPlanned) return entry;
  return compileOrSayWhyNot((): Prepared => ({ entry, conditions: entry.conditionsOf(variables) }));
}

function compileOrSayWhyNot<Compiled>(compile: () => Compiled): Compiled | FallbackReason | NotPlanned {
  try {
    return compile();
  } catch (error) {
    if (error instanceof NotCompiled) return error.reason;
    if (error instanceof NotPlanned) return error;
    throw error;
  }
}

async function execute(
  { entry, conditions, variables }: Prepared & { readonly variables: Variables },
  caller: Caller,
  { dataSources }: CompiledExecutorOptions,
): Promise<ExecutionResult> {
  const root: AnswerObject = Object.create(null);
  const errors: GraphQLError[] = [];
  const send = mergingSender(entry.mergedTexts, senderTo(dataSources, caller));
  if (entry.step) await runPlan(entry.step, { variables, conditions, send, root, errors });
  const text = entry.outputFor(conditions)(root);
  if (text !== null) {
    const data = new JsonText(text) as unknown as Record<string, unknown>;
    return errors.length > 0 ? { errors, data } : { data };
  }
  try {
    const { data, faults } = shapeIrregular(entry.operation, variables, root);
    const shaped = { data: data as Record<string, unknown> | null };
    if (errors.length > 0) return { errors, ...shaped };
    return faults.length > 0 ? { extensions: { valueCompletion: faults }, ...shaped } : shaped;
  } catch (error) {
    return { errors: [new GraphQLError((error as Error).message, { originalError: error as Error })] };
  }
}

function senderTo(dataSources: CompiledExecutorOptions["dataSources"], caller: Caller): FetchSender {
  return async ({ service, text, operationName }, variables) => {
    const source = dataSources.get(service);
    if (!source) throw new Error(`Couldn't find service with name "${service}"`);
    const asked = {
      kind: "incoming operation",
      request: { query: text, variables, ...(operationName === undefined ? {} : { operationName }) },
      context: caller,
    };
    return (await source.process(asked as never)) as ServiceAnswer;
  };
}
