import { badInput, PlayheadError } from "../../../lib/errors.js";
import type { Said } from "../bookmarks/bookmark-keeper.js";
import { callerOf, type PlaybackContext } from "../context.js";
import { nextBeat, outageBeat } from "../domain/heartbeat-schedule.js";
import { HIGHEST_POSITION_SECONDS } from "../domain/position.js";
import type { HeartbeatCommand, Outcome, PlayEvent } from "../domain/slots/commands.js";
import type { TombstoneReason } from "../domain/slots/household.js";
import { STOP_REASON } from "../domain/stop-reason.js";
import type { MutationResolvers } from "../generated/resolver-types.js";
import { SLOT_COMMAND_MS } from "../slot-store.js";
import type { SlotGrant } from "../slot-token.js";
import type { StreamSource } from "../streams.js";

export const heartbeat: NonNullable<MutationResolvers["heartbeat"]> = async (_parent, { input }, context) => {
  const { sequence } = input;
  const positionSeconds = input.positionSeconds ?? null;
  const said = { sequence, positionSeconds, heardAt: context.clock.now() };
  checkProgress(said);
  const grant = await grantOf(input.slotToken, context);
  await endWithdrawn(grant, context);
  const next = nextBeat(context.random);
  const outcome = await beat(context, grant, {
    op: "heartbeat",
    playout: grant.playout,
    startedAt: grant.startedAt,
    limit: grant.limit,
    leaseMs: next.leaseMs,
    sequence,
    event: input.event ?? "HEARTBEAT",
    positionSeconds,
    forgive: false,
    timeshift: await mayPause(grant, input.event ?? "HEARTBEAT", context),
    deadline: context.clock.now() + SLOT_COMMAND_MS,
  });
  const reply = outcome?.reply;
  // What was taken from its household while it was not known did not reach this player.
  if (outcome?.readmitted) context.rechecks.soon(grant.accountId);
  // Without the store the lease was not renewed: the player comes back late, to a store that has been told of it.
  const isAnswered = reply && reply.status !== "LATE";
  // Of a slot that is ended the store notes no position any more; of its player this is the last word.
  const isLastWord = reply?.status === "STOP" && !BY_ITS_PLAYER.has(reply.reason);
  if (!isAnswered || isLastWord) await context.bookmarks.keepAlone(grant.accountId, grant.playout, said);
  const nextHeartbeatInSeconds = (isAnswered ? next : outageBeat(context.random)).inSeconds;
  // Nothing but a STOP that the store has a reason for ends a playout: whatever else it says, the player goes on.
  if (reply?.status === "STOP") {
    return { directive: "STOP", reason: STOP_REASON[reply.reason], nextHeartbeatInSeconds, sources: null };
  }
  const sources = await freshSources(grant, outcome?.readmitted ?? false, context);
  return { directive: "CONTINUE", reason: null, nextHeartbeatInSeconds, sources };
};

/** Its player has said where it was, or has begun something else. */
const BY_ITS_PLAYER: ReadonlySet<TombstoneReason> = new Set(["ENDED", "SUPERSEDED"]);

/** What was withdrawn ends with its player's next beat, for a reason that the store then has. */
async function endWithdrawn(
  { accountId, playout }: SlotGrant,
  { facts, slots, log, traceId }: PlaybackContext,
): Promise<void> {
  if (!facts.isWithdrawn(playout.contentId)) return;
  const stop = { op: "stop", slotId: playout.slotId, reason: "CONTENT_WITHDRAWN" } as const;
  await slots.run(accountId, stop).catch((err: unknown) => {
    log.warn(
      { err, slotId: playout.slotId, traceId },
      "a withdrawn stream goes on until the slot store is back",
    );
  });
}

/** Fresh URLs when it is time; null to keep those in hand, also when none can be made: the next beat brings them. */
async function freshSources(
  grant: SlotGrant,
  isReadmitted: boolean,
  context: PlaybackContext,
): Promise<StreamSource[] | null> {
  const { playout, airing, startedAt } = grant;
  const { streams, log, traceId } = context;
  if (!streams.isRenewalDue(startedAt, isReadmitted)) return null;
  // A slot token has no end, and URLs open without asking: whoever comes back so late may have nothing to watch any more.
  if (isReadmitted && streams.areOver(startedAt) && !(await goesOn(grant, context))) return null;
  try {
    return await streams.sources(playout, airing);
  } catch (err) {
    log.error({ err, slotId: playout.slotId, traceId }, "fresh stream URLs could not be made");
    return null;
  }
}

/** Whether a slot that was re-admitted outlasts a look at its household; true while nobody can say. */
async function goesOn(
  { accountId, playout: { slotId } }: SlotGrant,
  { rechecks, slots }: PlaybackContext,
): Promise<boolean> {
  await rechecks.atOnce(accountId);
  const seen = await slots.run(accountId, { op: "peek" }).catch(() => null);
  return seen?.household.slots.has(slotId) ?? true;
}

export const endPlayout: NonNullable<MutationResolvers["endPlayout"]> = async (_parent, args, context) => {
  const { sequence, positionSeconds = null } = args;
  const said = { sequence, positionSeconds, heardAt: context.clock.now() };
  checkProgress(said);
  const { accountId, playout } = await grantOf(args.slotToken, context);
  const command = { op: "end", slotId: playout.slotId, sequence, positionSeconds } as const;
  const keep = () => context.bookmarks.keepAlone(accountId, playout, said);
  const { reply } = await context.slots.run(accountId, command).catch(async (error: unknown) => {
    await keep();
    throw error;
  });
  // Granted while there was no store, or lost with it: where its viewer is, the token alone can tell.
  if (reply.status === "NO_SUCH_SLOT") await keep();
  return true;
};

/** Live may be paused where its channel's rights say so now; while nobody can say, it stays live. */
async function mayPause(
  { playout }: SlotGrant,
  event: PlayEvent,
  context: PlaybackContext,
): Promise<boolean> {
  if (playout.mode !== "LIVE" || event !== "PAUSE") return false;
  const content = await context.facts.content(playout.contentId, callerOf(context));
  if (content.standing === "UNKNOWN" || !content.value) return false;
  return "rights" in content.value && content.value.rights.pauseLive;
}

/** What the store did; undefined when the store cannot be asked. */
async function beat(
  { slots, log, traceId }: PlaybackContext,
  { accountId, playout }: SlotGrant,
  command: HeartbeatCommand,
): Promise<Outcome<HeartbeatCommand> | undefined> {
  try {
    return await slots.run(accountId, command);
  } catch (err) {
    log.error(
      { err, accountId, slotId: playout.slotId, traceId },
      "a heartbeat did not reach the slot store",
    );
    return undefined;
  }
}

/** The token itself is a secret: an error never repeats it. */
async function grantOf(slotToken: string, { tokens }: PlaybackContext): Promise<SlotGrant> {
  const grant = await tokens.verify(slotToken);
  if (grant) return grant;
  throw new PlayheadError(
    "BAD_USER_INPUT",
    "slotToken must be the one that startPlayout gave; keep playing",
    {
      argument: "slotToken",
    },
  );
}

function checkProgress({ sequence, positionSeconds }: Said): void {
  if (sequence < 1) throw badInput("sequence", "must be 1 or more", sequence);
  if (positionSeconds !== null && (positionSeconds < 0 || positionSeconds > HIGHEST_POSITION_SECONDS)) {
    throw badInput("positionSeconds", `must be 0..${HIGHEST_POSITION_SECONDS}`, positionSeconds);
  }
}
