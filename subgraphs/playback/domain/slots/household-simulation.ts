import {
  CANARY_RULES,
  firstBeat,
  LONGEST_LEASE_MS,
  nextBeat,
  outageBeat,
  TICK_MS,
} from "../heartbeat-schedule.js";
import { amnestySince, type Canary, NEW_CANARY, tick } from "./canary.js";
import type { HeartbeatCommand, Outcome, SlotCommand, StartCommand } from "./commands.js";
import { exampleBeat, exampleStart } from "./example-commands.js";
import type { Happening, PlayerHappening } from "./happenings.js";
import {
  emptyHousehold,
  expiresAt,
  type Household,
  type Slot,
  type StreamLimit,
  type TombstoneReason,
} from "./household.js";
import { checkOutcome, demand } from "./invariants.js";
import { apply } from "./state-machine.js";

/** A player as its device runs it: it beats when it was told to, until it is told to stop. */
interface Player {
  readonly slotId: string;
  readonly deviceId: string;
  readonly startedAt: number;
  readonly grantedLimit: StreamLimit;
  sequence: number;
  beatsAt: number;
}

/** A player without an answer beats again within this; the schedule's leases allow for it. */
export const REBEAT_MS = 5_000;
/** Far above what 60 happenings at one instant can run ahead of the version's clock. */
const RESTART_MS = 30_000;

/**
 * A household with honest players on an unreliable store, in simulated time. After every command it checks what must
 * hold of each on its own, and throws an Error that names the invariant.
 */
export class HouseholdSimulation {
  readonly #players = new Map<number, Player>();
  readonly #random: () => number;
  #household: Household;
  #canary: Canary = NEW_CANARY;
  #now = Date.UTC(2026, 10, 21, 20);
  #latest = this.#now;
  #ticksAt = this.#now;
  /** Players were answered without the store, which the next tick tells it. */
  #answeredAlone = false;
  #streams = 2;
  #started = 0;

  constructor(random: () => number) {
    this.#random = random;
    this.#household = emptyHousehold(this.#now);
    this.#tick();
  }

  happen(happening: Happening): void {
    switch (happening.kind) {
      case "start":
        this.#start(happening);
        break;
      case "pass":
        this.#pass(happening.seconds * 1_000);
        break;
      case "outage":
        this.#outage(happening.seconds * 1_000);
        break;
      case "look":
        this.#run({ op: "peek" });
        break;
      case "dataLoss":
        this.#loseData();
        break;
      case "limit":
        this.#streams = happening.streams;
        break;
      case "clockStep":
        this.#stepClock(happening.seconds * 1_000);
        break;
      case "lateStart":
        this.#late({ ...this.#startCommand(happening.device), deadline: this.#now - 1 });
        break;
      default: {
        const player = this.#players.get(happening.device);
        if (player) this.#onPlayer(happening.kind, happening.device, player);
      }
    }
  }

  /** The household runs on in peace until everything that is remembered has had time to pass. */
  settle(): void {
    this.#run({ op: "peek" });
    this.#pass(5 * LONGEST_LEASE_MS);
    this.#run({ op: "peek" });
    const living = [...this.#players.values()].map(({ slotId }) => slotId).sort();
    const known = [...this.#household.slots.keys()].sort();
    demand(living.join() === known.join(), `every living player has its slot, and nobody else: ${known}`);
  }

  #start({ device, takesOver, retried }: Extract<Happening, { kind: "start" }>): void {
    const before = this.#household;
    const command = this.#startCommand(
      device,
      takesOver === null ? null : this.#players.get(takesOver)?.slotId,
    );
    const { slotId, deviceId } = command.playout;
    const own = [...before.slots.values()].find((slot) => slot.deviceId === deviceId);
    const outcome = this.#run(command);
    const { reply, household } = outcome;
    const { streams } = household.limit;
    const since = amnestySince(this.#canary, this.#now, CANARY_RULES) ?? Number.NEGATIVE_INFINITY;
    const isSeated = (slot: Slot) => slot.lastHeartbeatAt >= since && expiresAt(slot) >= this.#now;

    demand(streams === this.#streams, "a start brings the newest limit");
    const evicted = outcome.changes.filter(({ event }) => event === "EXPIRED");
    demand(!evicted.some(({ slot }) => isSeated(slot)), "a confirmed seat is nobody else's");
    if (reply.status !== "GRANTED") {
      demand(reply.status === "REFUSED", `a new start is granted or refused, not ${reply.status}`);
      demand(evicted.length === outcome.changes.length, "a start that is refused stops nobody");
      demand(own === undefined, "3: a device that holds a slot is never refused");
      const seats = [...household.slots.values()].filter(isSeated);
      demand(seats.length >= streams, "4: a refusal needs as many confirmed seats as the limit");
      return;
    }
    demand(own !== undefined || household.slots.size <= streams, "2: a start keeps to the limit");
    demand(reply.reclaimedSlotId === (own?.slotId ?? null), "a device hears which slot it took back");
    if (own) this.#demandStop(own.slotId, deviceId, own.startedAt, "SUPERSEDED");
    this.#players.set(device, {
      slotId,
      deviceId,
      startedAt: this.#now,
      grantedLimit: household.limit,
      sequence: 0,
      beatsAt: this.#now + firstBeat(this.#random).inSeconds * 1_000,
    });
    if (retried) {
      const again = this.#run(command);
      demand(again.reply.status === "GRANTED" && !again.changed, "a retried start gives the same slot");
    }
  }

