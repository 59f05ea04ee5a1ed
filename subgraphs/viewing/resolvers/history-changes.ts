import { badInput } from "../../../lib/errors.js";
import { callerOf, type ViewingContext } from "../context.js";
import { finishedFrom, type Item, itemOf, type Person, type Said } from "../domain/viewing.js";
import type { MutationResolvers } from "../generated/resolver-types.js";
import type { Length } from "../lengths.js";
import { requirePerson } from "./persons.js";

/** Ten years: longer than anything plays. */
export const HIGHEST_POSITION_SECONDS = 10 * 365 * 24 * 60 * 60;

interface ItemArguments {
  readonly contentId?: string | null | undefined;
  readonly recordingId?: string | null | undefined;
}

export const setBookmark: NonNullable<MutationResolvers["setBookmark"]> = async (_parent, args, context) => {
  const item = requireItem(args);
  const { positionSeconds } = args;
  if (positionSeconds < 0 || positionSeconds > HIGHEST_POSITION_SECONDS) {
    throw badInput("positionSeconds", `must be 0..${HIGHEST_POSITION_SECONDS}`, positionSeconds);
  }
  const person = await requirePerson(args.profileId, "setBookmark", context);
  const known = await lengthOf(item, person, context);
  const durationSeconds = known?.durationSeconds ?? null;
  const before = await context.loaders.viewing.load({ ...item, profileId: person.id });
  const said: Said = {
    ...item,
    accountId: person.accountId,
    profileId: person.id,
    positionSeconds,
    durationSeconds,
    finishedFromSeconds: finishedFrom(durationSeconds, known?.creditsFromSeconds ?? null),
    // What a person sets stands, also after a position by a clock that is ahead of this one.
    watchedAt: Math.max(context.clock.now(), (before?.watchedAt ?? 0) + 1),
  };
  await context.progress.record([said]);
  const kept = await context.loaders.viewing.load({ ...item, profileId: person.id });
  // Taken away again in this very moment: it is told as it was set.
  return kept ?? { ...said, playCount: 1 };
};

/** Undefined where its owner cannot be asked: a position is kept all the same. */
async function lengthOf(
  item: Item,
  { accountId }: Person,
  context: ViewingContext,
): Promise<Length | undefined> {
  const caller = callerOf(context);
  if (item.kind === "CONTENT") {
    const known = await context.contents.length(item.itemId, caller);
    if (known === null) throw badInput("contentId", "must be in the catalog", item.itemId);
    return known;
  }
  const known = await context.recordings.length({ accountId, id: item.itemId }, caller);
  if (known === null) throw badInput("recordingId", "must be a recording of the household", item.itemId);
  return known;
}

export const removeFromHistory: NonNullable<MutationResolvers["removeFromHistory"]> = async (
  _parent,
  args,
  context,
) => {
  const item = requireItem(args);
  const person = await requirePerson(args.profileId, "removeFromHistory", context);
  return (await remove(person, item, context)) > 0;
};

export const clearViewHistory: NonNullable<MutationResolvers["clearViewHistory"]> = async (
  _parent,
  { profileId },
  context,
) => remove(await requirePerson(profileId, "clearViewHistory", context), null, context);

function remove(
  person: Parameters<ViewingContext["store"]["removeHistory"]>[0],
  item: Item | null,
  { store, clock }: ViewingContext,
): Promise<number> {
  return store.removeHistory(person, item, clock.now());
}

/** Exactly one of the two, and something that has a position. */
function requireItem({ contentId, recordingId }: ItemArguments): Item {
  if ((contentId == null) === (recordingId == null)) {
    throw badInput("contentId", "or recordingId must be given, and not both", { contentId, recordingId });
  }
  const [argument, kind, id] =
    contentId != null
      ? (["contentId", "CONTENT", contentId] as const)
      : (["recordingId", "RECORDING", recordingId ?? ""] as const);
  const item = itemOf(id);
  if (item?.kind === kind) return item;
  const rule = kind === "CONTENT" ? "a Broadcast, Movie or Episode" : "a Recording";
  throw badInput(argument, `must be the id of ${rule}`, id);
}
