import type { Clock } from "../../../lib/clock.js";
import { within } from "../../../lib/lifecycle.js";
import { type Bookmark, bookmarkedBy, bookmarkOf } from "../domain/bookmark.js";
import type { Outcome, SlotCommand } from "../domain/slots/commands.js";
import type { Playout } from "../domain/slots/household.js";
import type { SlotStore } from "../slot-store.js";
import { LastWords } from "./last-words.js";
import { WaitingBookmarks } from "./waiting-bookmarks.js";

/** What a beat waits for its position to be in the store, while there is no slot store. */
const HANDED_OVER_WITHIN_MS = 500;
/** Longer than bookmarks wait on Redis while viewing takes them. */
const REMEMBERED_MS = 15_000;

/** What a player said of how far its viewer is. */
export interface Said {
  /** Of the beat or the end. */
  readonly sequence: number;
  /** Null where it said nothing of it. */
  readonly positionSeconds: number | null;
  /** When it came here, epoch ms. */
  readonly heardAt: number;
}

/** Sees to it that what a player said is handed over, whatever the slot store does with it. */
export interface BookmarkKeeper {
  /** The slot store; what its commands move is kept. */
  readonly slots: SlotStore;
  /**
   * A player said this while the slot store could not be asked; it moves nothing where the player said something else
   * since. Resolves when it is in viewing's store; a little later at most while viewing is away: then it waits here.
   */
  keepAlone(accountId: string, playout: Playout, said: Said): Promise<void>;
  /** The slot store may have lost its data: what it was given lately is handed over from here, too. */
  storeWasAway(): void;
}

/**
 * Where the slots are in this process, so are the bookmarks that wait. Where they are on Redis its script keeps them; this
 * process remembers what it has heard within the last seconds, as Redis may lose all of it.
 */
export function createBookmarkKeeper(options: {
  readonly slots: SlotStore;
  readonly waiting: WaitingBookmarks;
  /** Hands what waits to viewing. */
  readonly handOver: () => Promise<void>;
  /** Whether the slot store keeps bookmarks itself. */
  readonly isKeptByStore: boolean;
  readonly clock: Clock;
}): BookmarkKeeper {
  const { slots, waiting, handOver, isKeptByStore, clock } = options;
  let recent = new WaitingBookmarks();
  let before = new WaitingBookmarks();
  let turnsAt = clock.now() + REMEMBERED_MS;
  const words = new LastWords(clock);

  function remember(bookmark: Bookmark): void {
    if (clock.now() >= turnsAt) {
      before = recent;
      recent = new WaitingBookmarks();
      turnsAt = clock.now() + REMEMBERED_MS;
    }
    recent.add(bookmark);
  }

  function noteWord(command: SlotCommand, saidAt: number): void {
    if (command.op === "heartbeat")
      words.place(command.playout.slotId, { sequence: command.sequence, saidAt });
    if (command.op === "end") words.place(command.slotId, { sequence: command.sequence, saidAt });
  }

  return {
    slots: {
      async run<Command extends SlotCommand>(accountId: string, command: Command): Promise<Outcome<Command>> {
        const outcome = await slots.run(accountId, command);
        const bookmark = bookmarkOf(accountId, command, outcome);
        if (bookmark) noteWord(command, bookmark.saidAt);
        if (bookmark && isKeptByStore) remember(bookmark);
        else if (bookmark) waiting.add(bookmark);
        return outcome;
      },
      forget: (accountId) => slots.forget(accountId),
      [Symbol.asyncDispose]: () => slots[Symbol.asyncDispose](),
    },
    async keepAlone(accountId, playout, { sequence, positionSeconds, heardAt }) {
      const bookmarked = bookmarkedBy(playout);
      if (!bookmarked || positionSeconds === null) return;
      const saidAt = words.place(playout.slotId, { sequence, saidAt: heardAt });
      if (saidAt === null) return;
      waiting.add({ accountId, ...bookmarked, positionSeconds, saidAt });
      // Nobody else knows of it: a process that died now would take it along.
      const handedOver = handOver().catch(() => undefined);
      await within(HANDED_OVER_WITHIN_MS, handedOver);
    },
    storeWasAway() {
      for (const bookmark of [...before.all(), ...recent.all()]) waiting.add(bookmark);
    },
  };
}
