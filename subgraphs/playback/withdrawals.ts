import { prefixOf } from "../../lib/ids.js";
import type { CallerHeaders } from "../../lib/service.js";
import { type ContentChange, channelOf, mayGoOn } from "./domain/continuation.js";
import type { Slot } from "./domain/slots/household.js";
import type { Facts } from "./facts.js";
import type { CheckHousehold } from "./household-check.js";
import type { KeptHousehold, KeptHouseholds, SlotStore } from "./slot-store.js";

/** Ours, not a viewer's. */
const CALLER: CallerHeaders = { traceId: "withdrawals" };
/** Changes that wait for one look at all households; an import that changes more comes again, by its durable events. */
const MOST_WAITING = 10_000;
/** Households looked at together: each is a question to accounts, and a popular channel has thousands. */
const HOUSEHOLDS_AT_ONCE = 20;

/** The catalog cannot be asked now; who applies an event tries again, for as long as it takes. */
class CatalogAway extends Error {
  override readonly name = "CatalogAway";
  /** Reads as a connection that was refused: nobody's fault, and no try. */
  readonly code = "ECONNREFUSED";
}

/**
 * Ends the streams that may not go on after a change. Rejects while it cannot be known which. Who tries again gives `done`
 * each time: the households that need not be looked at for this change again, to which it adds.
 */
export type EndWithdrawn = (change: ContentChange, done?: Set<string>) => Promise<void>;

/** A change that waits to be looked for. */
interface Waiting {
  readonly isWithdrawn: boolean;
  /** Somebody waits for whom no household is done. */
  readonly isAnew: boolean;
  readonly done: Set<string>;
}
type Changes = ReadonlyMap<string, Waiting>;

/**
 * Looks through the streams of all households for what has changed: changes that come while it looks wait together for
 * the next look, so that an import of thousands costs a few.
 */
export function createWithdrawals(options: {
  readonly kept: KeptHouseholds;
  readonly slots: SlotStore;
  readonly facts: Facts;
  readonly checkHousehold: CheckHousehold;
}): EndWithdrawn {
  const { kept, slots, facts, checkHousehold } = options;
  let waiting = new Map<string, Waiting>();
  let looking: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  async function lookAt({ accountId, household }: KeptHousehold, changes: Changes): Promise<void> {
    const touching = new Set<Waiting>();
    for (const slot of household.slots.values()) {
      const touched = await touchedBy(slot, changes, facts);
      if (touched?.verdict === "WITHDRAWN") {
        await slots.run(accountId, { op: "stop", slotId: slot.slotId, reason: "CONTENT_WITHDRAWN" });
      } else if (touched) touching.add(touched.change);
    }
    if ([...touching].every(({ isAnew, done }) => !isAnew && done.has(accountId))) return;
    // Which of them its products still open, by the tags of now.
    await checkHousehold(accountId);
    for (const { done } of touching) done.add(accountId);
  }

  async function look(): Promise<void> {
    const changes = waiting;
    waiting = new Map();
    next = undefined;
    for await (const households of kept()) {
      for (let at = 0; at < households.length; at += HOUSEHOLDS_AT_ONCE) {
        const some = households.slice(at, at + HOUSEHOLDS_AT_ONCE);
        const looks = await Promise.allSettled(some.map((each) => lookAt(each, changes)));
        const failed = looks.find((result) => result.status === "rejected");
        if (failed) throw failed.reason;
      }
    }
  }

  return ({ contentId, isWithdrawn }, done) => {
    if (waiting.size >= MOST_WAITING) {
      return Promise.reject(new CatalogAway(`more than ${MOST_WAITING} changes wait to be looked for`));
    }
    const before = waiting.get(contentId);
    waiting.set(contentId, {
      // The last word counts: what was withdrawn may be offered again.
      isWithdrawn,
      isAnew: done === undefined || before?.isAnew === true,
      done: done ?? before?.done ?? new Set(),
    });
    if (!next) {
      next = looking.then(look);
      looking = next.catch(() => undefined);
    }
    return next;
  };
}

/** Which of the changes is one to a stream, and what it is to it; null where it has nothing to do with them. */
async function touchedBy(
  slot: Slot,
  changes: Changes,
  facts: Facts,
): Promise<{ readonly change: Waiting; readonly verdict: "WITHDRAWN" | "CHANGED" } | null> {
  const own = changes.get(slot.contentId);
  const isOnChannel = prefixOf(slot.contentId) === "br";
  if (!own && !(isOnChannel && hasChannel(changes))) return null;
  const content = await facts.content(slot.contentId, CALLER);
  if (content.standing !== "CURRENT") {
    // While nobody can be asked the last word counts that this process has heard. An old one may come late.
    if (own?.isWithdrawn && facts.isWithdrawn(slot.contentId)) return { change: own, verdict: "WITHDRAWN" };
    throw new CatalogAway("the catalog could not say what has changed");
  }
  // A broadcast that has left the guide is nobody's right that was withdrawn.
  if (!content.value) return own?.isWithdrawn ? { change: own, verdict: "WITHDRAWN" } : null;
  const channelId = channelOf(slot.contentId, content.value);
  const change = own ?? (channelId === null ? undefined : changes.get(channelId));
  if (!change) return null;
  return { change, verdict: mayGoOn(slot, content.value) ? "CHANGED" : "WITHDRAWN" };
}

function hasChannel(changes: Changes): boolean {
  for (const id of changes.keys()) if (prefixOf(id) === "ch") return true;
  return false;
}
