import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../lib/clock.js";
import { PlayheadError } from "../../lib/errors.js";
import type { LiveBus } from "../../lib/events/live-bus.js";
import type { Logger } from "../../lib/logger.js";
import type { Revocations } from "../../lib/revocations.js";
import type { Caller } from "../caller.js";
import type { ErrorPresenter } from "../error-presenter.js";
import type { CheckedOperation, OperationRequest } from "../operations.js";
import { type EventField, type EventPlace, placesOf } from "./event-directive.js";
import { Group, type GroupOptions, type Membership } from "./group.js";
import type { SubscriptionPlan } from "./planner.js";
import { argumentsOf, type HubSchema, ResultSource } from "./result-source.js";
import { ResultStream } from "./result-stream.js";
import { Semaphore } from "./semaphore.js";
import { Upstreams } from "./upstreams.js";

export interface HubOptions {
  readonly live: LiveBus;
  readonly schema: HubSchema;
  readonly present: ErrorPresenter;
  readonly clock: Clock;
  readonly log: Logger;
  /** Absent: no token is worth nothing before it expires. */
  readonly revocations?: Pick<Revocations, "isRevoked"> | undefined;
  /** Told how many subscribers each result went to. */
  readonly onDelivered?: ((subscribers: number) => void) | undefined;
}

/** Where a subscription is counted. */
export interface SubscriptionPlaces {
  /** Told once how many channels it would listen to, before it does. Throws the error that refuses it. */
  begin(caller: Caller, channelCount: number): void;
  /** Told when it has ended. */
  end(): void;
}

/** Who listens to what, for tests and metrics. */
export interface HubCounts {
  readonly channels: number;
  readonly groups: number;
  readonly subscribers: number;
}

/** Messages that are made into results at the same time: each may take fetches from several services. */
const MOST_RESOLVING = 32;
/** Groups planned anew before others get their turn. */
const RELOAD_SLICE = 200;

/**
 * Live updates: one upstream a channel, one group for all subscribers with the same operation, variables and
 * scope, one stream a subscriber. A subscriber that lists several channels is in a group for each.
 */
