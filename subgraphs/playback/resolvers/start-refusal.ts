import { assertNever } from "../../../lib/assert-never.js";
import { PlayheadError } from "../../../lib/errors.js";
import { START_RATE } from "../device-rate.js";
import type { StartDecision } from "../domain/start-decision.js";
import type { StartWish } from "../domain/start-input.js";
import type { ResolversTypes } from "../generated/resolver-types.js";

type StartResult = Awaited<ResolversTypes["StartPlayoutResult"]>;
export type Refusal = Exclude<StartDecision, { verdict: "MAY_START" }>;

/**
 * The answer to a start that was refused.
 *
 * @throws PlayheadError SERVICE_UNAVAILABLE where nobody knows whether it is for a child.
 */
export function refusalOf(refusal: Refusal, { deviceId, profileId, contentId }: StartWish): StartResult {
  switch (refusal.verdict) {
    case "DEVICE_NOT_REGISTERED": {
      const message =
        "this session is not that device's, or it is not registered any more: sign in with the device";
      return { __typename: "DeviceNotRegistered", message, deviceId };
    }
    case "PROFILE_UNKNOWN":
      return {
        __typename: "InvalidInput",
        message: `profileId must be a profile of the household, got "${profileId}"`,
        field: "profileId",
      };
    case "CONTENT_UNKNOWN":
      return { __typename: "ContentUnavailable", message: `nothing to watch has the id "${contentId}"` };
    case "AGE_UNKNOWN":
      throw new PlayheadError(
        "SERVICE_UNAVAILABLE",
        "from which age this is suitable cannot be known now: try again in a minute",
      );
    case "UNAVAILABLE":
      return unavailable(refusal);
    case "GEO_BLOCKED":
      return {
        __typename: "GeoBlocked",
        message: `it may be watched in ${refusal.countries.join(", ")} only, not in ${refusal.country}`,
        country: refusal.country,
      };
    case "NOT_ENTITLED":
      return {
        __typename: "NotEntitled",
        message: `none of the household's products opens it; any of ${refusal.missingTags.join(", ")} would`,
        missingTags: [...refusal.missingTags],
      };
    default:
      return assertNever(refusal, "refusal of a start");
  }
}

/** The answer to a start that is above a profile's limit. `attemptsLeft` is null before the first try. */
export function pinRequired(minimumAge: number, attemptsLeft: number | null): StartResult {
  const message =
    attemptsLeft === 0
      ? "too many wrong PINs: try again in a quarter of an hour"
      : `it is for viewers from ${minimumAge} on: give the PIN of somebody without a limit as parentalPin`;
  return { __typename: "ParentalPinRequired", message, minimumAge, attemptsLeft };
}

/** The answer to a device that starts faster than any viewer could. */
export function throttled(retryAfterSeconds: number): StartResult {
  const { most, windowMs } = START_RATE;
  const message = `a device starts at most ${most} times in ${windowMs / 1_000} s: try again in ${retryAfterSeconds} s`;
  return { __typename: "Throttled", message, retryAfterSeconds };
}

function unavailable(refusal: Extract<Refusal, { verdict: "UNAVAILABLE" }>): StartResult {
  const { from, until } = refusal;
  const dates = { availableFrom: from, availableUntil: until };
  return { __typename: "ContentUnavailable", message: sentenceOf(refusal), ...dates };
}

function sentenceOf({ because, title, mode }: Extract<Refusal, { verdict: "UNAVAILABLE" }>): string {
  switch (because) {
    case "NOT_PLAYED_THAT_WAY":
      if (mode === null) return `"${title}" does not play itself: name something that is in it`;
      return `"${title}" does not play as ${mode}: channels play LIVE, broadcasts LIVE, START_OVER or CATCH_UP, recordings RECORDING, all else VOD`;
    case "NOT_YET":
      return `"${title}" plays as ${mode} later`;
    case "OVER":
      return `the time to play "${title}" as ${mode} is over`;
    case "RIGHT_NOT_GIVEN":
      return `the channel of "${title}" does not let it be played as ${mode}`;
    case "NOT_RECORDED":
      return `of "${title}" nothing was recorded, or it was deleted`;
    default:
      return assertNever(because, "reason");
  }
}
