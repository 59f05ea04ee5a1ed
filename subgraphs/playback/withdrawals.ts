import { prefixOf } from "../../lib/ids.js";
import type { CallerHeaders } from "../../lib/service.js";
import { type ContentChange, channelOf, mayGoOn } from "./domain/continuation.js";
import type { Slot } from "./domain/slots/household.js";
import type { EndUnentitled } from "./entitlement-check.js";
import type { Facts } from "./facts.js";
import type { KeptHouseholds, SlotStore } from "./slot-store.js";

/** Ours, not a viewer's. */
const CALLER: CallerHeaders = { traceId: "withdrawals" };
/** Changes that wait for one look at all households; an import that changes more comes again, by its durable events. */
const MOST_WAITING = 10_000;

/** The catalog cannot be asked now; who applies an event tries again, for as long as it takes. */
class CatalogAway extends Error {
  override readonly name = "CatalogAway";
  /** Reads as a connection that was refused: nobody's fault, and no try. */
  readonly code = "ECONNREFUSED";
}

/** Ends the streams that may not go on after a change. Rejects while it cannot be known which. */
export type EndWithdrawn = (change: ContentChange) => Promise<void>;

/**
 * Looks through the streams of all households for what has changed: changes that come while it looks wait together for
 * the next look, so that an import of thousands costs a few.
 */
export function createWithdrawals(options: {
  readonly kept: KeptHouseholds;
  readonly slots: SlotStore;
  readonly facts: Facts;
  readonly endUnentitled: EndUnentitled;
}): EndWithdrawn {
  const { kept, slots, facts, endUnentitled } = options;
  let waiting = new Map<string, ContentChange>();
  let looking: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  async function look(): Promise<void> {
    const changes = waiting;
    waiting = new Map();
    next = undefined;
    for await (const households of kept()) {
      for (const { accountId, household } of households) {
        let isTouched = false;
        for (const slot of household.slots.values()) {
          const verdict = await verdictOn(slot, changes, facts);
          if (verdict === "WITHDRAWN") {
            await slots.run(accountId, { op: "stop", slotId: slot.slotId, reason: "CONTENT_WITHDRAWN" });
          } else if (verdict === "CHANGED") isTouched = true;
        }
        // Which of them its products still open, by the tags of now.
        if (isTouched) await endUnentitled(accountId);
      }
    }
  }

  return (change) => {
    if (waiting.size >= MOST_WAITING) {
      return Promise.reject(new CatalogAway(`more than ${MOST_WAITING} changes wait to be looked for`));
    }
    const before = waiting.get(change.contentId);
    waiting.set(change.contentId, before?.isWithdrawn ? before : change);
    if (!next) {
      next = looking.then(look);
      looking = next.catch(() => undefined);
    }
    return next;
  };
}

/** What the changes are to a stream; null where it has nothing to do with them. */
async function verdictOn(
  slot: Slot,
  changes: ReadonlyMap<string, ContentChange>,
  facts: Facts,
): Promise<"WITHDRAWN" | "CHANGED" | null> {
  const own = changes.get(slot.contentId);
  if (own?.isWithdrawn) return "WITHDRAWN";
  const isOnChannel = prefixOf(slot.contentId) === "br";
  if (!own && !(isOnChannel && hasChannel(changes))) return null;
  const content = await facts.content(slot.contentId, CALLER);
  if (content.standing !== "CURRENT") throw new CatalogAway("the catalog could not say what has changed");
  // A broadcast that has left the guide is nobody's right that was withdrawn.
  if (!content.value) return null;
  const channelId = channelOf(slot.contentId, content.value);
  if (!own && (channelId === null || !changes.has(channelId))) return null;
  return mayGoOn(slot, content.value) ? "CHANGED" : "WITHDRAWN";
}

function hasChannel(changes: ReadonlyMap<string, ContentChange>): boolean {
  for (const id of changes.keys()) if (prefixOf(id) === "ch") return true;
  return false;
}