export class SubscriptionHub {
  readonly #options: HubOptions;
  readonly #upstreams: Upstreams;
  readonly #groups = new Map<string, Group>();
  readonly #streams = new Map<ResultStream, readonly Membership[]>();
  readonly #groupOptions: GroupOptions;
  #schema: HubSchema;
  #hasEnded = false;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#schema = options.schema;
    this.#upstreams = new Upstreams(options.live);
    this.#groupOptions = {
      ...options,
      semaphore: new Semaphore(MOST_RESOLVING),
      onEmpty: ({ key }) => this.#groups.delete(key),
    };
  }

  /**
   * Resolves once no later message can be missed. Rejects with an error for the client: BAD_USER_INPUT,
   * UNAUTHENTICATED, SERVICE_UNAVAILABLE, and what `counted` throws. The stream must be read or returned.
   */
  async subscribe(
    operation: CheckedOperation,
    caller: Caller,
    counted?: SubscriptionPlaces,
  ): Promise<ResultStream> {
    if (this.#hasEnded) throw unavailable();
    const plan = this.#schema.plan(operation, caller);
    const places = placesOf(plan.event, argumentsOf(plan, operation), caller.viewer);
    counted?.begin(caller, places.length);
    const groups = places.map((place) => this.#groupFor(plan, operation, place, caller));
    const stream = this.#open(plan.event.each, counted);
    const memberships = groups.map((group) => group.join(caller, stream));
    this.#streams.set(stream, memberships);
    try {
      await Promise.all(groups.map((group) => group.isLive));
    } catch (error) {
      this.#options.log.error({ err: error, traceId: caller.traceId }, "the live bus cannot be listened to");
      await stream.return();
      throw unavailable();
    }
    for (const membership of memberships) void membership.tellState();
    return stream;
  }

  /**
   * Goes on with another supergraph and policy: live subscriptions that are as good under it do not notice, the others
   * end with SUBSCRIPTION_SCHEMA_RELOAD. Resolves once nothing uses what came before.
   */
  async reload(schema: HubSchema): Promise<void> {
    this.#schema = schema;
    let planned = 0;
    for (const group of [...this.#groups.values()]) {
      // Another reload has overtaken this one.
      if (this.#schema !== schema) return;
      this.#planAnew(group, schema);
      planned += 1;
      if (planned % RELOAD_SLICE === 0) await nextTurn();
    }
  }

  counts(): HubCounts {
    return {
      channels: this.#upstreams.size,
      groups: this.#groups.size,
      subscribers: this.#streams.size,
    };
  }

  /** Ends every subscription, and refuses new ones. */
  end(): void {
    this.#hasEnded = true;
    for (const stream of [...this.#streams.keys()]) stream.end();
  }

  /** On its own, so that what it keeps for as long as it lives is this and nothing of how it began. */
  #open(each: boolean, counted?: SubscriptionPlaces): ResultStream {
    const stream = new ResultStream(each, this.#options.clock, () => {
      const memberships = this.#streams.get(stream);
      this.#streams.delete(stream);
      counted?.end();
      for (const membership of memberships ?? []) membership.leave();
    });
    return stream;
  }

  #groupFor(plan: SubscriptionPlan, operation: CheckedOperation, place: EventPlace, caller: Caller): Group {
    const key = groupKey(plan, operation, place, caller);
    const known = this.#groups.get(key);
    if (known) return known;
    const source = new ResultSource(this.#schema, plan, operation, place, this.#options.present);
    const group = new Group(key, source, this.#upstreams, this.#groupOptions);
    this.#groups.set(key, group);
    return group;
  }

  #planAnew(group: Group, schema: HubSchema): void {
    const { request, event, place } = group.source;
    // Members differ in what they may at most by their scopes, and are mostly alike.
    const checked = new Map<string, CheckedOperation | null>();
    const recheck = (caller: Caller): CheckedOperation | null => {
      const key = canonicalJson(caller.viewer ? caller.viewer.scopes.toSorted() : null);
      const verdict = checked.get(key) ?? checkAnew(schema, request, caller);
      checked.set(key, verdict);
      return verdict;
    };
    const operation = group.callers().map(recheck).find(Boolean);
    const plan = operation && planOrNull(schema, operation);
    if (plan && isAsBefore(plan.event, event)) {
      const source = new ResultSource(schema, plan, operation, place, this.#options.present);
      group.continueWith(source, (caller) => (recheck(caller) ? null : reloaded()));
    } else group.fail(reloaded());
  }
}

function checkAnew(schema: HubSchema, request: OperationRequest, caller: Caller): CheckedOperation | null {
  const checked = schema.check(request, caller);
  return "operation" in checked ? checked : null;
}

/** Null for what no longer names one field without a condition, as it did. */
function planOrNull(schema: HubSchema, operation: CheckedOperation): SubscriptionPlan | null {
  try {
    return schema.plan(operation, null);
  } catch (error) {
    if (error instanceof PlayheadError) return null;
    throw error;
  }
}

/** Whether what a group listens to, and who shares it, is what it was. */
function isAsBefore(now: EventField, before: EventField): boolean {
  const heard = ({ name, channel, each, scope, filter, list }: EventField) =>
    canonicalJson([name, channel, each, scope, filter, list]);
  return heard(now) === heard(before);
}

/** Equal for those who get the same results: what they ask for, of which channel, who they are and what they may. */
function groupKey(
  { event, selectionVariables }: SubscriptionPlan,
  { request, variables }: CheckedOperation,
  { channel, args }: EventPlace,
  { viewer }: Caller,
): string {
  const selecting = Object.entries(variables).filter(([name]) => selectionVariables.has(name));
  const filter = event.filter ? args[event.filter.argument] : null;
  // A person's own, such as bookmarks, is answered for the token's profile, and what it opens by its scopes.
  const sharing = viewer && [viewer.accountId, viewer.profileId, ...viewer.scopes.toSorted()];
  const scope = event.scope === "public" ? null : sharing;
  const { query, operationName } = request;
  const all = [query, operationName ?? null, Object.fromEntries(selecting), filter, channel, scope];
  // Its digest, for each group keeps it.
  return createHash("sha256").update(canonicalJson(all)).digest("base64");
}

function unavailable(): PlayheadError {
  return new PlayheadError("SERVICE_UNAVAILABLE", "live updates cannot be had here now: connect again");
}

function reloaded(): PlayheadError {
  return new PlayheadError(
    "SUBSCRIPTION_SCHEMA_RELOAD",
    "the schema has changed, and no longer has what was subscribed to: subscribe to what it has now",
  );
}

/** JSON with the names of objects in order, so that equal variables give equal texts. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}