  #startCommand(device: number, takeOverSlotId: string | null = null): StartCommand {
    this.#started += 1;
    return exampleStart({
      slotId: `slot_${this.#started}`,
      deviceId: `dev_${device}`,
      limit: { streams: this.#streams, asOf: this.#now },
      leaseMs: firstBeat(this.#random).leaseMs,
      takeOverSlotId,
      deadline: this.#now,
    });
  }

  /** A beat that was under way when its slot ended. */
  #demandStop(slotId: string, deviceId: string, startedAt: number, reason: TombstoneReason): void {
    const limit = this.#household.limit;
    const command = { slotId, deviceId, startedAt, limit, leaseMs: LONGEST_LEASE_MS, deadline: this.#now };
    const { reply } = this.#run(exampleBeat(command));
    demand(reply.status === "STOP" && reply.reason === reason, `a beat after the end hears ${reason}`);
  }

  #onPlayer(kind: PlayerHappening, device: number, player: Player): void {
    const { slotId, sequence } = player;
    const lives = this.#household.slots.get(slotId);
    const told = this.#household.tombstones.has(slotId);
    switch (kind) {
      case "crash":
        this.#players.delete(device);
        break;
      case "end":
        this.#players.delete(device);
        this.#run({ op: "end", slotId, sequence: sequence + 1, positionSeconds: 1 });
        if (!told) this.#demandStop(slotId, player.deviceId, player.startedAt, "ENDED");
        break;
      case "stop":
        this.#run({ op: "stop", slotId, reason: "STOPPED" });
        break;
      case "replay":
        if (lives && lives.sequence > 1) {
          const { household } = this.#run({ ...this.#beatOf(player), sequence: lives.sequence - 1 });
          demand(
            household.slots.get(slotId)?.lastHeartbeatAt === lives.lastHeartbeatAt,
            "a replay proves nothing",
          );
        }
        break;
      case "pause":
        this.#beat(device, player, "PAUSE");
        break;
      case "lateBeat":
        this.#late({ ...this.#beatOf(player), deadline: this.#now - 1 });
        break;
    }
  }

  #late(command: SlotCommand): void {
    const before = this.#household;
    const { reply, household } = this.#run(command);
    demand(reply.status === "LATE" && household === before, "a late command changes nothing");
  }

  /** Time goes by, second by second: ticks go through the store, and players beat when they are due. */
  #pass(durationMs: number): void {
    for (const until = this.#now + durationMs; this.#now < until; ) {
      this.#now += 1_000;
      if (this.#now >= this.#ticksAt) this.#tick();
      for (const [device, player] of [...this.#players]) {
        if (player.beatsAt <= this.#now) this.#beat(device, player, "HEARTBEAT");
      }
    }
  }

  /**
   * The store hangs: no tick and no beat gets through. A player who is due is answered without the store and told to
   * come back late, or finds nobody at all and tries again when somebody is back.
   */
  #outage(durationMs: number): void {
    this.#now += durationMs;
    for (const player of this.#players.values()) {
      if (player.beatsAt > this.#now) continue;
      const isAnswered = this.#random() < 0.5;
      while (isAnswered && player.beatsAt <= this.#now) {
        player.beatsAt += outageBeat(this.#random).inSeconds * 1_000;
        player.sequence += 1;
        this.#answeredAlone = true;
      }
      if (!isAnswered) player.beatsAt = this.#now + Math.ceil(this.#random() * REBEAT_MS);
    }
  }

  #loseData(): void {
    // Versions follow the clock: a restart takes its time, and does not happen in a corrected past.
    this.#outage(Math.max(RESTART_MS, this.#latest - this.#now + RESTART_MS));
    this.#latest = this.#now;
    const { version } = this.#household;
    this.#household = emptyHousehold(this.#now);
    this.#canary = NEW_CANARY;
    demand(this.#household.version > version, "6: versions grow across data loss");
  }

  /** The store's clock is set; the players' own waits are not touched by it. */
  #stepClock(stepMs: number): void {
    this.#now += stepMs;
    this.#ticksAt += stepMs;
    for (const player of this.#players.values()) player.beatsAt += stepMs;
  }

  #tick(): void {
    this.#canary = tick(this.#canary, this.#now, CANARY_RULES, this.#answeredAlone);
    this.#answeredAlone = false;
    this.#ticksAt = this.#now + TICK_MS;
  }

  #beat(device: number, player: Player, event: HeartbeatCommand["event"]): void {
    player.sequence += 1;
    const beat = nextBeat(this.#random);
    player.beatsAt = this.#now + beat.inSeconds * 1_000;
    const asked = this.#household.tombstones.get(player.slotId)?.reason;
    const { reply } = this.#run({ ...this.#beatOf(player), leaseMs: beat.leaseMs, event });
    if (reply.status === "CONTINUE") return;
    demand(reply.status === "STOP", `a beat in time is answered, not ${reply.status}`);
    const deserved: readonly (TombstoneReason | undefined)[] = ["STOPPED", "TAKEN_OVER"];
    demand(
      deserved.includes(asked),
      `5: an honest player is stopped only by its household, not for ${asked}`,
    );
    this.#players.delete(device);
  }

  #beatOf({ slotId, deviceId, startedAt, grantedLimit, sequence }: Player): HeartbeatCommand {
    return exampleBeat({
      slotId,
      deviceId,
      startedAt,
      limit: grantedLimit,
      leaseMs: LONGEST_LEASE_MS,
      sequence: Math.max(1, sequence),
      positionSeconds: sequence,
      forgive: this.#answeredAlone,
      deadline: this.#now,
    });
  }

  #run<Command extends SlotCommand>(command: Command): Outcome<Command> {
    const before = this.#household;
    const since = amnestySince(this.#canary, this.#now, CANARY_RULES);
    const outcome = apply(before, command, { now: this.#now, amnestySince: since });
    this.#household = outcome.household;
    this.#latest = Math.max(this.#latest, this.#now);
    checkOutcome(before, outcome);
    return outcome;
  }
}
