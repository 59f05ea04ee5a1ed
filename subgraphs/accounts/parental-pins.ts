import { givingBackWhenBusy, type PasswordHasher } from "./password-hasher.js";
import type { AccountsStore } from "./store.js";
import type { Tries } from "./tries.js";

/** What came of a PIN. */
export interface PinCheck {
  readonly isRight: boolean;
  /** Tries that are left until some minutes have passed; 0: it was not even looked at. */
  readonly attemptsLeft: number;
}

/** Lets somebody see what is above a profile's limit. */
export interface ParentalPins {
  /** A PIN is right that is the profile's own, or that of somebody in the household without a limit. */
  check(accountId: string, profileId: string, pin: string, clientAddress?: string): Promise<PinCheck>;
}

/** Longer than any PIN; more is not looked at. */
const LONGEST_PIN = 8;

export function createParentalPins(options: {
  readonly store: AccountsStore;
  readonly hasher: PasswordHasher;
  readonly pinTries: Tries;
}): ParentalPins {
  const { store, hasher, pinTries: tries } = options;
  return {
    async check(accountId, profileId, pin, clientAddress) {
      const tried = { subject: accountId, address: clientAddress };
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
