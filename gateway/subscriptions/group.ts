import { setImmediate as nextTurn } from "node:timers/promises";
import type { FormattedExecutionResult } from "graphql";
import type { Clock } from "../../lib/clock.js";
import type { LiveMessage } from "../../lib/events/live-bus.js";
import type { Revocations } from "../../lib/revocations.js";
import type { Caller } from "../caller.js";
import { newTraceId } from "../trace.js";
import { expiryOf, isWanted } from "./event-directive.js";
import type { ResultSource } from "./result-source.js";
import { MOST_UNDELIVERED, overflow, type ResultStream, type Told, toldOf } from "./result-stream.js";
import { mayBeReadLater, SecondReading } from "./second-reading.js";
import type { Semaphore } from "./semaphore.js";
import type { ChannelListener, Upstream, Upstreams } from "./upstreams.js";

export interface GroupOptions {
  /** Bounds the resolving of all groups together. */
  readonly semaphore: Semaphore;
  readonly clock: Clock;
  /** Absent: no token is worth nothing before it expires. */
  readonly revocations?: Pick<Revocations, "isRevoked"> | undefined;
  readonly onDelivered?: ((subscribers: number) => void) | undefined;
  /** Told of each group once, when its last member has left. */
  readonly onEmpty: (group: Group) => void;
}

/** A subscriber of a group. */
export class Membership {
  readonly caller: Caller;
  readonly stream: ResultStream;
  /** Counts the group's messages: what came before it joined is in the state that it is told. */
  readonly since: number;
  readonly #group: Group;

  constructor(group: Group, caller: Caller, stream: ResultStream, since: number) {
    this.#group = group;
    this.caller = caller;
    this.stream = stream;
    this.since = since;
  }

  /** Tells the state as it is, unless a message has come since joining: that is a state as well, and a later one. */
  tellState(): Promise<void> {
    return this.#group.tellState(this);
  }

  leave(): void {
    this.#group.leave(this);
  }
}

/** A state that was read, or is being read, when the group had heard so many messages. */
interface KnownState {
  readonly sequence: number;
  readonly at: number;
  /** Null where all had left before it was read. */
  readonly told: Promise<Told | null>;
}

/** After so many clients others get their turn: a large audience must not hold up the process. */
const FAN_OUT_SLICE = 200;
/** Who joins so soon after a state became known is told that one: an audience that comes back costs one reading. */
const STATE_IS_FRESH_MS = 2_000;

/**
 * Subscribers with the same operation, variables and scope: each message becomes one result, which all of
 * them get.
 *
 *   message -> wanted? -> queue (state: the newest; events: all, bounded) -> resolve in turn -> every member
 */
export class Group implements ChannelListener {
  /** Equal for those who get the same results. */
  readonly key: string;
  readonly #options: GroupOptions;
  readonly #upstream: Upstream;
  readonly #members = new Set<Membership>();
  #source: ResultSource;
  #queue: { message: LiveMessage; sequence: number }[] = [];
  #sequence = 0;
  /** Of the newest state that was told. */
  #told = 0;
  #isWorking = false;
  #state: KnownState | undefined;
  /** There while the state could not be read. */
  #secondReading: SecondReading | undefined;

  constructor(key: string, source: ResultSource, upstreams: Upstreams, options: GroupOptions) {
    this.key = key;
    this.#source = source;
    this.#options = options;
    this.#upstream = upstreams.listen(source.place.channel, this);
  }

  /** What it is told now comes from. */
  get source(): ResultSource {
    return this.#source;
  }

  /** Resolves once no later message can be missed; rejects when the bus cannot be listened to. */
  get isLive(): Promise<unknown> {
    return this.#upstream.isLive;
  }

