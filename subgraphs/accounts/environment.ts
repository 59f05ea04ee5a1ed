import type { ServiceEnvironment } from "../../lib/service.js";
import type { Mailer } from "./mailer.js";
import type { PasswordHasher } from "./password-hasher.js";
import type { PaymentProvider } from "./payments.js";

/** What accounts is started with. */
export interface AccountsEnvironment extends ServiceEnvironment {
  /** Who issues access tokens, as they say. */
  readonly issuer: string;
  /** Whom access tokens are for. */
  readonly audience: string;
  /** Who takes the money; nothing is taken, and nothing can be bought, where this is left out. */
  readonly payments?: PaymentProvider | undefined;
  /** Who takes mail to addresses; none goes out where this is left out. Accounts closes it. */
  readonly mailer?: Mailer | undefined;
  /** Who hashes passwords and PINs; argon2id on this machine where this is left out. */
  readonly hasher?: PasswordHasher | undefined;
  /** Where a phone types in the code that a television shows. */
  readonly verificationUri?: string | undefined;
  /** How long a client that lost the answer to a refresh may ask again; ten seconds where this is left out. */
  readonly refreshGraceMs?: number | undefined;
  /** Services that keep something about households; accounts alone where this is left out. */
  readonly householdServices?: readonly string[];
  /** False for a command beside a house that runs: what is done in the background it leaves to that. */
  readonly hasDuties?: boolean;
  /** Where clients reach the gateway, without a slash at its end. */
  readonly publicUrl?: () => string;
}
