import { isWithin, passed } from "./clock.js";
import {
  EndPlayoutDocument,
  HeartbeatDocument,
  StartPlayoutDocument,
  type StartPlayoutInput,
  type StartPlayoutMutation,
  type StopReason,
} from "./generated/operations.js";
import { type Beat, Heartbeat, type Sources } from "./heartbeat.js";
import type { PlayheadClient } from "./playhead-client.js";
import { RequestFailure } from "./request-failure.js";
import { requestId } from "./request-id.js";
import { backoffMs } from "./retry.js";

/** A PlaySession, or why there is none. */
export type StartResult = StartPlayoutMutation["startPlayout"];
export type PlaySession = Extract<StartResult, { __typename: "PlaySession" }>;
/** What to play. */
export type StartRequest = Omit<StartPlayoutInput, "deviceId" | "clientRequestId">;

export type PlayerState = "IDLE" | "STARTING" | "PLAYING" | "PAUSED" | "STOPPED" | "ENDED";

export interface PlayerOptions {
  /** Seconds from the start of what plays; null where that is not known. */
  readonly position: () => number | null;
  /** Fresh URLs, before the old ones expire. */
  readonly onSources?: (sources: Sources) => void;
  /** The platform ends the stream: stop it, and tell the viewer why. The only reason to stop. */
  readonly onStop: (reason: StopReason | null) => void;
  /** A beat that went unanswered, for logs: the stream goes on. */
  readonly onMissed?: (why: unknown) => void;
}

/** A start is tried so often, in this time at most: a viewer waits. */
const MOST_STARTS = 5;
const START_MS = 20_000;
const START_ATTEMPT_MS = 8_000;
const START_RETRY_MS = 500;
/** A beat that takes longer would come with the next one. */
const BEAT_MS = 10_000;
const MOST_ENDS = 3;
const END_MS = 5_000;
const END_RETRY_MS = 1_000;
/** Between two tries to have a slot back, at least; at most twice as long. */
const TAKE_BACK_AGAIN_MS = 15_000;
/** A slot that was granted unheard is gone after this: no lease is longer. */
const UNHEARD_MS = 120_000;

type Position = { readonly positionSeconds?: number };

interface Playout {
  readonly slotToken: string;
  readonly heartbeat: Heartbeat;
}

/**
 * A stream of the device that the client is signed in on, and its slot. States:
 *
 *     IDLE → STARTING → PLAYING ⇄ PAUSED
 *             │ refused: as before    ├─ directive STOP ─→ STOPPED
 *             └─ end() ─→ ENDED       └─ end() ──────────→ ENDED
 *
 * `start` again changes what plays: the device keeps its place among the household's streams. Where nobody answers,
 * what played goes on, and takes the place back that the platform may have given to what was not heard of. Only a
 * directive STOP stops a stream; outages, errors and expired tokens do not.
 */
export class Player {
  readonly #client: PlayheadClient;
  readonly #options: PlayerOptions;
  #state: PlayerState = "IDLE";
  /** What it was before the start under way, and those that this one overtook. */
  #before: PlayerState = "IDLE";
  #playout: Playout | null = null;
  /** Counts starts and ends: what was asked before the newest of them does not count any more. */
  #wish = 0;
  /** Of the start under way. */
  #start: AbortController | null = null;
  /** When a start brought no answer, epoch ms: it may have the device's slot. */
  #unheardAt = Number.NEGATIVE_INFINITY;
  /** What plays without the slot that it lost, perhaps to a start under way, and wants back. */
  #bereft: StartRequest | null = null;

  constructor(client: PlayheadClient, options: PlayerOptions) {
    this.#client = client;
    this.#options = options;
  }

  get state(): PlayerState {
    return this.#state;
  }

  /**
   * Asks for a slot, and keeps it from then on. Tried again where the platform stumbles, with the same id, so that it
   * never takes two. Rejects with a RequestFailure where nobody answers, or when `end` or another `start` came before.
   */
  start(request: StartRequest): Promise<StartResult> {
    return this.#begin(request, false);
  }

