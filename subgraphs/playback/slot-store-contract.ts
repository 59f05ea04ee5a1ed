import { deepStrictEqual } from "node:assert";
import fc from "fast-check";
import { shardOf } from "../../lib/redis-shard.js";
import { TICK_MS } from "./domain/heartbeat-schedule.js";
import type { Outcome, SlotCommand } from "./domain/slots/commands.js";
import { MOST_TOMBSTONES } from "./domain/slots/household-draft.js";
import type { SlotStore } from "./slot-store.js";
import { type Announcement, SlotStoreModel } from "./slot-store-model.js";

/** A new, empty store and its surroundings, in the hand of the contract. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: SlotStore;
  /** Whether it may be out of reach, its clock be set, and its ticks be sent at any time. */
  readonly isRemote: boolean;
  /** Lets time pass up to `at`, epoch ms. Nothing is due before then; what is due then happens. */
  passTo(at: number): Promise<void>;
  /** The store's clock is `at` from now on, and nothing happens on the way: a hang, or a clock that is set. */
  jumpTo(at: number): Promise<void>;
  /** All data is lost at once. */
  loseData(): Promise<void>;
  /** What was announced of these households since it was asked last, in order. */
  announced(): Promise<readonly Announcement[]>;
}

/** When every run of the contract begins. */
export const CONTRACT_BEGINS = Date.UTC(2026, 10, 21, 20);

/** Two households that share whatever a store shares. */
export const CONTRACT_ACCOUNTS = ["ac_0", neighbourOf("ac_0")] as const;

function neighbourOf(accountId: string): string {
  for (let number = 1; ; number += 1) {
    if (shardOf(`ac_${number}`) === shardOf(accountId)) return `ac_${number}`;
  }
}

/** More than a household's tombstones, and all slots of the contract among them. */
const MANY = MOST_TOMBSTONES + 4;

/** A command as a function of the time at which it is sent. */
type Step =
  | { readonly kind: "command"; readonly account: 0 | 1; readonly command: (now: number) => SlotCommand }
  | { readonly kind: "pass" | "jump"; readonly ms: number }
  | { readonly kind: "loseData" | "restless" | "lastMoment" };

const slotId = fc.integer({ min: 1, max: 6 }).map((number) => `slot_${number}`);
/** Ids that must be escaped wherever they are written. */
const deviceId = fc.constantFrom("dev_1", "dev_2", "dev_3", 'dev_"4/\\ü\u0000{}%d');
const playout = fc.record({
  slotId,
  deviceId,
  contentId: fc.constantFrom("ch_1", "ch_€", "rec_1"),
  profileId: fc.constantFrom(null, "pr_1"),
  mode: fc.constantFrom("LIVE" as const, "LIVE" as const, "CATCH_UP" as const),
  country: fc.constantFrom(null, "NZ"),
});
const streams = fc.integer({ min: 0, max: 3 });
const agoMs = fc.integer({ min: 0, max: 120_000 });
const leaseMs = fc.constantFrom(1_000, 72_000, 90_000, 108_000);
const sequence = fc.integer({ min: 1, max: 4 });
const positionSeconds = fc.constantFrom(null, 0, 75, 315_360_000);
/** One in eight arrives late. */
const lateMs = fc.constantFrom(0, 0, 0, -1_000, -1_000, -1_000, -1_000, 1);

const start = fc
  .record({ playout, streams, agoMs, leaseMs, takeOverSlotId: fc.option(slotId), positionSeconds, lateMs })
  .map(
    ({ streams, agoMs, lateMs, ...command }) =>
      (now: number): SlotCommand => ({
        op: "start",
        ...command,
        limit: { streams, asOf: now - agoMs },
        deadline: now - lateMs,
      }),
  );

const heartbeat = fc
  .record({
    playout,
    streams,
    agoMs,
    startedMs: agoMs,
    leaseMs,
    sequence,
    positionSeconds,
    lateMs,
    event: fc.constantFrom("HEARTBEAT", "PAUSE", "RESUME", "SEEK"),
    forgive: fc.constantFrom(false, false, false, true),
    timeshift: fc.boolean(),
  })
  .map(
    ({ streams, agoMs, startedMs, lateMs, ...command }) =>
      (now: number): SlotCommand => ({
        op: "heartbeat",
        ...command,
        startedAt: now - startedMs,
        limit: { streams, asOf: now - agoMs },
        deadline: now - lateMs,
      }),
  );

