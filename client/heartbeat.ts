import type { HeartbeatMutation, PlayEvent, StopReason } from "./generated/operations.js";
import type { Platform } from "./platform.js";
import { RequestFailure } from "./request-failure.js";
import { backoffMs, RetryBudget } from "./retry.js";
import { WakefulTimer } from "./wakeful-timer.js";

export type HeartbeatReply = NonNullable<HeartbeatMutation["heartbeat"]>;
/** Best first. */
export type Sources = NonNullable<HeartbeatReply["sources"]>;

export interface Beat {
  readonly sequence: number;
  readonly event: PlayEvent;
}

export interface HeartbeatOptions {
  readonly platform: Pick<Platform, "clock" | "random" | "wakening">;
  /** Sends a beat; settles in bounded time. */
  readonly send: (beat: Beat) => Promise<HeartbeatReply | null>;
  readonly onSources: (sources: Sources) => void;
  readonly onStop: (reason: StopReason | null) => void;
  /** A beat that brought no answer to act on; the stream goes on. */
  readonly onMissed: (why: unknown) => void;
}

/** The pace where nobody said one, give or take a fifth. */
const USUAL_SECONDS = 60;
/** What the platform may ask for; anything else is taken for the nearest. */
const SHORTEST_SECONDS = 1;
const LONGEST_SECONDS = 600;
/** First retry of a missed beat. */
const RETRY_MS = 4_000;
/** More than this at a time are not sent: what is left out is said a moment later. */
const MOST_UNDER_WAY = 4;
const MOMENT_MS = 1_000;
/** The network is back for everybody at once. */
const BACK_SPREAD_MS = 2_000;

/**
 * Keeps a slot. States: BEATING until a directive STOP, or `finish`; then OVER, and nothing is sent any more.
 *
 * No answer, null, an error, or a word it does not know leave it BEATING: missed beats are retried while the budget
 * lasts, then come at the usual pace. A change of state (PAUSE, RESUME) is repeated until it was heard.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #timer: WakefulTimer;
  readonly #budget = new RetryBudget();
  readonly #stopListening: () => void;
  #isOver = false;
  #sequence = 0;
  #underWay = 0;
  #missed = 0;
  /** What the platform has not confirmed, and the first beat that says it: what an older one said was something else. */
  #unheard: { readonly event: "PAUSE" | "RESUME"; readonly since: number } | null = null;

  constructor(options: HeartbeatOptions, firstSeconds: number) {
    this.#options = options;
    const { clock, wakening } = options.platform;
    this.#timer = new WakefulTimer(clock, () => this.#beat(this.#unheard?.event ?? "HEARTBEAT"));
    this.#stopListening = wakening.listen(() => this.#wake());
    this.#timer.start(paceMs(firstSeconds) ?? this.#usualMs());
  }

  /** Sends a beat with what just happened, at once. */
  say(event: PlayEvent): void {
    if (!this.#isOver) this.#beat(event);
  }

  /** Ends the loop; the sequence of the last word. */
  finish(): number {
    this.#isOver = true;
    this.#timer.cancel();
    this.#stopListening();
    return this.#sequence + 1;
  }

  #beat(event: PlayEvent): void {
    const isChange = event === "PAUSE" || event === "RESUME";
    if (isChange && this.#unheard?.event !== event) this.#unheard = { event, since: this.#sequence + 1 };
    if (this.#underWay >= MOST_UNDER_WAY) {
      this.#timer.start(MOMENT_MS);
      return;
    }
    this.#sequence += 1;
    const beat = { sequence: this.#sequence, event };
    this.#timer.start(this.#usualMs());
    this.#underWay += 1;
    this.#options.send(beat).then(
      (reply) => this.#heard(beat, reply),
      (why) => this.#miss(beat, why),
    );
  }

  #heard(beat: Beat, reply: HeartbeatReply | null): void {
    const nextMs = paceMs(reply?.nextHeartbeatInSeconds);
    const isStop = reply?.directive === "STOP";
    if (!isStop && nextMs === null) {
      this.#miss(beat, new Error("the answer says nothing"));
      return;
    }
    this.#underWay -= 1;
    if (this.#isOver) return;
    if (isStop) {
      this.finish();
      this.#options.onStop(reply.reason ?? null);
      return;
    }
    this.#budget.succeeded();
    if (this.#unheard?.event === beat.event && beat.sequence >= this.#unheard.since) this.#unheard = null;
    if (beat.sequence === this.#sequence) {
      this.#missed = 0;
      this.#timer.start(this.#unheard ? MOMENT_MS : (nextMs ?? this.#usualMs()));
    }
    if (Array.isArray(reply?.sources) && reply.sources.length > 0) this.#options.onSources(reply.sources);
  }

  #miss(beat: Beat, why: unknown): void {
    this.#underWay -= 1;
    if (this.#isOver) return;
    // A later beat is on its way, and says more.
    if (beat.sequence === this.#sequence) {
      this.#missed += 1;
      this.#timer.start(this.#afterMissMs(why));
    }
    this.#options.onMissed(why);
  }

  #afterMissMs(why: unknown): number {
    const { random } = this.#options.platform;
    const asked = why instanceof RequestFailure ? paceMs(why.retryAfterSeconds) : null;
    if (asked !== null) return asked * (1 + random() / 5);
    return this.#budget.spend() ? backoffMs(this.#missed - 1, RETRY_MS, random) : this.#usualMs();
  }

  #usualMs(): number {
    return USUAL_SECONDS * 1_000 * (0.8 + 0.4 * this.#options.platform.random());
  }

  #wake(): void {
    if (this.#missed > 0 && this.#underWay === 0) {
      this.#missed = 0;
      this.#timer.start(this.#options.platform.random() * BACK_SPREAD_MS);
    } else this.#timer.look();
  }
}

/** Milliseconds, of seconds that make sense; null of anything else. */
function paceMs(seconds: unknown): number | null {
  if (typeof seconds !== "number" || !Number.isFinite(seconds) || seconds < 0) return null;
  return Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, seconds)) * 1_000;
}
