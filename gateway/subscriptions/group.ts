import { setImmediate as nextTurn } from "node:timers/promises";
import type { FormattedExecutionResult } from "graphql";
import type { LiveMessage } from "../../lib/events/live-bus.js";
import type { Caller } from "../caller.js";
import { type EventField, isWanted } from "./event-directive.js";
import { MOST_UNDELIVERED, overflow, ResultStream } from "./result-stream.js";
import type { Semaphore } from "./semaphore.js";

export interface GroupOptions {
  readonly event: EventField;
  readonly args: Readonly<Record<string, unknown>>;
  /** Makes a result of a message, on behalf of a member or of nobody; never rejects. */
  readonly resolve: (message: LiveMessage, onBehalfOf: Caller | null) => Promise<FormattedExecutionResult>;
  /** Bounds the resolving of all groups together. */
  readonly semaphore: Semaphore;
  /** Called once, when the last member has left. */
  readonly onEmpty: () => void;
}

/**
 * A subscriber. `since` counts the group's messages: what came before it joined is in its snapshot already.
 */
interface Member {
  readonly caller: Caller;
  readonly stream: ResultStream;
  readonly since: number;
}

/** After so many clients others get their turn: a large audience must not hold up the process. */
const FAN_OUT_SLICE = 200;

/**
 * Subscribers with the same operation, variables and scope: each message becomes one result, which all of
 * them get.
 *
 *   message -> wanted? -> queue (state: the newest; events: all, bounded) -> resolve in turn -> every member
 */
export class Group {
  readonly #options: GroupOptions;
  readonly #members = new Set<Member>();
  #queue: { message: LiveMessage; sequence: number }[] = [];
  #sequence = 0;
  #isWorking = false;

  constructor(options: GroupOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#members.size;
  }

  /**
   * Adds a subscriber. `offerSnapshot` sends a state that was read after joining, unless a message has come
   * meanwhile: that is a state as well, and a later one than any the reading can be relied on to have seen.
   */
  join(caller: Caller): {
    stream: ResultStream;
    offerSnapshot: (snapshot: FormattedExecutionResult) => void;
  } {
    const stream = new ResultStream(this.#options.event.each, () => this.#leave(member));
    const member: Member = { caller, stream, since: this.#sequence };
    this.#members.add(member);
    return {
      stream,
      offerSnapshot: (snapshot) => {
        if (this.#sequence === member.since) stream.push(snapshot, JSON.stringify(snapshot));
      },
    };
  }

  hear(message: LiveMessage): void {
    const { event, args } = this.#options;
    if (!isWanted(event, args, message)) return;
    this.#sequence += 1;
    if (!event.each) this.#queue = [];
    if (this.#queue.length >= MOST_UNDELIVERED) {
      for (const { stream } of [...this.#members]) stream.fail(overflow());
      return;
    }
    this.#queue.push({ message, sequence: this.#sequence });
    if (!this.#isWorking) void this.#work();
  }

  /** Reads the state anew; of several readings, and of messages that come meanwhile, only the newest is told. */
  async refresh(read: (onBehalfOf: Caller) => Promise<FormattedExecutionResult>): Promise<void> {
    this.#sequence += 1;
    const sequence = this.#sequence;
    await this.#options.semaphore.run(async () => {
      const spokesman = this.#spokesman() ?? [...this.#members][0]?.caller;
      if (!spokesman || this.#sequence !== sequence) return;
      const result = await read(spokesman);
      if (this.#sequence === sequence) await this.#deliver(result, sequence);
    });
  }

  end(): void {
    for (const { stream } of [...this.#members]) stream.end();
  }

  #leave(member: Member): void {
    this.#members.delete(member);
    if (this.#members.size > 0) return;
    this.#queue = [];
    this.#options.onEmpty();
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    while (this.#queue.length > 0) {
      await this.#options.semaphore.run(async () => {
        // Taken only now: while this waited for its turn a newer state may have come.
        const next = this.#queue.shift();
        if (next)
          await this.#deliver(await this.#options.resolve(next.message, this.#spokesman()), next.sequence);
      });
    }
    this.#isWorking = false;
  }

  /** Tokens of one household are alike here; the one that expires last is the surest to be good. */
  #spokesman(): Caller | null {
    if (this.#options.event.scope === "public") return null;
    const callers = [...this.#members].map(({ caller }) => caller);
    const expiry = (caller: Caller) => caller.viewer?.expiresAt ?? 0;
    return callers.reduce<Caller | null>(
      (best, caller) => (best && expiry(best) >= expiry(caller) ? best : caller),
      null,
    );
  }

  async #deliver(result: FormattedExecutionResult, sequence: number): Promise<void> {
    const text = JSON.stringify(result);
    let served = 0;
    for (const { stream, since } of [...this.#members]) {
      if (since < sequence) stream.push(result, text);
      served += 1;
      if (served % FAN_OUT_SLICE === 0) await nextTurn();
    }
  }
}
