import { assertNever } from "../../../lib/assert-never.js";
import { demandCaller } from "../../../lib/cancellation.js";
import { PlayheadError } from "../../../lib/errors.js";
import { requireViewer, tokenExpired, type Viewer } from "../../../lib/viewer.js";
import { callerOf, type PlaybackContext } from "../context.js";
import { concurrencyOf } from "../domain/concurrency.js";
import { airingOf } from "../domain/content-facts.js";
import { firstBeat } from "../domain/heartbeat-schedule.js";
import type { Outcome, StartCommand } from "../domain/slots/commands.js";
import { FALLBACK_LIMIT, type PlayMode, type StreamLimit } from "../domain/slots/household.js";
import {
  type AgeLimit,
  type Assumption,
  decideStart,
  type Fact,
  type HouseholdFacts,
  type StartRequest,
} from "../domain/start-decision.js";
import { checkStart, type StartWish } from "../domain/start-input.js";
import type { MutationResolvers, ResolversTypes } from "../generated/resolver-types.js";
import { slotIdOf } from "../slot-id.js";
import { SLOT_COMMAND_MS, SlotStoreAway } from "../slot-store.js";
import { playSessionOf, type Whereabouts } from "./play-session.js";
import { startAlone } from "./start-alone.js";
import { pinRequired, refusalOf, throttled } from "./start-refusal.js";
import { type Grounds, withdrawalOf } from "./start-withdrawal.js";

type StartResult = Awaited<ResolversTypes["StartPlayoutResult"]>;

export const startPlayout: NonNullable<MutationResolvers["startPlayout"]> = async (
  _parent,
  { input },
  context,
) => {
  const viewer = requireViewer(context.viewer, "startPlayout");
  const checked = checkStart(input);
  if ("problem" in checked) return { __typename: "InvalidInput", ...checked.problem };
  const { wish } = checked;
  const askedAt = context.clock.now();
  const unsure = viewer.isLate ? await lateHousehold(viewer.accountId, context) : null;
  try {
    const result =
      wish.deviceId === viewer.deviceId
        ? await start({ viewer, unsure, askedAt }, wish, context)
        : refusalOf({ verdict: "DEVICE_NOT_REGISTERED" }, wish);
    if ("message" in result) noteRefusal(wish, result.__typename ?? "", result.message, context);
    return result;
  } catch (error) {
    if (error instanceof PlayheadError) noteRefusal(wish, error.code, error.message, context);
    // Who tries again for want of us has not tried too often.
    context.startRate.giveBack(wish.deviceId);
    throw error;
  }
};

/** So that whoever is asked why, with the trace of the answer, finds it in the log; not who wanted to watch what. */
function noteRefusal(
  { mode }: StartWish,
  refusal: string,
  message: string,
  { log, traceId }: PlaybackContext,
): void {
  log.info({ traceId, mode, refusal, message }, "a start was refused");
}

/** Who starts; `unsure`: what is known of the household of a token that has expired, while accounts is away. */
interface Starter {
  readonly viewer: Viewer;
  readonly unsure: Fact<HouseholdFacts | null> | null;
  readonly askedAt: number;
}

async function start(
  { viewer, unsure, askedAt }: Starter,
  wish: StartWish,
  context: PlaybackContext,
): Promise<StartResult> {
  const { accountId, profileId: sessionProfileId, maximumAge: sessionMaximumAge = null } = viewer;
  const { deviceId, profileId, mode, contentId } = wish;
  const caller = callerOf(context);
  const [retryAfterSeconds, household, content, leftOff] = await Promise.all([
    context.startRate.take(deviceId),
    unsure ?? context.facts.household(accountId, caller),
    context.facts.item(accountId, contentId, caller),
    context.resume.position(contentId, profileId, { ...caller, authorization: context.authorization }),
  ]);
  if (retryAfterSeconds !== null) return throttled(retryAfterSeconds);
  const now = context.clock.now();
  const country = context.country ?? null;
  const bound = { sessionProfileId, sessionMaximumAge };
  const request: StartRequest = { deviceId, profileId, contentId, ...bound, mode, country, now };
  const decision = decideStart(request, household, content);
  if (decision.verdict !== "MAY_START") return refusalOf(decision, wish);
  // The last word counts while the catalog cannot be asked: nobody's stream ends for a start that is refused all the same.
  const isGone = content.standing !== "CURRENT" && context.facts.isWithdrawn(contentId);
  if (isGone) return refusalOf({ verdict: "CONTENT_UNKNOWN" }, wish);
  const locked = decision.pin && (await lockedBy(decision.pin, accountId, wish.parentalPin, context));
  if (locked) return locked;

  const whereabouts: Whereabouts = {
    resumePositionSeconds: decision.mode === "LIVE" ? null : leftOff,
    airing: content.standing === "UNKNOWN" ? null : airingOf(content.value),
  };
  // The slot of a start that nobody waits for would end what the device has begun since.
  demandCaller(context.left);
  const slotId = slotIdOf(accountId, deviceId, wish);
  if (decision.assumed.length > 0) admitUnverified(accountId, slotId, decision.assumed, context);
  const beat = firstBeat(context.random);
  const command: StartCommand = {
    op: "start",
    playout: {
      slotId,
      deviceId,
      contentId,
      mode: decision.mode,
      country: country ?? (household.standing === "UNKNOWN" ? null : (household.value?.country ?? null)),
      profileId: watcherOf(decision.mode, profileId ?? sessionProfileId, household),
    },
    positionSeconds: decision.positionSeconds,
    limit: limitOf(household),
    leaseMs: beat.leaseMs,
    takeOverSlotId: wish.takeOverSlotId,
    deadline: context.clock.now() + SLOT_COMMAND_MS,
  };
  const outcome = await context.slots.run(accountId, command).catch((error: unknown) => {
    if (error instanceof SlotStoreAway) return null;
    throw error;
  });
  // The store may have done what it could not answer.
  if (decision.assumed.length > 0) context.rechecks.later(accountId);
  // What came too late for the store was not done: it was asked in vain.
  if (!outcome || outcome.reply.status === "LATE") {
    context.startRate.giveBack(deviceId);
    return startAlone(accountId, command, whereabouts, context);
  }
  const grounds: Grounds = { request, askedAt, household, content };
  const withdrawal = await withdrawalOf(accountId, command, grounds, context);
  if (withdrawal) return refusalOf(withdrawal, wish);
  return resultOf({ accountId, slotId, whereabouts }, outcome, beat.inSeconds, context);
}

