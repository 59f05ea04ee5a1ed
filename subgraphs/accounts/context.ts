import type { Clock } from "../../lib/clock.js";
import type { RequestContext } from "../../lib/subgraph.js";
import type { AccountAdministration } from "./account-administration.js";
import type { Credentials } from "./credentials.js";
import type { DataProtection } from "./data-protection.js";
import type { AccountsLoaders } from "./loaders.js";
import type { Pairings } from "./pairings.js";
import type { Profiles } from "./profiles.js";
import type { Purchases } from "./purchases.js";
import type { Sessions } from "./sessions.js";
import type { SignIn } from "./sign-in.js";

/** What accounts' resolvers work with, for one request. */
export interface AccountsContext extends RequestContext {
  readonly clock: Clock;
  readonly loaders: AccountsLoaders;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly credentials: Credentials;
  readonly pairings: Pairings;
  readonly profiles: Profiles;
  readonly purchases: Purchases;
  readonly dataProtection: DataProtection;
  readonly administration: AccountAdministration;
}
