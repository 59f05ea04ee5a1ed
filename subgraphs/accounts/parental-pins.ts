import { givingBackWhenBusy, type PasswordHasher } from "./password-hasher.js";
import type { AccountsStore } from "./store.js";
import type { OpenTries } from "./tries.js";

/** What came of a PIN. */
export interface PinCheck {
  readonly isRight: boolean;
  /** Tries that are left until some minutes have passed; 0: it was not even looked at. */
  readonly attemptsLeft: number;
}

/** Lets somebody see what is above a profile's limit. */
export interface ParentalPins {
  /** A PIN is right that is the profile's own, or that of somebody in the household without a limit. */
  check(accountId: string, profileId: string, pin: string, from?: string): Promise<PinCheck>;
}

/** 480 tries a day: somebody in the house takes weeks for all PINs of four digits, and years for those of six. */
export const MOST_PIN_TRIES = 5;
const PIN_WINDOW_MS = 15 * 60_000;
/** Longer than any PIN; more is not looked at. */
const LONGEST_PIN = 8;

export function createParentalPins(options: {
  readonly store: AccountsStore;
  readonly hasher: PasswordHasher;
  readonly openTries: OpenTries;
}): ParentalPins {
  const { store, hasher } = options;
  const limits = { mostTries: MOST_PIN_TRIES, windowMs: PIN_WINDOW_MS };
  const tries = options.openTries({ kind: "parental-pin", ...limits });
  return {
    async check(accountId, profileId, pin, address) {
      const tried = { subject: accountId, address };
      // By household: who may not see it has more than one profile to try with.
      if ((await tries.take(tried)) !== null) return { isRight: false, attemptsLeft: 0 };
      const hashes = pin.length > LONGEST_PIN ? [] : await store.pinHashesAbove(accountId, profileId);
      for (const hash of hashes) {
        const isRight = await givingBackWhenBusy(
          () => tries.giveBack(tried),
          () => hasher.matches(pin, hash),
        );
        if (!isRight) continue;
        await tries.giveBack(tried);
        return { isRight: true, attemptsLeft: await tries.left(accountId) };
      }
      return { isRight: false, attemptsLeft: await tries.left(accountId) };
    },
  };
}