  join(caller: Caller, stream: ResultStream): Membership {
    const member = new Membership(this, caller, stream, this.#sequence);
    this.#members.add(member);
    return member;
  }

  hear(message: LiveMessage): void {
    const { event, place } = this.#source;
    if (!isWanted(event, place.args, message)) return;
    if (event.reread) {
      this.missed();
      return;
    }
    this.#sequence += 1;
    if (!event.each) this.#queue = [];
    if (this.#queue.length >= MOST_UNDELIVERED) this.fail(overflow());
    else this.#queue.push({ message, sequence: this.#sequence });
    if (!this.#isWorking) void this.#work();
  }

  /** Reads the state anew; events that were missed are gone. */
  missed(): void {
    if (this.#source.hasState) void this.#refresh();
  }

  /**
   * Goes on with another source, without those of its members that it is not for: they get the error that
   * `refusalOf` gives.
   */
  continueWith(source: ResultSource, refusalOf: (caller: Caller) => unknown): void {
    this.#source = source;
    this.#state = undefined;
    for (const { caller, stream } of [...this.#members]) {
      const refusal = refusalOf(caller);
      if (refusal) stream.fail(refusal);
    }
  }

  callers(): Caller[] {
    return [...this.#members].map(({ caller }) => caller);
  }

  fail(error: unknown): void {
    for (const { stream } of [...this.#members]) stream.fail(error);
  }

  /** Of a membership alone. */
  leave(member: Membership): void {
    if (!this.#members.delete(member) || this.#members.size > 0) return;
    this.#queue = [];
    this.#needNotRead();
    this.#upstream.leave(this);
    this.#options.onEmpty(this);
  }

  /** Of a membership alone. Nothing is read once nobody is there to be told. */
  async tellState(member: Membership): Promise<void> {
    const source = this.#source;
    if (!source.hasState || !this.#members.has(member)) return;
    const { clock, semaphore } = this.#options;
    const known = this.#state;
    const isCurrent = known?.sequence === this.#sequence && clock.now() - known.at < STATE_IS_FRESH_MS;
    const read = async () => {
      const result = await semaphore.run(async () => {
        if (this.#members.size === 0) return null;
        // Whoever joined since waits for the same, and the one who asked may have left.
        const asker = this.#members.has(member) ? member.caller : this.#spokesman();
        return source.readState(source.event.scope === "public" ? null : asker);
      });
      // What could not be read is no state: the next one tries anew.
      if (result?.errors && this.#state === state) this.#state = undefined;
      if (result && mayBeReadLater(result)) this.#readLater();
      return result && toldOf(result);
    };
    const state: KnownState = isCurrent
      ? known
      : { sequence: this.#sequence, at: clock.now(), told: Promise.resolve().then(read) };
    this.#state = state;
    const told = await state.told;
    if (told && this.#sequence === state.sequence) member.stream.push(told, source.place.channel);
  }

  /** Of several readings, and of messages that come meanwhile, only the newest is told. */
  async #refresh(isSecond = false): Promise<void> {
    this.#sequence += 1;
    const sequence = this.#sequence;
    await this.#options.semaphore.run(async () => {
      if (this.#members.size === 0 || this.#sequence !== sequence) return;
      const result = await this.#source.readState(this.#spokesman());
      if (this.#sequence !== sequence) return;
      // That it cannot be read they have been told.
      if (isSecond && mayBeReadLater(result)) this.#readLater();
      else await this.#deliver(result, sequence);
    });
  }

  /** The state is read again after a while, unless a message tells it before. */
  #readLater(): void {
    const { hasState, event } = this.#source;
    if (!hasState || event.each || this.#members.size === 0) return;
    this.#secondReading ??= new SecondReading(this.#options.clock, this.key, () => {
      if (this.#source.hasState) void this.#refresh(true);
    });
    this.#secondReading.failed();
  }

  #needNotRead(): void {
    this.#secondReading?.[Symbol.dispose]();
    this.#secondReading = undefined;
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    const resolveNext = () => this.#resolveNext();
    while (this.#queue.length > 0) {
      // What no service completes waits for none: a STOP comes through also while one of them hangs.
      await (this.#source.asksServices ? this.#options.semaphore.run(resolveNext) : resolveNext());
    }
    this.#isWorking = false;
  }

  async #resolveNext(): Promise<void> {
    // Taken only now: while this waited for its turn a newer state may have come.
    const next = this.#queue.shift();
    if (!next) return;
    const until = expiryOf(this.#source.event, next.message);
    if (this.#options.clock.now() >= until) return;
    const result = await this.#source.resolve(next.message, this.#spokesman());
    await this.#deliver(result, next.sequence, until);
  }

  /**
   * In whose name the services are asked: nobody's for what is public; else of a member. Tokens of one group are
   * alike here; of those that are not revoked, whose members are about to end, the one that expires last is the surest to
   * be good.
   */
  #spokesman(): Caller | null {
    if (this.#source.event.scope === "public") return null;
    const { revocations } = this.#options;
    const worthOf = ({ viewer }: Caller) =>
      viewer && revocations?.isRevoked(viewer) ? -1 : (viewer?.expiresAt ?? 0);
    let best: Caller | null = null;
    let worth = Number.NEGATIVE_INFINITY;
    for (const { caller } of this.#members) {
      const own = worthOf(caller);
      if (own <= worth) continue;
      [best, worth] = [caller, own];
    }
    return best && { ...best, traceId: newTraceId() };
  }

  /** What is not read until `until` (epoch ms) is not read at all. */
  async #deliver(
    result: FormattedExecutionResult,
    sequence: number,
    until = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    const { event, place } = this.#source;
    const { clock, onDelivered } = this.#options;
    // What a message said may be known later than what was read after it.
    if (!event.each && sequence < this.#told) return;
    const told = toldOf(result);
    if (mayBeReadLater(result)) this.#readLater();
    if (!event.each && !result.errors) {
      this.#needNotRead();
      this.#told = sequence;
      this.#state = { sequence, at: clock.now(), told: Promise.resolve(told) };
    }
    let served = 0;
    for (const { stream, since } of [...this.#members]) {
      if (since < sequence) stream.push(told, place.channel, until);
      served += 1;
      if (served % FAN_OUT_SLICE === 0) await nextTurn();
    }
    onDelivered?.(served);
  }
}
