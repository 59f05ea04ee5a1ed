import { assertNever } from "../../lib/assert-never.js";
import type { DeviceOutcome } from "./account-administration.js";
import type { PasswordOutcome } from "./credentials.js";
import type { DataExportOutcome } from "./data-protection.js";
import type { PollOutcome } from "./pairings.js";
import type { ProfileOutcome } from "./profiles.js";
import type { PurchaseOutcome } from "./purchases.js";
import type { RefusalOf, SignInOutcome, SignUpOutcome } from "./sign-in.js";

/** What came of a sign-up, as the schema tells it. */
export function presentSignUp(outcome: SignUpOutcome) {
  switch (outcome.kind) {
    case "Session":
      return { __typename: "Session" as const, ...outcome };
    case "EmailTaken":
      return {
        __typename: "EmailTaken" as const,
        message: "a household with this address exists: sign in instead",
      };
    case "InvalidInput":
      return { __typename: "InvalidInput" as const, ...outcome.broken };
    case "Throttled":
      return presentThrottled(outcome);
    default:
      return assertNever(outcome, "outcome");
  }
}

/** What came of a sign-in or a refresh, as the schema tells it. */
export function presentSignIn(
  outcome: SignInOutcome,
  wrong = "the e-mail address, the password or the refresh token is wrong",
) {
  switch (outcome.kind) {
    case "Session":
      return { __typename: "Session" as const, ...outcome };
    case "InvalidCredentials":
      return { __typename: "InvalidCredentials" as const, message: wrong };
    case "DeviceLimitReached":
      return presentDeviceLimit(outcome.limit);
    case "Throttled":
      return presentThrottled(outcome);
    default:
      return assertNever(outcome, "outcome");
  }
}

/** What came of a purchase, a cancellation or a word of billing, as the schema tells it. */
export function presentPurchase(outcome: PurchaseOutcome) {
  switch (outcome.kind) {
    case "Entitlement":
      return { __typename: "Entitlement" as const, ...outcome.entitlement };
    case "InvalidInput":
      return { __typename: "InvalidInput" as const, ...outcome };
    case "PaymentDeclined":
      return { __typename: "PaymentDeclined" as const, message: outcome.message };
    case "IdempotencyConflict":
      return {
        __typename: "IdempotencyConflict" as const,
        message: "this idempotency key was used before, with other arguments: take a new one",
      };
    case "NotFound":
      return { __typename: "NotFound" as const, message: `${outcome.what} does not exist here` };
    default:
      return assertNever(outcome, "outcome");
  }
}

/** What came of registering or removing a device, as the schema tells it. */
export function presentDevice(outcome: DeviceOutcome) {
  switch (outcome.kind) {
    case "Device":
      return { __typename: "Device" as const, ...outcome.device };
    case "DeviceLimitReached":
      return presentDeviceLimit(outcome.limit);
    case "InvalidInput":
      return { __typename: "InvalidInput" as const, ...outcome };
    default:
      return assertNever(outcome, "outcome");
  }
}

/** What came of a new password, as the schema tells it. */
export function presentPassword(outcome: PasswordOutcome) {
  switch (outcome.kind) {
    case "Session":
      return { __typename: "Session" as const, ...outcome };
    case "InvalidCredentials":
      return {
        __typename: "InvalidCredentials" as const,
        message: "the code has expired or was used, or the password is wrong",
      };
    case "InvalidInput":
      return { __typename: "InvalidInput" as const, ...outcome };
    case "Throttled":
      return presentThrottled(outcome);
    default:
      return assertNever(outcome, "outcome");
  }
}

/** What came of asking for an export, as the schema tells it. */
export function presentExport(outcome: DataExportOutcome) {
  return outcome.kind === "DataExport"
    ? { __typename: "DataExport" as const, ...outcome.wanted }
    : presentThrottled(outcome);
}

/** What came of creating or changing a profile, as the schema tells it. */
export function presentProfile(outcome: ProfileOutcome) {
  return outcome.kind === "Profile"
    ? { __typename: "Profile" as const, ...outcome.profile }
    : { __typename: "InvalidInput" as const, ...outcome };
}

/** What a television that asks is told, as the schema tells it. */
export function presentPoll(outcome: PollOutcome) {
  switch (outcome.kind) {
    case "Session":
      return { __typename: "Session" as const, ...outcome };
    case "PairingPending":
      return {
        __typename: "PairingPending" as const,
        intervalSeconds: outcome.intervalSeconds,
        message: `nobody has let this device in yet: ask again in ${outcome.intervalSeconds} s`,
      };
    case "PairingExpired":
      return {
        __typename: "PairingExpired" as const,
        message: "the code has expired or was used: start anew",
      };
    case "Throttled":
      return presentThrottled(outcome);
    default:
      return assertNever(outcome, "outcome");
  }
}

function presentDeviceLimit(limit: number) {
  const message = `the household may have ${limit} devices, and has them`;
  return { __typename: "DeviceLimitReached" as const, limit, message };
}

function presentThrottled({ retryAfterSeconds }: Pick<RefusalOf<"Throttled">, "retryAfterSeconds">) {
  return {
    __typename: "Throttled" as const,
    retryAfterSeconds,
    message: `too many tries: come back in ${retryAfterSeconds} s`,
  };
}
