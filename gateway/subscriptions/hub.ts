import { type FormattedExecutionResult, getArgumentValues } from "graphql";
import { PlayheadError } from "../../lib/errors.js";
import type { LiveBus } from "../../lib/events/live-bus.js";
import type { Logger } from "../../lib/logger.js";
import type { Caller } from "../caller.js";
import type { ErrorPresenter } from "../error-presenter.js";
import type { CheckedOperation, OperationRequest } from "../operations.js";
import { newTraceId } from "../trace.js";
import { channelOf } from "./event-directive.js";
import type { EventExecutor } from "./event-executor.js";
import { Group } from "./group.js";
import type { SubscriptionPlan, SubscriptionPlanner } from "./planner.js";
import type { ResultStream } from "./result-stream.js";
import { Semaphore } from "./semaphore.js";
import { asEventResult, type SnapshotQuery } from "./snapshot-query.js";
import { Upstreams } from "./upstreams.js";

export interface HubOptions {
  readonly live: LiveBus;
  readonly plan: SubscriptionPlanner;
  readonly executeEvent: EventExecutor;
  /** Runs a query like any other, for snapshots. */
  readonly executeQuery: (request: OperationRequest, caller: Caller) => Promise<FormattedExecutionResult>;
  readonly present: ErrorPresenter;
  readonly log: Logger;
}

/** Who listens to what, for tests and metrics. */
export interface HubCounts {
  readonly channels: number;
  readonly groups: number;
  readonly subscribers: number;
}

/** Messages that are made into results at the same time: each may take fetches from several services. */
const MOST_RESOLVING = 32;

interface LiveGroup {
  readonly group: Group;
  readonly isLive: Promise<unknown>;
}

/**
 * Live updates: one upstream a channel, one group for all subscribers with the same operation, variables and
 * scope, one stream a subscriber.
 */
export class SubscriptionHub {
  readonly #options: HubOptions;
  readonly #upstreams: Upstreams;
  readonly #groups = new Map<string, LiveGroup>();
  readonly #semaphore = new Semaphore(MOST_RESOLVING);
  #hasEnded = false;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#upstreams = new Upstreams(options.live);
  }

  /**
   * Resolves once no later message can be missed. Rejects with an error for the client: BAD_USER_INPUT,
   * UNAUTHENTICATED, SERVICE_UNAVAILABLE. The stream must be read or returned.
   */
  async subscribe(operation: CheckedOperation, caller: Caller): Promise<ResultStream> {
    if (this.#hasEnded) throw unavailable();
    const plan = this.#options.plan(operation);
    const { group, isLive } = this.#groupFor(plan, operation, caller);
    const { stream, offerSnapshot } = group.join(caller);
    try {
      await isLive;
    } catch (error) {
      this.#options.log.error({ err: error, traceId: caller.traceId }, "the live bus cannot be listened to");
      await stream.return();
      throw unavailable();
    }
    if (plan.snapshot) {
      this.#readSnapshot(plan.snapshot, operation.variables, caller).then(offerSnapshot, (error: unknown) =>
        offerSnapshot({ errors: [this.#options.present(error, caller.traceId)], data: null }),
      );
    }
    return stream;
  }

  counts(): HubCounts {
    const sizes = [...this.#groups.values()].map(({ group }) => group.size);
    return {
      channels: this.#upstreams.size,
      groups: sizes.length,
      subscribers: sizes.reduce((sum, size) => sum + size, 0),
    };
  }

  /** Ends every subscription, and refuses new ones. */
  end(): void {
    this.#hasEnded = true;
    for (const { group } of [...this.#groups.values()]) group.end();
  }

  #groupFor(plan: SubscriptionPlan, { request, variables }: CheckedOperation, caller: Caller): LiveGroup {
    const args = getArgumentValues(plan.fieldDefinition, plan.fieldNode, variables);
    const channel = channelOf(plan.event, args, caller.viewer);
    const scope = scopeKey(plan, caller);
    const key = canonicalJson([request.query, request.operationName ?? null, variables, channel, scope]);
    const known = this.#groups.get(key);
    if (known) return known;
    const group = new Group({
      event: plan.event,
      args,
      semaphore: this.#semaphore,
      resolve: (message, onBehalfOf) =>
        this.#options.executeEvent({ plan, variables }, message, {
          viewer: null,
          authorization: undefined,
          ...onBehalfOf,
          traceId: newTraceId(),
        }),
      onEmpty: () => {
        this.#groups.delete(key);
        upstream[Symbol.dispose]();
      },
    });
    const { snapshot } = plan;
    const upstream = this.#upstreams.listen(channel, {
      hear: (message) => {
        if (snapshot && plan.event.reread) void this.#refresh(group, snapshot, variables);
        else group.hear(message);
      },
      missed: () => {
        // Events that were missed are gone; a state is read again.
        if (snapshot) void this.#refresh(group, snapshot, variables);
      },
    });
    const live = { group, isLive: upstream.isLive };
    this.#groups.set(key, live);
    return live;
  }

  async #refresh(
    group: Group,
    snapshot: SnapshotQuery,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await group
      .refresh((caller) => this.#readSnapshot(snapshot, variables, { ...caller, traceId: newTraceId() }))
      .catch((error: unknown) => this.#options.log.error({ err: error }, "a state could not be read again"));
  }

  async #readSnapshot(
    snapshot: SnapshotQuery,
    variables: Readonly<Record<string, unknown>>,
    caller: Caller,
  ): Promise<FormattedExecutionResult> {
    const used = Object.entries(variables).filter(([name]) => snapshot.variableNames.has(name));
    const request = { query: snapshot.text, variables: Object.fromEntries(used) };
    return asEventResult(snapshot, await this.#options.executeQuery(request, caller));
  }
}

/** Who may share a result: those of one household whose tokens open the same; or everyone. */
function scopeKey({ event }: SubscriptionPlan, { viewer }: Caller): readonly string[] {
  return event.scope === "public" || !viewer ? [] : [viewer.accountId, ...viewer.scopes.toSorted()];
}

function unavailable(): PlayheadError {
  return new PlayheadError("SERVICE_UNAVAILABLE", "live updates cannot be had here now: connect again");
}

/** JSON with the names of objects in order, so that equal variables give equal texts. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}
