import { assertNever } from "../../lib/assert-never.js";
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
export function presentSignIn(outcome: SignInOutcome) {
  switch (outcome.kind) {
    case "Session":
      return { __typename: "Session" as const, ...outcome };
    case "InvalidCredentials":
      return {
        __typename: "InvalidCredentials" as const,
        message: "the e-mail address, the password or the refresh token is wrong",
      };
    case "DeviceLimitReached":
      return {
        __typename: "DeviceLimitReached" as const,
        limit: outcome.limit,
        message: `the household may have ${outcome.limit} devices, and has them`,
      };
    case "Throttled":
      return presentThrottled(outcome);
    default:
      return assertNever(outcome, "outcome");
  }
}

function presentThrottled({ retryAfterSeconds }: RefusalOf<"Throttled">) {
  return {
    __typename: "Throttled" as const,
    retryAfterSeconds,
    message: `too many tries: come back in ${retryAfterSeconds} s`,
  };
}
