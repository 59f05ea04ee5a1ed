import type { Clock } from "../../lib/clock.js";
import { firstBeat, nextBeat, outageBeat } from "../../subgraphs/playback/domain/heartbeat-schedule.js";
import type { Outcome, SlotCommand } from "../../subgraphs/playback/domain/slots/commands.js";
import { exampleBeat, exampleStart } from "../../subgraphs/playback/domain/slots/example-commands.js";
import type { StreamLimit } from "../../subgraphs/playback/domain/slots/household.js";
import { SLOT_COMMAND_MS, SlotStoreAway } from "../../subgraphs/playback/slot-store.js";
import type { Counts } from "./slots-world.js";

/** What a player needs of its surroundings. */
export interface Surroundings {
  readonly clock: Clock;
  readonly counts: Counts;
  readonly random: () => number;
  /** Runs a command and checks what holds of every reply. */
  run<Command extends SlotCommand>(accountId: string, command: Command): Promise<Outcome<Command>>;
  violated(invariant: string, accountId: string, seen: unknown): void;
}

/** What the device plays. */
interface Playing {
  readonly slotId: string;
  readonly startedAt: number;
  readonly limit: StreamLimit;
  readonly alone: boolean;
  sequence: number;
  /** False once it was silent for longer than its schedule allows: then it may have lost its slot. */
  punctual: boolean;
}

/**
 * A player as late as this, in campaign ms, has not kept beating, and one that took an answer as old as this (its
 * process was stopped meanwhile) does not know when it should have: the schedule's grace covers no more.
 */
const LATEST_MS = 5_000;
/** Idle devices try again within this. */
const IDLE_MS = 90_000;
/** Longer than any lease: who sleeps this long may lose its seat. */
const SLEEP_MS = 150_000;

/** One device of one household, run as the resolvers of playback and an honest player run it together. */
export class Player {
  readonly #accountId: string;
  readonly #deviceId: string;
  readonly #world: Surroundings;
  #playing: Playing | null = null;
  #started = 0;
  /** When it acts next, campaign ms. */
  actsAt: number;

  constructor(accountId: string, deviceId: string, world: Surroundings) {
    this.#accountId = accountId;
    this.#deviceId = deviceId;
    this.#world = world;
    this.actsAt = world.clock.now() + world.random() * IDLE_MS;
  }

  /** Does what is due, at random where a viewer decides. */
  async act(): Promise<void> {
    const { clock, random } = this.#world;
    const lateMs = clock.now() - this.actsAt;
    this.actsAt = Number.POSITIVE_INFINITY;
    const playing = this.#playing;
    if (!playing) return this.#start();
    if (lateMs > LATEST_MS) playing.punctual = false;
    const chance = random();
    if (chance < 0.06) return this.#end(playing);
    if (chance < 0.12) return this.#start();
    if (chance < 0.16) return this.#fallSilent(playing);
    // Seldom: each opens an amnesty for a shard, and a campaign of nothing but amnesties would prove little.
    if (chance < 0.161) return this.#late(playing);
    await this.#beat(playing);
    if (chance > 0.97) await this.#stopSomebody();
  }

  /** Every player that kept beating has its slot, or was told to stop by its household. */
  async settle(): Promise<void> {
    const playing = this.#playing;
    // Whoever fell due while others were settled has not kept beating.
    if (!playing?.punctual || this.#world.clock.now() - this.actsAt > LATEST_MS) return;
    playing.sequence += 1;
    const { reply } = await this.#world.run(this.#accountId, this.#beatOf(playing, 90_000));
    if (reply.status === "STOP") this.#stopped(playing, reply.reason);
    else if (reply.status === "CONTINUE") this.#world.counts.settled += 1;
  }

  #idle(): void {
    this.#playing = null;
    this.actsAt = this.#world.clock.now() + this.#world.random() * IDLE_MS;
  }

