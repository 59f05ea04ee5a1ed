import { type Clock, Player, PlayheadClient } from "../../client/index.js";
import type { Household } from "./households.js";
import type { Network } from "./network.js";
import type { Programme } from "./night.js";

/** Households that watch in the afternoon, beside those of the evening. */
export const REGULARS = 40;
/** What each of them plays, one after the other. */
const PLAYED_BY_EACH = 15;
const BEATS_OF_EACH = 2;
/** Their addresses are nobody's of the evening. */
const FIRST_ADDRESS = 4_000_000;
const UNWATCHED = { asked: () => undefined, answered: () => undefined };

/**
 * What a house did before the evening: processes that have just started take twice as long for everything, until what they
 * run often is compiled. Nothing of it counts.
 */
export async function playAfternoon(
  regulars: readonly Household[],
  programme: Programme,
  { network, clock }: { readonly network: Network; readonly clock: Clock },
): Promise<void> {
  const contents = [programme.filmId, ...programme.channelIds];
  const watch = async ({ seats, profileIds }: Household, number: number) => {
    const profileId = profileIds[0] ?? null;
    const client = new PlayheadClient({
      endpoint: "http://gateway.example/graphql",
      tokens: seats[0]?.tokens ?? null,
      onTokens: () => undefined,
      platform: { fetch: network.fetchOf(FIRST_ADDRESS + number, UNWATCHED), clock, webSocket: undefined },
    });
    const player = new Player(client, { position: () => 0, onStop: () => undefined });
    for (let played = 0; played < PLAYED_BY_EACH; played += 1) {
      const contentId = played % 2 === 0 ? programme.filmId : contents[(number + played) % contents.length];
      await player.start({ contentId: contentId ?? programme.filmId, profileId }).catch(() => undefined);
      for (let beat = 0; beat < BEATS_OF_EACH; beat += 1) player.confirm();
    }
    await player.end();
  };
  await Promise.all(regulars.map(watch));
}
