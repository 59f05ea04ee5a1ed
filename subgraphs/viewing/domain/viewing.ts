/** What can be watched and gone on with: something of the catalog, or a recording of the household. */
export type ItemKind = "CONTENT" | "RECORDING";

/** One thing that a person watched. */
export interface Item {
  readonly kind: ItemKind;
  /** Its opaque id. */
  readonly itemId: string;
}

/** A household, by the verified token. */
export interface Household {
  readonly id: string;
}

/** One person of the viewer's household. */
export interface Person {
  readonly id: string;
  readonly accountId: string;
}

/** How far an item plays, and what is known of its length; all in seconds. */
export interface Progress extends Item {
  readonly positionSeconds: number;
  readonly durationSeconds: number | null;
  /** From here on it counts as finished; null where nobody knows. */
  readonly finishedFromSeconds: number | null;
  /** When it was said, epoch ms. */
  readonly watchedAt: number;
}

/** A position with whose it is. */
export interface Said extends Progress {
  readonly accountId: string;
  readonly profileId: string;
}

/** A viewing and its bookmark. */
export interface Viewing extends Said {
  /** How often it was begun. */
  readonly playCount: number;
}

/** What is left then are credits, more often than not. */
const FINISHED_SHARE = 0.95;
/** Airings, films, episodes; channels are watched as they air, and have no position. */
const BOOKMARKED = ["br", "mo", "ep"];
const RECORDING = "rec";
/** Ids of ours have 26 characters. */
export const LONGEST_ID = 100;

/** From which second on something counts as finished: 95% of it, or where its credits begin; null where neither is known. */
export function finishedFrom(durationSeconds: number | null, creditsSeconds: number | null): number | null {
  const share = durationSeconds === null ? null : Math.ceil(durationSeconds * FINISHED_SHARE);
  if (share === null || creditsSeconds === null) return creditsSeconds ?? share;
  return Math.min(share, creditsSeconds);
}

/** Whether a viewing has come to its end. */
export function isFinished({
  positionSeconds,
  finishedFromSeconds,
}: Pick<Progress, "positionSeconds" | "finishedFromSeconds">): boolean {
  return finishedFromSeconds !== null && positionSeconds >= finishedFromSeconds;
}

/** Where a person goes on, in seconds; null where from the start: never begun, or finished. */
export function resumePosition(viewing: Viewing | null): number | null {
  return viewing && viewing.positionSeconds > 0 && !isFinished(viewing) ? viewing.positionSeconds : null;
}

/** The item of an id, by the kind that its prefix names; null for what has no position, and for what is no id. */
export function itemOf(id: string): Item | null {
  if (id.length > LONGEST_ID || !/^[a-z]{1,10}_[\w-]+$/.test(id)) return null;
  const prefix = id.slice(0, id.indexOf("_"));
  if (prefix === RECORDING) return { kind: "RECORDING", itemId: id };
  return BOOKMARKED.includes(prefix) ? { kind: "CONTENT", itemId: id } : null;
}

/** One text for an item of a person of the household, to find it again in a list. */
export function keyOf({ profileId, kind, itemId }: Item & { readonly profileId: string }): string {
  return `${profileId} ${kind} ${itemId}`;
}

/** Of several positions of the same item the one that was said last, in the order of the table's key. */
export function newestOfEach(said: readonly Said[]): Said[] {
  const newest = new Map<string, Said>();
  for (const one of said) {
    const key = `${one.accountId} ${keyOf(one)}`;
    const known = newest.get(key);
    if (!known || known.watchedAt < one.watchedAt) newest.set(key, one);
  }
  // Whoever writes many rows writes them in this order: two that meet wait for each other, and never in a circle.
  return [...newest].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, one]) => one);
}
