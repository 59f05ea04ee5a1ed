import { createHash } from "node:crypto";
import type { LiveBus } from "../lib/events/live-bus.js";
import type { Logger } from "../lib/logger.js";
import type { Metrics } from "../lib/telemetry/metrics.js";
import { readCachePolicies } from "./cache-policy.js";
import { type Engine, type ExecutorKind, startEngine } from "./engine.js";
import type { ErrorPresenter } from "./error-presenter.js";
import { readFieldWeights } from "./field-weights.js";
import type { GatewayFiles } from "./gateway-files.js";
import { KeptAnswers } from "./kept-answers.js";
import type { GatewayLimits } from "./limits.js";
import { createOperationFacts } from "./operation-facts.js";
import { createOperationChecker, type OperationRules } from "./operations.js";
import { makePartnerContract } from "./partner-contract.js";
import type { PersistedOperations } from "./persisted-operations.js";
import { readPolicy } from "./policy.js";
import type { Admission } from "./rates/admission.js";
import type { ReadingTurns } from "./rates/reading-turns.js";
import { readSafelist, type Safelist } from "./safelist.js";
import type { ServiceAccess } from "./service-data-source.js";
import { createEventExecutor } from "./subscriptions/event-executor.js";
import { createSubscriptionPlanner } from "./subscriptions/planner.js";
import type { HubSchema } from "./subscriptions/result-source.js";
import { type LoadedSupergraph, loadSupergraph } from "./supergraph.js";
import type { RequestTelemetry } from "./telemetry/request-telemetry.js";

/** All that follows from one supergraph and its policy; a reload makes another and leaves this one as it is. */
export interface Generation extends AsyncDisposable, HubSchema {
  readonly rules: OperationRules;
  readonly engine: Engine;
  /** The text of an operation that was kept, or is listed. */
  findText(hash: string): Promise<string | undefined>;
}

export interface GenerationParts {
  readonly limits: GatewayLimits;
  readonly introspection: boolean;
  readonly admit: Admission;
  readonly persisted: PersistedOperations;
  readonly turns: ReadingTurns;
  readonly services: ServiceAccess;
  readonly present: ErrorPresenter;
  readonly telemetry: RequestTelemetry;
  readonly log: Logger;
  readonly executor?: ExecutorKind | undefined;
  /** Says when the guide has changed. */
  readonly live: LiveBus;
  readonly metrics: Metrics;
}

/** Throws an Error with a sentence that says what is wrong when the files cannot be served. */
export async function startGeneration(files: GatewayFiles, parts: GenerationParts): Promise<Generation> {
  const { admit, persisted, turns, services, present, telemetry, log, live, metrics } = parts;
  const loaded = loadSupergraph(files.supergraph);
  const rules = readRules(files.policy, loaded, { ...parts, safelist: safelistOf(files) });
  demandOfOnePiece(files);
  const plan = createSubscriptionPlanner(loaded, turns);
  const mostCharacters = parts.limits.guideCacheCharacters;
  const kept =
    mostCharacters > 0
      ? await KeptAnswers.open({ live, metrics, clock: services.clock, mostCharacters })
      : null;
  const engine = await startEngine({
    loaded,
    executor: parts.executor,
    rules,
    admit,
    persisted,
    services,
    present,
    telemetry,
    log,
    turns,
    metrics,
    kept,
  });
  return {
    rules,
    engine,
    check: createOperationChecker(rules),
    plan,
    executeEvent: createEventExecutor(loaded, services, present),
    findText: async (hash) => rules.safelist?.bodyOf(hash) ?? persisted.find(hash),
    executeQuery: (request, caller) => engine.executeOwn(request, caller),
    async [Symbol.asyncDispose]() {
      kept?.[Symbol.dispose]();
      await engine[Symbol.asyncDispose]();
    },
  };
}

/** What operations are checked by. Throws an Error when policy and schema do not fit. */
export function readRules(
  policyText: string,
  loaded: LoadedSupergraph,
  options: Pick<OperationRules, "introspection" | "safelist"> & Pick<GenerationParts, "limits">,
): OperationRules {
  const { limits, introspection, safelist } = options;
  const policy = readPolicy(policyText, loaded.fullSchema);
  const weights = readFieldWeights(loaded.fullSchema);
  return {
    schema: loaded.apiSchema,
    policy,
    contract: makePartnerContract(loaded.sdl, loaded.apiSchema, policy),
    introspection,
    limits,
    safelist,
    weights,
    facts: createOperationFacts(weights.sizingArguments),
    cachePolicies: readCachePolicies(loaded.fullSchema, policy),
    mostTokens: limits.operationTokens,
  };
}

function safelistOf({ manifest }: GatewayFiles): Safelist | null {
  return manifest ? readSafelist(manifest.text, manifest.isBinding) : null;
}

/** What `npm run supergraph` writes at the top of a supergraph: the policy that was made with it. */
const POLICY_DIGEST = /^# policy\.json has the SHA-256 ([0-9a-f]{64})$/m;

/**
 * Two files cannot be replaced in one step. A new schema with the policy of an old one would serve to everybody what is
 * for some: such a pair is no pair.
 */
function demandOfOnePiece({ supergraph, policy }: GatewayFiles): void {
  const [, digest] = POLICY_DIGEST.exec(supergraph) ?? [];
  if (digest === undefined || digest === createHash("sha256").update(policy).digest("hex")) return;
  throw new Error("policy.json is not the one that supergraph.graphql was made with: replace both");
}
