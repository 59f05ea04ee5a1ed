import { type Clock, Player, PlayheadClient, type StartRequest, type Tokens } from "../../client/index.js";
import type { Household, Seat } from "./households.js";
import type { Network, Watcher } from "./network.js";
import { LEASE_SECONDS } from "./scenario.js";
import type { Tally } from "./tally.js";

/** What all viewers share. */
export interface Evening {
  readonly network: Network;
  readonly tally: Tally;
  readonly clock: Clock;
  /** Where everybody is in what they watch, seconds. */
  readonly position: () => number;
}

/** A position that the platform said it has, and when, epoch ms. */
export interface Acknowledged {
  readonly positionSeconds: number;
  readonly at: number;
}

/** A device's time, which stands still while it sleeps. */
class DeviceClock implements Clock {
  readonly #time: Clock;
  #asleep: (() => void)[] | null = null;

  constructor(time: Clock) {
    this.#time = time;
  }

  now(): number {
    return this.#time.now();
  }

  after(delayMs: number, action: () => void): () => void {
    return this.#time.after(delayMs, () => {
      if (this.#asleep) this.#asleep.push(action);
      else action();
    });
  }

  sleep(): void {
    this.#asleep = [];
  }

  wake(): void {
    const missed = this.#asleep ?? [];
    this.#asleep = null;
    for (const action of missed) action();
  }
}

/** A device from one switching on to the next. */
interface Device {
  readonly clock: DeviceClock;
  readonly client: PlayheadClient;
  readonly player: Player;
}

/** Who watches, and where. */
interface Person {
  readonly household: Household;
  readonly profileId: string;
  readonly seats: readonly Seat[];
}

/** Somebody of a household who watches, on one of its devices at a time. */
export class Viewer implements Watcher {
  readonly household: Household;
  readonly profileId: string;
  /** The newest of each item. */
  readonly acknowledged = new Map<string, Acknowledged>();
  readonly #evening: Evening;
  readonly #number: number;
  readonly #seats: readonly Seat[];
  /** Of each seat, the newest. */
  readonly #tokens: Tokens[];
  #at = 0;
  #device: Device;
  #request: StartRequest = {};
  /** What each slot token of the evening plays: beats of the one before may be answered when something else plays. */
  readonly #contents = new Map<string, string>();

  constructor(number: number, { household, profileId, seats }: Person, evening: Evening) {
    this.household = household;
    this.profileId = profileId;
    this.#number = number;
    this.#seats = seats;
    this.#tokens = seats.map(({ tokens }) => tokens);
    this.#evening = evening;
    this.#device = this.#boot();
  }

  get isPlaying(): boolean {
    return this.#device.player.state === "PLAYING";
  }

  get client(): PlayheadClient {
    return this.#device.client;
  }

  /** The device in use. */
  get deviceId(): string {
    return this.#seats[this.#at]?.deviceId ?? "";
  }

  /** Presses play, until something plays: who is refused or finds no answer tries again within half a minute. */
  async play(request: StartRequest): Promise<void> {
    const { tally } = this.#evening;
    const { phase, bucket } = tally;
    const device = this.#device;
    if (bucket) bucket.starts += 1;
    this.#request = request;
    const pressedAt = performance.now();
    const { profileId } = this;
    const result = await device.player.start({ ...request, profileId }).catch((error: Error) => error);
    tally.startMs[phase].push(performance.now() - pressedAt);
    if (result instanceof Error) tally.unanswered[phase].push(`${this.deviceId}: ${result.message}`);
    else if (result.__typename === "PlaySession") {
      if (!result.slot.governed) tally.count("starts without the store");
      this.#contents.set(result.slotToken, String(request.contentId));
      return;
    } else tally.refused[phase].push(`${this.deviceId}: ${result.__typename}: ${result.message}`);
    const againInMs = (5 + Math.random() * 25) * 1_000;
    this.#evening.clock.after(againInMs, () => {
      // Who was signed out goes to bed.
      if (device.client.deviceId === null) return;
      if (this.#device === device && !this.isPlaying) void this.play(request);
    });
  }

  /** Something else, on the same device. */
  async zap(request: StartRequest): Promise<void> {
    if (this.isPlaying) await this.play(request);
  }

  /** The device loses power in the midst of it, and plays the same when it is back. */
  crash(backInSeconds: number): void {
    if (!this.isPlaying) return;
    this.#device.clock.sleep();
    this.#evening.tally.count("crashes");
    this.#evening.clock.after(backInSeconds * 1_000, () => {
      this.#device = this.#boot();
      void this.play(this.#request);
    });
  }

  /** Ends here and goes on in another room. */
  async move(): Promise<void> {
    if (!this.isPlaying || this.#seats.length < 2) return;
    this.#evening.tally.count("moves");
    const hasHeard = await this.#device.player.end();
    if (!hasHeard) this.#evening.tally.count("ends that nobody heard");
    // A platform that could not be told keeps the seat for a lease.
    const waitSeconds = hasHeard ? 3 : LEASE_SECONDS;
    this.#evening.clock.after(waitSeconds * 1_000, () => {
      this.#at = (this.#at + 1) % this.#seats.length;
      this.#device = this.#boot();
      void this.play(this.#request);
    });
  }

  sleep(): void {
    this.#device.clock.sleep();
  }

  wake(): void {
    this.#device.clock.wake();
  }

  asked(operation: string): void {
    const { bucket, count } = this.#evening.tally;
    if (operation === "RefreshSession") count("sessions refreshed");
    if (!bucket) return;
    bucket.requests += 1;
    if (operation === "Heartbeat") bucket.beats += 1;
  }

  answered(operation: string, body: string, answer: string, tookMs: number): void {
    const { tally, clock } = this.#evening;
    const isBeat = operation === "Heartbeat";
    if (isBeat) tally.beatMs[tally.phase].push(tookMs);
    const isTaken = isBeat ? answer.includes('"directive":"CONTINUE"') : answer.includes('"endPlayout":true');
    const position = isTaken ? /"positionSeconds":(\d+)/.exec(body)?.[1] : undefined;
    const contentId = this.#contents.get(/"slotToken":"([^"]+)"/.exec(body)?.[1] ?? "");
    if (position === undefined || contentId === undefined) return;
    this.acknowledged.set(contentId, {
      positionSeconds: Number(position),
      at: clock.now(),
    });
  }

  #boot(): Device {
    const { tally, network } = this.#evening;
    const clock = new DeviceClock(this.#evening.clock);
    const seat = this.#at;
    const client = new PlayheadClient({
      endpoint: "http://gateway.example/graphql",
      tokens: this.#tokens[seat] ?? null,
      onTokens: (tokens) => {
        if (tokens) this.#tokens[seat] = tokens;
        else tally.count("sessions lost");
      },
      platform: { fetch: network.fetchOf(this.#number, this), clock, webSocket: undefined },
    });
    const player = new Player(client, {
      position: this.#evening.position,
      onStop: (reason) => tally.terminated.push(`${this.deviceId}: ${reason}`),
      onMissed: () => tally.count("beats missed"),
    });
    return { clock, client, player };
  }
}
