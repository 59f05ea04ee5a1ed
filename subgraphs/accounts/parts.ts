import { openCoordination } from "../../lib/coordination.js";
import type { EventBus } from "../../lib/events/event-bus.js";
import { openEvents, openOutbox } from "../../lib/events/service-events.js";
import type { Lifecycle } from "../../lib/lifecycle.js";
import { observeEvents } from "../../lib/telemetry/event-metrics.js";
import { type AccountAdministration, createAccountAdministration } from "./account-administration.js";
import { type Credentials, createCredentials } from "./credentials.js";
import { createDataProtection, type DataProtection } from "./data-protection.js";
import { REUSE_GRACE_MS } from "./domain/refresh-token.js";
import { startDuties } from "./duties.js";
import type { AccountsEnvironment } from "./environment.js";
import { startMailSender } from "./mail-sender.js";
import { noMailer } from "./mailer.js";
import { createPairings, type Pairings } from "./pairings.js";
import { createParentalPins, type ParentalPins } from "./parental-pins.js";
import { createPasswordHasher } from "./password-hasher.js";
import { noPayments } from "./payments.js";
import { createProfiles, type Profiles } from "./profiles.js";
import { createPurchases, type Purchases } from "./purchases.js";
import { createSessions, type Sessions } from "./sessions.js";
import { createSettlement } from "./settlement.js";
import { createSignIn, type SignIn } from "./sign-in.js";
import { type AccountsStore, openAccountsStore } from "./store.js";
import { createTokenIssuer, type TokenIssuer } from "./token-issuer.js";
import { createTries, PASSWORD_TRIES, PIN_TRIES } from "./tries.js";

/** What accounts consists of; one of each a process. */
export interface AccountsParts {
  readonly store: AccountsStore;
  readonly events: EventBus;
  readonly tokens: TokenIssuer;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly credentials: Credentials;
  readonly profiles: Profiles;
  readonly pairings: Pairings;
  readonly purchases: Purchases;
  readonly administration: AccountAdministration;
  readonly dataProtection: DataProtection;
  readonly parentalPins: ParentalPins;
}

const VERIFICATION_URI = "https://playhead.example/pair";
/** Where the gateway of a development is. */
const LOCAL_URL = "http://127.0.0.1:4000";

/** Opens all of them, for as long as `lifecycle` lasts. */
export async function openParts(env: AccountsEnvironment, lifecycle: Lifecycle): Promise<AccountsParts> {
  const { clock, ids, live, log } = env;
  const events = openEvents(env, lifecycle);
  const outbox = openOutbox({ ...env, events }, lifecycle, "accounts");
  const store = lifecycle.use("database", await openAccountsStore(env.databaseUrl, env.onStatement, outbox));
  if (env.metrics) lifecycle.use("event metrics", observeEvents("accounts", store.database, env));
  const tokens = await createTokenIssuer(store, env);
  const hasher = env.hasher ?? (await createPasswordHasher());
  const hasDuties = env.hasDuties ?? true;
  const redis = hasDuties ? await openCoordination("accounts", env, lifecycle) : null;
  const openTries = createTries({ redis, clock, log });
  // Opened once: in a process of its own they are counted together only where they are the same.
  const tries = { openTries, pinTries: openTries(PIN_TRIES), passwordTries: openTries(PASSWORD_TRIES) };
  const shared = { store, hasher, clock, ids, ...tries };
  const refreshGraceMs = env.refreshGraceMs ?? REUSE_GRACE_MS;
  const sessions = createSessions({ ...shared, tokens, refreshGraceMs });
  const mailer = lifecycle.use("mailer", env.mailer ?? noMailer);
  const mails = hasDuties
    ? lifecycle.use("mails", startMailSender({ store, mailer, clock, log }))
    : { wake: () => undefined };
  const administration = createAccountAdministration(shared);
  const services = env.householdServices ?? ["accounts"];
  const publicUrl = env.publicUrl ?? (() => LOCAL_URL);
  const verificationUri = env.verificationUri ?? VERIFICATION_URI;
  const payments = env.payments ?? noPayments;
  const purchases = createPurchases({ ...shared, payments });
  const settle = createSettlement({ store, payments, purchases, clock, log });
  if (hasDuties) startDuties({ store, events, services, settle, live, clock, log }, lifecycle);
  return {
    store,
    events,
    tokens,
    sessions,
    administration,
    purchases,
    signIn: createSignIn({ ...shared, sessions, mails }),
    credentials: createCredentials({ ...shared, sessions, mails }),
    profiles: createProfiles({ ...shared, sessions }),
    pairings: createPairings({ ...shared, sessions, verificationUri }),
    parentalPins: createParentalPins(shared),
    dataProtection: createDataProtection({ ...shared, tokens, services, publicUrl }),
  };
}
