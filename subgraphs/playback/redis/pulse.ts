import type { Clock } from "../../../lib/clock.js";
import { SHARDS } from "../../../lib/redis-shard.js";
import type { TickReply } from "./slot-codec.js";

/** How late a lapsed slot is noticed, on average: a household sees its freed seat within a second or two. */
const SWEEP_MS = 1_000;
/** Each pause is drawn anew from ±25%: replicas whose ticks were all answered when the store came back drift apart. */
const JITTER = 0.25;

/** A store that is back is asked within this. */
export const LONGEST_SWEEP_MS = SWEEP_MS * (1 + JITTER);

const ALL_SHARDS = Array.from({ length: SHARDS }, (_, shard) => shard);

interface PulseOptions {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Rejects when the shard cannot be asked, in bounded time. */
  readonly tick: (shard: number, answeredAlone: boolean) => Promise<TickReply>;
  /** Lets a household in which something has lapsed be looked at. Must not reject. */
  readonly sweep: (accountId: string) => Promise<void>;
}

/**
 * What every replica does each second for each shard: ticks the canary, and looks at households in which something
 * has lapsed. Replicas need not agree on who does it, because doing it twice changes nothing. It goes on while the store is
 * away, and so finds out when it is back.
 */
export class Pulse implements Disposable {
  readonly #options: PulseOptions;
  /** Shards for which players were answered without the store, which has not been told yet. */
  readonly #owed = new Set<number>();
  /** One a shard: one that hangs is not asked again meanwhile, and keeps no other waiting. */
  readonly #underWay = new Map<number, Promise<void>>();
  readonly #skewMs = new Array<number>(SHARDS).fill(0);
  #next: Disposable | undefined;

  constructor(options: PulseOptions) {
    this.#options = options;
  }

  /** True where players of the shard were answered alone and the amnesty for it is not yet open. */
  owes(shard: number): boolean {
    return this.#owed.has(shard);
  }

  /** Remembers that a player of the shard was answered alone. */
  owe(shard: number): void {
    this.#owed.add(shard);
  }

  /** How far the shard's clock is ahead of this process', in ms. */
  skewMs(shard: number): number {
    return this.#skewMs[shard] ?? 0;
  }

  /** Beats now, and from here on every second. */
  start(): void {
    const { clock, random } = this.#options;
    void this.beat();
    this.#next = clock.after(SWEEP_MS * (1 - JITTER + 2 * JITTER * random()), () => this.start());
  }

  /** One beat. Never rejects: shards that cannot be asked are asked at the next. */
  async beat(shards: readonly number[] = ALL_SHARDS): Promise<void> {
    await Promise.all(shards.map((shard) => this.#beatOnce(shard)));
  }

  [Symbol.dispose](): void {
    this.#next?.[Symbol.dispose]();
  }

  #beatOnce(shard: number): Promise<void> {
    const beating =
      this.#underWay.get(shard) ??
      this.#beatShard(shard)
        .catch(() => undefined)
        .finally(() => this.#underWay.delete(shard));
    this.#underWay.set(shard, beating);
    return beating;
  }

  async #beatShard(shard: number): Promise<void> {
    const { clock, tick, sweep } = this.#options;
    const sentAt = clock.now();
    // Who is answered alone while the tick is under way is told of by the next.
    const answeredAlone = this.#owed.delete(shard);
    let reply: TickReply;
    try {
      reply = await tick(shard, answeredAlone);
    } catch (error) {
      if (answeredAlone) this.#owed.add(shard);
      throw error;
    }
    const [now, due] = reply;
    // Redis read its clock at some moment between: what is known of it moves no further than that proves.
    const [least, most] = [Number(now) - clock.now(), Number(now) - sentAt];
    this.#skewMs[shard] = Math.min(most, Math.max(least, this.skewMs(shard)));
    await Promise.all(due.map(sweep));
  }
}