  async #begin(request: StartRequest, isTakingBack: boolean): Promise<StartResult> {
    this.#wish += 1;
    const wish = this.#wish;
    // Were it done later than this one, it would take the slot back that this one gets. One that was done before is not
    // in the way: the device's slot goes to this one.
    this.#start?.abort();
    const start = new AbortController();
    this.#start = start;
    if (this.#state !== "STARTING") this.#before = this.#state;
    if (!this.#playout && !this.#bereft) this.#state = "STARTING";
    let isPlaying = false;
    try {
      const result = await this.#ask(request, wish, start.signal).catch((error: unknown) => {
        throw start.signal.aborted ? overtaken() : error;
      });
      if (wish !== this.#wish) {
        // Nothing of it was played: where the player is says nothing of how far its viewer has come.
        if (result.__typename === "PlaySession") void this.#tellEnd(result.slotToken, 1, {});
        throw overtaken();
      }
      isPlaying = result.__typename === "PlaySession";
      // Who paused, or went on, while the place was asked for did so with what plays.
      const isPaused = isTakingBack && this.#state === "PAUSED";
      if (result.__typename === "PlaySession") this.#play(request, result);
      else if (this.#state === "STARTING") this.#state = this.#before;
      if (isPaused) this.pause();
      return result;
    } catch (error) {
      const isUnheard = start.signal.aborted || (error instanceof RequestFailure && error.isPassing);
      if (isUnheard) this.#unheardAt = this.#client.platform.clock.now();
      if (wish === this.#wish && this.#state === "STARTING") this.#state = this.#before;
      throw error;
    } finally {
      if (this.#start === start) this.#start = null;
      const isLast = wish === this.#wish && !isPlaying;
      if (isLast && !isTakingBack && this.#bereft) void this.#takeBack(this.#bereft);
    }
  }

  /** The viewer paused; the slot is kept. */
  pause(): void {
    if (this.#state !== "PLAYING") return;
    this.#state = "PAUSED";
    this.#playout?.heartbeat.say("PAUSE");
  }

  /** The viewer went on. */
  resume(): void {
    if (this.#state !== "PAUSED") return;
    this.#state = "PLAYING";
    this.#playout?.heartbeat.say("RESUME");
  }

  /** The viewer jumped; call it when the position is the new one. */
  seeked(): void {
    this.#playout?.heartbeat.say("SEEK");
  }

  /** Asks at once whether the stream may go on: when `RemoteReceiver` hears a STOP of the platform. */
  confirm(): void {
    this.#playout?.heartbeat.say("HEARTBEAT");
  }

  /**
   * The viewer is done: frees the slot and keeps where they were. Works while a page closes. True once the platform
   * knows; false where it could not be told, or there was nothing to end: a slot ends by itself soon.
   */
  async end(): Promise<boolean> {
    this.#wish += 1;
    const playout = this.#playout;
    this.#playout = null;
    this.#bereft = null;
    if (this.#state !== "STOPPED") this.#state = "ENDED";
    if (!playout) return false;
    return this.#tellEnd(playout.slotToken, playout.heartbeat.finish(), this.#positionSeconds());
  }

  async #ask(request: StartRequest, wish: number, signal: AbortSignal): Promise<StartResult> {
    const { clock, random } = this.#client.platform;
    const { deviceId } = this.#client;
    if (deviceId === null) {
      throw new RequestFailure("REFUSED", "the session is bound to no device: sign in on one");
    }
    const input = { ...request, deviceId, clientRequestId: requestId(random) };
    const until = clock.now() + START_MS;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const options = { timeoutMs: START_ATTEMPT_MS, session: "at hand" as const, signal };
        const { data, errors } = await this.#client.request(StartPlayoutDocument, { input }, options);
        if (typeof data.startPlayout?.__typename === "string") return data.startPlayout;
        throw new RequestFailure(errors.length > 0 ? "REFUSED" : "UNREACHABLE", "no answer", { errors });
      } catch (error) {
        if (!(error instanceof RequestFailure && error.isPassing)) throw error;
        const { retryAfterSeconds = 0 } = error;
        const waitMs = Math.max(retryAfterSeconds * 1_000, backoffMs(attempt, START_RETRY_MS, random));
        const isLast = attempt + 1 >= MOST_STARTS || clock.now() + waitMs > until || wish !== this.#wish;
        if (isLast) throw error;
        await passed(clock, waitMs);
        // Its viewer has left meanwhile: nobody's place is taken for nothing.
        if (wish !== this.#wish) throw error;
      }
    }
  }

  #play(request: StartRequest, { slotToken, firstHeartbeatInSeconds }: PlaySession): void {
    // Its slot was taken back for the new one.
    this.#playout?.heartbeat.finish();
    this.#unheardAt = Number.NEGATIVE_INFINITY;
    this.#bereft = null;
    const { onSources = () => undefined, onMissed = () => undefined } = this.#options;
    const heartbeat = new Heartbeat(
      {
        platform: this.#client.platform,
        send: (beat) => this.#send(slotToken, beat),
        onSources,
        onMissed,
        onStop: (reason) => {
          this.#playout = null;
          const isUnheard = isWithin(UNHEARD_MS, this.#unheardAt, this.#client.platform.clock.now());
          if (reason !== "SLOT_ENDED") this.#stop(reason);
          else if (this.#start) this.#bereft = request;
          else if (isUnheard) void this.#takeBack(request);
          else this.#stop(reason);
        },
      },
      firstHeartbeatInSeconds,
    );
    this.#playout = { slotToken, heartbeat };
    this.#state = "PLAYING";
  }

  /**
   * The slot of what plays went to a start that brought no answer: what plays has it back, and the viewer sees
   * nothing. Where nobody answers this either, it plays on and asks again.
   */
  async #takeBack(request: StartRequest): Promise<void> {
    this.#bereft = request;
    const { clock, random } = this.#client.platform;
    const wish = this.#wish + 1;
    const result = await this.#begin(request, true).catch((error: RequestFailure) => error);
    if (wish !== this.#wish) return;
    if (result instanceof RequestFailure && result.isPassing) {
      await passed(clock, TAKE_BACK_AGAIN_MS * (1 + random()));
      if (wish === this.#wish) void this.#takeBack(request);
    } else if ("__typename" in result && result.__typename === "PlaySession") {
      this.#options.onSources?.(result.sources);
    } else this.#stop("SLOT_ENDED");
  }

  #stop(reason: StopReason | null): void {
    this.#bereft = null;
    this.#state = "STOPPED";
    this.#options.onStop(reason);
  }

  async #send(slotToken: string, beat: Beat) {
    // Who paused says once where. They may go on elsewhere meanwhile, and are not held back here.
    const isIdle = this.#state === "PAUSED" && beat.event === "HEARTBEAT";
    const input = { ...beat, slotToken, ...(isIdle ? {} : this.#positionSeconds()) };
    // The slot token authorises: no beat waits for a fresh access token.
    const options = { timeoutMs: BEAT_MS, session: "as it is" as const };
    const { data, errors } = await this.#client.request(HeartbeatDocument, { input }, options);
    if (!data.heartbeat && errors.length > 0) throw new RequestFailure("REFUSED", "no answer", { errors });
    return data.heartbeat;
  }

  async #tellEnd(slotToken: string, sequence: number, position: Position): Promise<boolean> {
    const { clock, random } = this.#client.platform;
    const variables = { slotToken, sequence, ...position };
    const options = { timeoutMs: END_MS, session: "as it is" as const, keepalive: true };
    for (let attempt = 0; attempt < MOST_ENDS; attempt += 1) {
      if (attempt > 0) await passed(clock, backoffMs(attempt - 1, END_RETRY_MS, random));
      const answer = await this.#client.request(EndPlayoutDocument, variables, options).catch(() => null);
      if (answer?.data.endPlayout === true) return true;
    }
    return false;
  }

  /** A player that cannot say where it is still beats. */
  #positionSeconds(): Position {
    try {
      const position = this.#options.position();
      const isKnown = position !== null && Number.isFinite(position) && position >= 0;
      return isKnown ? { positionSeconds: Math.floor(position) } : {};
    } catch {
      return {};
    }
  }
}

function overtaken(): RequestFailure {
  return new RequestFailure("REFUSED", "something else was asked of the player meanwhile");
}
