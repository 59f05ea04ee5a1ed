import type { Clock } from "../../lib/clock.js";
import { givingBackWhenBusy, type PasswordHasher } from "./password-hasher.js";
import type { AccountsStore } from "./store.js";
import { createThrottle } from "./throttle.js";

/** What came of a PIN. */
export interface PinCheck {
  readonly isRight: boolean;
  /** Tries that are left until some minutes have passed; 0: it was not even looked at. */
  readonly attemptsLeft: number;
}

/** Lets somebody see what is above a profile's limit. */
export interface ParentalPins {
  /** A PIN is right that is the profile's own, or that of somebody in the household without a limit. */
  check(accountId: string, profileId: string, pin: string): Promise<PinCheck>;
}

/** A PIN of four digits stands for years at this rate. */
export const MOST_PIN_TRIES = 5;
const PIN_WINDOW_MS = 15 * 60_000;
/** Some 10 MB. */
const MOST_HOUSEHOLDS_TRIED = 50_000;
/** Longer than any PIN; more is not looked at. */
const LONGEST_PIN = 8;

export function createParentalPins(options: {
  readonly store: AccountsStore;
  readonly hasher: PasswordHasher;
  readonly clock: Clock;
}): ParentalPins {
  const { store, hasher, clock } = options;
  const throttle = createThrottle({
    clock,
    mostTries: MOST_PIN_TRIES,
    windowMs: PIN_WINDOW_MS,
    mostKeys: MOST_HOUSEHOLDS_TRIED,
  });
  return {
    async check(accountId, profileId, pin) {
      // By household: who may not see it has more than one profile to try with.
      if (throttle.take(accountId) !== null) return { isRight: false, attemptsLeft: 0 };
      const hashes = pin.length > LONGEST_PIN ? [] : await store.pinHashesAbove(accountId, profileId);
      for (const hash of hashes) {
        const isRight = await givingBackWhenBusy(
          () => throttle.giveBack(accountId),
          () => hasher.matches(pin, hash),
        );
        if (!isRight) continue;
        throttle.giveBack(accountId);
        return { isRight: true, attemptsLeft: throttle.left(accountId) };
      }
      return { isRight: false, attemptsLeft: throttle.left(accountId) };
    },
  };
}
