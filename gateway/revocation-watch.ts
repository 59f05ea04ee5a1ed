import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../lib/clock.js";
import type { Revocations } from "../lib/revocations.js";
import type { Viewer } from "../lib/viewer.js";

/** Households that are looked through before others get their turn: at worst every one that is connected. */
const LOOK_SLICE = 100;

/** A player whose device is removed hears STOP, with the reason, within a second: its connection stays so long. */
const LAST_WORD_MS = 2_000;

/**
 * Ends what stays open in a viewer's name, WebSockets and streams, when the viewer's token is revoked: it was verified as
 * they began, and they would go on for as long as it was good for.
 */
export class RevocationWatch implements Disposable {
  readonly #revocations: Revocations | undefined;
  readonly #clock: Clock;
  readonly #listening: Disposable | undefined;
  /** By household. Lists, for they are short, and many. */
  readonly #open = new Map<string, OpenConnection[]>();

  /** Without revocations nobody is ever revoked. */
  constructor(revocations: Revocations | undefined, clock: Clock) {
    this.#revocations = revocations;
    this.#clock = clock;
    this.#listening = revocations?.onRevoked((accountId) => void this.#look(accountId));
  }

  /**
   * Calls `end` once, two seconds after the viewer is revoked, at once where that has happened already; never once it is
   * disposed.
   */
  watch(viewer: Viewer, end: () => void): Disposable {
    const connection = new OpenConnection(this.#open, viewer, end);
    // It may have come between the token's verification and now, when nobody was to be told.
    if (this.#revocations?.isRevoked(viewer)) queueMicrotask(() => connection.end());
    return connection;
  }

  [Symbol.dispose](): void {
    this.#listening?.[Symbol.dispose]();
  }

  /** Null: at everybody. */
  async #look(accountId: string | null): Promise<void> {
    if (accountId !== null) return this.#endRevoked(accountId);
    for (const [index, household] of [...this.#open.keys()].entries()) {
      if (index % LOOK_SLICE === LOOK_SLICE - 1) await nextTurn();
      this.#endRevoked(household);
    }
  }

  #endRevoked(accountId: string): void {
    for (const connection of [...(this.#open.get(accountId) ?? [])]) {
      if (this.#revocations?.isRevoked(connection.viewer)) connection.endIn(LAST_WORD_MS, this.#clock);
    }
  }
}

/** What is open in a viewer's name, until it is disposed. One object and no closures, for there are tens of thousands. */
class OpenConnection implements Disposable {
  readonly viewer: Viewer;
  readonly #all: Map<string, OpenConnection[]>;
  readonly #end: () => void;
  #timer: Disposable | undefined;

  constructor(all: Map<string, OpenConnection[]>, viewer: Viewer, end: () => void) {
    this.viewer = viewer;
    this.#all = all;
    this.#end = end;
    const others = all.get(viewer.accountId);
    if (others) others.push(this);
    else all.set(viewer.accountId, [this]);
  }

  end(): void {
    if (this.#leave()) this.#end();
  }

  endIn(delayMs: number, clock: Clock): void {
    this.#timer ??= clock.after(delayMs, () => this.end());
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#leave();
  }

  /** False when it had left before. */
  #leave(): boolean {
    const household = this.#all.get(this.viewer.accountId) ?? [];
    const place = household.indexOf(this);
    if (place < 0) return false;
    household.splice(place, 1);
    if (household.length === 0) this.#all.delete(this.viewer.accountId);
    return true;
  }
}