  async #start(): Promise<void> {
    const { clock, random, counts } = this.#world;
    this.#started += 1;
    const slotId = `slot_${this.#deviceId}_${process.pid}_${this.#started}`;
    const others = await this.#others();
    const now = clock.now();
    const limit = { streams: random() < 0.9 ? 2 : 1 + Math.floor(random() * 3), asOf: now };
    const beat = firstBeat(random);
    const takeOverSlotId = random() < 0.15 ? (others[0] ?? null) : null;
    const command = exampleStart({
      slotId,
      deviceId: this.#deviceId,
      limit,
      leaseMs: beat.leaseMs,
      takeOverSlotId,
      deadline: clock.now() + SLOT_COMMAND_MS,
    });
    const outcome = await this.#ask(command);
    if (outcome?.reply.status === "LATE") {
      counts.late += 1;
      return this.#idle();
    }
    if (outcome?.reply.status === "REFUSED") {
      counts.refused += 1;
      return this.#idle();
    }
    const slot = outcome?.household.slots.get(slotId);
    counts[outcome ? "granted" : "alone"] += 1;
    if (outcome?.changes.some(({ event }) => event === "STOPPED")) counts.tookOver += 1;
    if (outcome?.changes.some(({ event }) => event === "RECLAIMED")) counts.reclaimed += 1;
    const startedAt = slot?.startedAt ?? now;
    this.#playing = {
      slotId,
      startedAt,
      limit,
      alone: !outcome,
      sequence: 0,
      punctual: clock.now() - now <= LATEST_MS,
    };
    this.#comeBackIn((outcome ? beat : outageBeat(random)).inSeconds);
  }

  async #others(): Promise<string[]> {
    if (this.#world.random() > 0.2) return [];
    const seen = await this.#ask({ op: "peek" });
    return [...(seen?.household.slots.keys() ?? [])];
  }

  async #beat(playing: Playing): Promise<void> {
    const { clock, random, counts } = this.#world;
    playing.sequence += 1;
    const beat = nextBeat(random);
    const sentAt = clock.now();
    const outcome = await this.#ask(this.#beatOf(playing, beat.leaseMs));
    counts.beats += 1;
    const reply = outcome?.reply;
    if (reply?.status === "STOP") return this.#stopped(playing, reply.reason);
    const isAnswered = reply?.status === "CONTINUE";
    if (reply?.status === "LATE") counts.late += 1;
    if (isAnswered) playing.punctual = clock.now() - sentAt <= LATEST_MS;
    this.#comeBackIn((isAnswered ? beat : outageBeat(random)).inSeconds);
  }

  #stopped({ punctual, alone }: Playing, reason: string): void {
    const { counts } = this.#world;
    counts.stopped += 1;
    if (reason === "SLOT_LOST") counts.slotsLost += 1;
    if (reason !== "TAKEN_OVER" && reason !== "STOPPED") {
      // A grant without the store is dated by another clock than the store's, which the campaign sets wrong.
      if (!punctual || (alone && reason === "SUPERSEDED")) counts.excused += 1;
      else
        this.#world.violated("a player that kept beating is not stopped for that", this.#accountId, reason);
    }
    this.#idle();
  }

  async #end({ slotId, sequence }: Playing): Promise<void> {
    await this.#ask({ op: "end", slotId, sequence: sequence + 1, positionSeconds: null });
    this.#idle();
  }

  /** For good, as a crash, or until others may have the seat. */
  #fallSilent(playing: Playing): void {
    playing.punctual = false;
    this.actsAt = this.#world.clock.now() + SLEEP_MS;
    if (this.#world.random() < 0.5) this.#idle();
  }

  /** A command that was under way for too long must not act; its player goes on as if it had not been answered. */
  async #late(playing: Playing): Promise<void> {
    const { clock, random } = this.#world;
    // By more than the campaign's clock can be off when it is set.
    const command = {
      ...this.#beatOf(playing, 90_000),
      sequence: playing.sequence + 100,
      deadline: clock.now() - 600_000,
    };
    const outcome = await this.#ask(command);
    if (outcome && outcome.reply.status !== "LATE") {
      this.#world.violated("a late command does not act", this.#accountId, outcome.reply);
    }
    this.#comeBackIn(outageBeat(random).inSeconds);
  }

  async #stopSomebody(): Promise<void> {
    const seen = await this.#ask({ op: "peek" });
    const [slotId] = seen?.household.slots.keys() ?? [];
    if (slotId !== undefined) await this.#ask({ op: "stop", slotId, reason: "STOPPED" });
  }

  #beatOf({ slotId, startedAt, limit, sequence }: Playing, leaseMs: number) {
    const deadline = this.#world.clock.now() + SLOT_COMMAND_MS;
    return exampleBeat({ slotId, deviceId: this.#deviceId, startedAt, limit, sequence, leaseMs, deadline });
  }

  async #ask<Command extends SlotCommand>(command: Command): Promise<Outcome<Command> | null> {
    try {
      return await this.#world.run(this.#accountId, command);
    } catch (error) {
      this.#world.counts.away += 1;
      if (!(error instanceof SlotStoreAway))
        this.#world.violated("only outages reject", this.#accountId, `${error}`);
      return null;
    }
  }

  #comeBackIn(seconds: number): void {
    this.actsAt = this.#world.clock.now() + seconds * 1_000;
  }
}