const command = fc.oneof(
  { weight: 6, arbitrary: start },
  { weight: 6, arbitrary: heartbeat },
  {
    weight: 2,
    arbitrary: fc
      .record({ slotId, sequence, positionSeconds })
      .map((end) => (): SlotCommand => ({ op: "end", ...end })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({
        slotId,
        reason: fc.constantFrom(
          ...(["STOPPED", "DEVICE_REMOVED", "ENTITLEMENT_ENDED", "CONTENT_WITHDRAWN"] as const),
        ),
      })
      .map((stop) => (): SlotCommand => ({ op: "stop", ...stop })),
  },
  { weight: 1, arbitrary: fc.constant((): SlotCommand => ({ op: "peek" })) },
  {
    weight: 1,
    arbitrary: fc.record({ streams, agoMs }).map(
      ({ streams, agoMs }) =>
        (now: number): SlotCommand => ({
          op: "limit",
          limit: { streams, asOf: now - agoMs },
        }),
    ),
  },
);

const step = fc.oneof(
  {
    weight: 16,
    arbitrary: fc.record({
      kind: fc.constant("command" as const),
      account: fc.constantFrom(0 as const, 0 as const, 0 as const, 1 as const),
      command,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 120_000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("jump" as const),
      ms: fc.integer({ min: -600_000, max: 600_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("loseData", "restless") }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("lastMoment" as const) }) },
) satisfies fc.Arbitrary<Step>;

/**
 * Drives a store through generated histories beside the specification, and demands that every reply, every state and
 * every announcement is the same.
 *
 * @throws Error with the history that tells them apart.
 */
export async function checkSlotStore(
  open: () => Promise<StoreUnderTest>,
  options: { readonly runs: number; readonly seed?: number; readonly shrinks?: boolean },
): Promise<void> {
  const histories = fc.array(step, { minLength: 1, maxLength: 60, size: "max" });
  const property = fc.asyncProperty(histories, async (history) => {
    await using subject = await open();
    const check = new Comparison(subject);
    for (const each of history) await check.happen(each);
    await check.happen({ kind: "pass", ms: 600_000 });
  });
  const seed = options.seed === undefined ? {} : { seed: options.seed };
  await fc.assert(property, { numRuns: options.runs, endOnFailure: !(options.shrinks ?? true), ...seed });
}

class Comparison {
  readonly #subject: StoreUnderTest;
  readonly #model: SlotStoreModel;
  #now = CONTRACT_BEGINS;
  #ticksAt = CONTRACT_BEGINS + TICK_MS;

  constructor(subject: StoreUnderTest) {
    this.#subject = subject;
    this.#model = new SlotStoreModel(subject.isRemote);
    this.#model.tick(this.#now);
  }

  async happen(step: Step): Promise<void> {
    switch (step.kind) {
      case "command":
        await this.#run(CONTRACT_ACCOUNTS[step.account], step.command(this.#now));
        break;
      case "pass":
        await this.#pass(this.#now + step.ms);
        break;
      case "jump":
        if (this.#subject.isRemote) await this.#jump(step.ms);
        break;
      case "lastMoment":
        await this.#passToLastMoment();
        break;
      case "restless":
        await this.#endMany();
        break;
      case "loseData":
        await this.#subject.loseData();
        this.#model.loseData();
        // A process that begins anew ticks at once; a store that does not live in it is ticked when it is time.
        if (!this.#subject.isRemote) this.#tick();
    }
    const announced = await this.#subject.announced();
    deepStrictEqual(byHousehold(announced), byHousehold(this.#model.announced.splice(0)));
  }

  async #run(accountId: string, command: SlotCommand): Promise<void> {
    const outcome = await this.#subject.store.run(accountId, command);
    deepStrictEqual(plain(outcome), plain(this.#model.run(accountId, command, this.#now)));
  }

  /** A client that ends one playout after the other, more of them than are remembered. */
  async #endMany(): Promise<void> {
    for (let number = 1; number <= MANY; number += 1) {
      const end = { op: "end", slotId: `slot_${number}`, sequence: 1, positionSeconds: null } as const;
      await this.#run(CONTRACT_ACCOUNTS[0], end);
    }
  }

  async #pass(until: number): Promise<void> {
    while (this.#now < until) {
      // Lapsed while nobody looked: it is seen to at the next opportunity.
      const wakesAt = Math.max(this.#model.wakesAt, this.#now + 1);
      this.#now = Math.min(until, this.#ticksAt, wakesAt);
      await this.#subject.passTo(this.#now);
      if (this.#subject.isRemote || this.#now >= this.#ticksAt) this.#tick();
      this.#model.wake(this.#now);
    }
  }

  /** The very last millisecond of whatever lapses next. */
  async #passToLastMoment(): Promise<void> {
    const { wakesAt } = this.#model;
    if (!Number.isFinite(wakesAt) || wakesAt <= this.#now) return;
    await this.#pass(wakesAt - 1);
    for (const accountId of CONTRACT_ACCOUNTS) await this.#run(accountId, { op: "peek" });
  }

  async #jump(ms: number): Promise<void> {
    this.#now += ms;
    this.#ticksAt = this.#now + TICK_MS;
    await this.#subject.jumpTo(this.#now);
  }

  #tick(): void {
    this.#model.tick(this.#now);
    this.#ticksAt = this.#now + TICK_MS;
  }
}

/** Order is promised within a household; which of two comes first when both lapse at once is nobody's business. */
function byHousehold(announced: readonly Announcement[]): object {
  const ofAccount = (accountId: string) =>
    announced.filter(({ channel }) => channel.endsWith(`.${accountId}`));
  return CONTRACT_ACCOUNTS.map(ofAccount);
}

/** Maps as lists: their order is part of what is compared. */
function plain({ household, reply, changes, changed, readmitted }: Outcome): object {
  return {
    reply,
    changes,
    changed,
    readmitted,
    household: { ...household, slots: [...household.slots], tombstones: [...household.tombstones] },
  };
}