/**
 * The household of a token that has expired, as far as it is known without accounts. Nobody plays another hour on what
 * accounts would renew, or not; asked before all else, because on a busy evening many come so.
 *
 * @throws PlayheadError UNAUTHENTICATED while accounts answers.
 */
async function lateHousehold(
  accountId: string,
  context: PlaybackContext,
): Promise<Fact<HouseholdFacts | null>> {
  const household = await context.facts.household(accountId, callerOf(context));
  if (household.standing === "CURRENT") throw tokenExpired();
  return household;
}

/** Whose bookmark a playout moves, as everywhere: who is named, else the household's first. Live moves nobody's. */
function watcherOf(
  mode: PlayMode,
  named: string | null,
  household: Fact<HouseholdFacts | null>,
): string | null {
  if (named !== null || mode === "LIVE" || household.standing === "UNKNOWN") return named;
  return household.value?.profiles[0]?.id ?? null;
}

/** The answer to a start that a PIN must open; null where the PIN that came along does. */
async function lockedBy(
  { profileId, minimumAge }: AgeLimit,
  accountId: string,
  pin: string | null,
  context: PlaybackContext,
): Promise<StartResult | null> {
  const wrong =
    pin === null
      ? { attemptsLeft: null }
      : await context.checkPin(accountId, profileId, pin, callerOf(context));
  return wrong && pinRequired(minimumAge, wrong.attemptsLeft);
}

/** @throws PlayheadError SERVICE_UNAVAILABLE when the household has had its starts on trust. */
function admitUnverified(
  accountId: string,
  slotId: string,
  assumed: readonly Assumption[],
  { unverified, log, traceId }: PlaybackContext,
): void {
  if (!unverified.admit(accountId, slotId)) {
    throw new PlayheadError(
      "SERVICE_UNAVAILABLE",
      "what this start needs cannot be checked now: try again in a minute",
    );
  }
  log.warn({ accountId, slotId, assumed, total: unverified.total, traceId }, "a start is granted on trust");
}

function limitOf(household: Fact<HouseholdFacts | null>): StreamLimit {
  if (household.standing === "UNKNOWN" || !household.value) return FALLBACK_LIMIT;
  return { streams: household.value.concurrentStreams, asOf: household.asOf };
}

/** What the store was asked for. */
interface Asked {
  readonly accountId: string;
  readonly slotId: string;
  readonly whereabouts: Whereabouts;
}

async function resultOf(
  { accountId, slotId, whereabouts }: Asked,
  { reply, household }: Outcome<StartCommand>,
  firstHeartbeatInSeconds: number,
  context: PlaybackContext,
): Promise<StartResult> {
  const { limit } = household;
  switch (reply.status) {
    case "GRANTED": {
      const slot = household.slots.get(slotId);
      if (!slot) throw new Error(`${slotId} was granted, but the household does not have it`);
      return playSessionOf(
        {
          accountId,
          slot,
          limit,
          firstHeartbeatInSeconds,
          reclaimedSlotId: reply.reclaimedSlotId,
          ...whereabouts,
        },
        context,
      );
    }
    case "REFUSED":
      return {
        __typename: "ConcurrencyLimitReached",
        message: `${limit.streams} of ${limit.streams} streams are in use: end one, or name one as takeOverSlotId`,
        limit: limit.streams,
        occupied: [...concurrencyOf(accountId, household).slots],
      };
    case "STOPPED":
      return {
        __typename: "InvalidInput",
        message: "the stream of this clientRequestId has ended: a new start needs a new one",
        field: "clientRequestId",
      };
    case "LATE":
      throw new Error("a start that came too late has no slot");
    default:
      return assertNever(reply, "reply to a start");
  }
}
