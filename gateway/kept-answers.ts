import type { ExecutionResult } from "graphql";
import type { Clock } from "../lib/clock.js";
import type { LiveBus } from "../lib/events/live-bus.js";
import type { Metrics } from "../lib/telemetry/metrics.js";
import { isWhole } from "./cache-policy.js";
import { JsonText } from "./executor/json-text.js";

/** What the catalog says whenever the guide, a channel or what is on demand has changed. */
export const GUIDE_CHANNEL = "guide";

interface Kept {
  readonly result: ExecutionResult;
  readonly size: number;
  /** Epoch ms. */
  readonly since: number;
  readonly until: number;
}

/** What is kept of an operation, or where the answer that is found now is kept, if it may be. */
export interface Place {
  readonly kept: { readonly result: ExecutionResult; readonly ageSeconds: number } | null;
  /** How often the guide had changed by then. */
  readonly changes: number;
  keep(result: ExecutionResult, maxAgeSeconds: number): void;
}

export interface KeptAnswersOptions {
  readonly live: Pick<LiveBus, "subscribe">;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** Characters of all keys and answers together. */
  readonly mostCharacters: number;
}

/**
 * Answers that are the same for everybody, kept by the gateway until they are old or the guide has changed: whole answers
 * of queries of which every field is public, and none other. What was asked before a change and answered after it is
 * not kept, because nobody knows which of the two it tells.
 */
export class KeptAnswers implements Disposable {
  readonly #clock: Clock;
  readonly #mostCharacters: number;
  readonly #answers = new Map<string, Kept>();
  readonly #found: (isFound: boolean) => void;
  #characters = 0;
  #changes = 0;
  #listening: Disposable | undefined;

  private constructor({ clock, metrics, mostCharacters }: KeptAnswersOptions) {
    this.#clock = clock;
    this.#mostCharacters = mostCharacters;
    const asked = metrics.counter({
      name: "gateway_kept_answers_total",
      help: "Queries of public fields alone, by whether their answer was kept (found, missed).",
      labels: ["outcome"],
    });
    this.#found = (isFound) => asked.inc({ outcome: isFound ? "found" : "missed" });
  }

  /** Resolves once every change is certain to be heard. */
  static async open(options: KeptAnswersOptions): Promise<KeptAnswers> {
    const answers = new KeptAnswers(options);
    const clear = () => answers.#clear();
    answers.#listening = await options.live.subscribe(GUIDE_CHANNEL, clear, clear);
    return answers;
  }

  find(key: string): Place {
    const kept = this.#answers.get(key);
    const now = this.#clock.now();
    const isGood = kept !== undefined && kept.until > now;
    this.#found(isGood);
    const changes = this.#changes;
    return {
      kept: isGood
        ? { result: kept.result, ageSeconds: Math.max(0, Math.floor((now - kept.since) / 1_000)) }
        : null,
      changes,
      keep: (result, maxAgeSeconds) => {
        if (changes === this.#changes && isWhole(result)) this.#keep(key, result, maxAgeSeconds);
      },
    };
  }

  [Symbol.dispose](): void {
    this.#listening?.[Symbol.dispose]();
    this.#clear();
  }

  #keep(key: string, result: ExecutionResult, maxAgeSeconds: number): void {
    // What isn't written yet is nothing that the executor of known operations gave.
    if (!(result.data instanceof JsonText)) return;
    this.#drop(key);
    const size = key.length + result.data.text.length;
    if (size > this.#mostCharacters) return;
    for (const oldest of this.#answers.keys()) {
      if (this.#characters + size <= this.#mostCharacters) break;
      this.#drop(oldest);
    }
    const now = this.#clock.now();
    this.#answers.set(key, { result, size, since: now, until: now + maxAgeSeconds * 1_000 });
    this.#characters += size;
  }

  #drop(key: string): void {
    this.#characters -= this.#answers.get(key)?.size ?? 0;
    this.#answers.delete(key);
  }

  #clear(): void {
    this.#changes += 1;
    this.#characters = 0;
    this.#answers.clear();
  }
}
