import type { PlayMode } from "../../client/index.js";

/** What says whether something can be watched now: of a broadcast its time and rights. */
export interface Watchable {
  readonly __typename: "Broadcast" | "Channel" | "Episode" | "Movie" | "Series";
  readonly start?: string;
  readonly stop?: string;
  readonly rights?: { readonly startOver: boolean; readonly catchUpSeconds: number };
}

/** How something can be watched now, the usual way first. */
export function waysToWatch(
  { __typename, start: starts, stop: stops, rights }: Watchable,
  now: number,
): readonly { readonly label: string; readonly mode?: PlayMode }[] {
  // Of a series its episodes are watched.
  if (__typename === "Series") return [];
  if (!starts || !stops || !rights) return [{ label: "Watch" }];
  const [start, stop] = [Date.parse(starts), Date.parse(stops)];
  if (now < start) return [];
  if (now < stop) {
    const live = { label: "Watch live", mode: "LIVE" } as const;
    return rights.startOver ? [live, { label: "Start over", mode: "START_OVER" }] : [live];
  }
  return now < stop + rights.catchUpSeconds * 1_000 ? [{ label: "Watch (catch-up)", mode: "CATCH_UP" }] : [];
}
