import { badInput, PlayheadError } from "../../../lib/errors.js";
import type { ViewingContext } from "../context.js";
import { finishedFrom, itemOf, resumePosition, type Said } from "../domain/viewing.js";
import type { MutationResolvers, ProgressInput, QueryResolvers } from "../generated/resolver-types.js";
import { selfOrNamed } from "./persons.js";

/** Positions a call; playback sends half as many. */
const MOST_POSITIONS = 2_000;

/** What clients cannot see they cannot ask either, should they reach past the gateway's schema. */
function requirePlayback({ service }: ViewingContext, field: string): void {
  if (service !== "playback") throw new PlayheadError("FORBIDDEN", `${field} answers playback alone`);
}

export const resumePositionSeconds: NonNullable<QueryResolvers["resumePositionSeconds"]> = async (
  _parent,
  { itemId, profileId },
  context,
) => {
  requirePlayback(context, "resumePositionSeconds");
  const item = itemOf(itemId);
  const person = item && (await selfOrNamed(profileId, context));
  return item && person
    ? resumePosition(await context.loaders.viewing.load({ ...item, profileId: person.id }))
    : null;
};

export const recordProgress: NonNullable<MutationResolvers["recordProgress"]> = async (
  _parent,
  { progress },
  context,
) => {
  requirePlayback(context, "recordProgress");
  if (progress.length > MOST_POSITIONS) {
    throw badInput("progress", `must be at most ${MOST_POSITIONS}`, progress.length);
  }
  // What has no position here never will have: to refuse all for it would keep the others waiting for ever.
  await context.progress.record(progress.flatMap((one) => saidOf(one) ?? []));
  return true;
};

function saidOf({ itemId, creditsSeconds, saidAt, ...said }: ProgressInput): Said | null {
  const item = itemOf(itemId);
  const durationSeconds = said.durationSeconds ?? null;
  return (
    item && {
      ...said,
      ...item,
      durationSeconds,
      finishedFromSeconds: finishedFrom(durationSeconds, creditsSeconds ?? null),
      watchedAt: saidAt,
    }
  );
}
