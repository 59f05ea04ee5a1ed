import { type ContentFacts, countriesOf } from "./content-facts.js";
import type { Slot } from "./slots/household.js";

/** A change of something that may be playing. */
export interface ContentChange {
  readonly contentId: string;
  /** True where it is offered no more; false where it is not what it was. */
  readonly isWithdrawn: boolean;
}

/**
 * Whether what is given now would still let a stream be played the way it plays, at the time it began: a window that
 * merely passes while somebody watches ends nothing. Live that was paused goes on by either right. Where it was started
 * counts, as far as it is known: who travels on with a stream is asked at the next start.
 */
export function mayGoOn(
  { mode, startedAt, country }: Pick<Slot, "mode" | "startedAt" | "country">,
  content: ContentFacts,
): boolean {
  const countries = countriesOf(content);
  if (country !== null && countries.length > 0 && !countries.includes(country)) return false;
  if (!("rights" in content)) return true;
  const { rights } = content;
  if (mode === "START_OVER") return rights.startOver || rights.pauseLive;
  if (mode === "CATCH_UP" && content.kind === "BROADCAST") {
    return startedAt < content.airing.stop + rights.catchUpSeconds * 1_000;
  }
  return true;
}

/** Which channel something plays on; null for what is none's. */
export function channelOf(contentId: string, content: ContentFacts): string | null {
  if (content.kind === "CHANNEL") return contentId;
  return content.kind === "BROADCAST" ? content.channelId : null;
}
