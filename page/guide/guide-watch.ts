import type { PlayheadClient } from "../../client/index.js";
import { GuideChangedDocument } from "../generated/operations.js";
import { MINUTE_MS } from "../instants.js";

/** How many broadcasts one subscription may list. */
const IDS_EACH = 100;
/** A WebSocket may run a hundred operations, and this window has others. */
const MOST_SUBSCRIPTIONS = 20;
/** An import tells of its changes one by one: they are read together. */
const PAUSE_MS = 500;
const RETRY_MS = 5_000;
/** No subscription tells of what a guide adds where nothing was: it is looked for so often. */
const LOOK_EVERY_MS = 5 * MINUTE_MS;

export interface GuideWatchOptions {
  readonly client: Pick<PlayheadClient, "subscribe" | "platform">;
  /** Reads the guide and shows it; answers with the ids of the broadcasts that are shown. */
  readonly read: () => Promise<readonly string[]>;
  readonly failed: (error: Error) => void;
}

/** Reads what a grid shows, and again as the guide changes, until it is closed. States: READING ⇄ WAITING → OVER. */
export class GuideWatch {
  readonly #options: GuideWatchOptions;
  #state: "reading" | "waiting" | "over" = "waiting";
  #hasChanged = false;
  #followed = "";
  #unfollow: () => void = () => undefined;
  #cancel: () => void = () => undefined;

  constructor(options: GuideWatchOptions) {
    this.#options = options;
  }

  async begin(): Promise<void> {
    this.#cancel();
    this.#state = "reading";
    this.#hasChanged = false;
    try {
      const ids = await this.#options.read();
      if (this.isOver) return;
      this.#follow(ids);
      // What changed while it was read may stand in it or not.
      this.#again(this.#hasChanged ? PAUSE_MS : LOOK_EVERY_MS);
    } catch (error) {
      if (this.isOver) return;
      this.#options.failed(error as Error);
      this.#again(RETRY_MS);
    }
  }

  get isOver(): boolean {
    return this.#state === "over";
  }

  close(): void {
    this.#state = "over";
    this.#cancel();
    this.#unfollow();
  }

  #again(delayMs: number): void {
    this.#state = "waiting";
    this.#cancel();
    this.#cancel = this.#options.client.platform.clock.after(delayMs, () => void this.begin());
  }

  #changed(): void {
    if (this.#state === "waiting" && !this.#hasChanged) this.#again(PAUSE_MS);
    this.#hasChanged = true;
  }

  #follow(ids: readonly string[]): void {
    const followed = [...ids].sort().join();
    if (followed === this.#followed) return;
    this.#followed = followed;
    const before = this.#unfollow;
    const { client } = this.#options;
    const changed = () => this.#changed();
    const stops: (() => void)[] = [];
    for (let at = 0; at < ids.length && stops.length < MOST_SUBSCRIPTIONS; at += IDS_EACH) {
      const some = ids.slice(at, at + IDS_EACH);
      stops.push(
        client.subscribe(GuideChangedDocument, { ids: some }, { next: changed, interrupted: changed }),
      );
    }
    this.#unfollow = () => {
      for (const stop of stops) stop();
    };
    before();
  }
}
