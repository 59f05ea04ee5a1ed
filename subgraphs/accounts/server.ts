import type { JSONWebKeySet } from "jose";
import { openOutbox } from "../../lib/events/service-events.js";
import { opening } from "../../lib/lifecycle.js";
import type { RunningService, ServiceEnvironment } from "../../lib/service.js";
import { createSubgraph } from "../../lib/subgraph.js";
import { observeEvents } from "../../lib/telemetry/event-metrics.js";
import { createAccountAdministration } from "./account-administration.js";
import type { AccountsContext } from "./context.js";
import type { Product } from "./domain/product.js";
import { normaliseEmail } from "./domain/sign-up-input.js";
import { createLoaders } from "./loaders.js";
import { createPairings } from "./pairings.js";
import { createPasswordHasher } from "./password-hasher.js";
import { noPayments, type PaymentProvider } from "./payments.js";
import { watchPeriodEnds } from "./period-ends.js";
import { createProfiles } from "./profiles.js";
import { createPurchases } from "./purchases.js";
import { resolvers } from "./resolvers.js";
import { createSessions } from "./sessions.js";
import { createSignIn, type NewHousehold } from "./sign-in.js";
import { openAccountsStore } from "./store.js";
import { createTokenIssuer } from "./token-issuer.js";

/** Accounts, running, with what its operators may do beside the API. */
export interface Accounts extends RunningService {
  /** What access tokens are verified with. */
  publicKeys(): Promise<JSONWebKeySet>;
  /** The household's id; the one it has where the address is taken. */
  createHousehold(household: NewHousehold): Promise<string>;
  upsertProduct(product: Product): Promise<Product>;
  /** Gives a product for a period from now, or until `validUntil`; the one row there is moves. */
  grantProduct(accountId: string, product: Product, validUntil?: number): Promise<void>;
  /** Takes a device from a household. False when the household has no such device. */
  removeDevice(accountId: string, deviceId: string): Promise<boolean>;
  /** A token for a service or a billing system. */
  issueToken(subject: string, scopes: readonly string[], lifetimeSeconds: number): Promise<string>;
}

export interface AccountsEnvironment extends ServiceEnvironment {
  readonly issuer: string;
  readonly audience: string;
  /** Who takes the money; nothing is taken, and nothing can be bought, where this is left out. */
  readonly payments?: PaymentProvider;
  /** Where a phone types in the code that a television shows. */
  readonly verificationUri?: string;
}

const VERIFICATION_URI = "https://playhead.example/pair";

export function startAccounts(env: AccountsEnvironment): Promise<Accounts> {
  return opening("accounts", async (lifecycle) => {
    const { clock, ids, live, log, verifier } = env;
    const outbox = openOutbox(env, lifecycle, "accounts");
    const store = lifecycle.use(
      "database",
      await openAccountsStore(env.databaseUrl, env.onStatement, outbox),
    );
    if (env.metrics) lifecycle.use("event metrics", observeEvents("accounts", store.database, env));
    const tokens = await createTokenIssuer(store, env);
    const sessions = createSessions({ store, tokens, clock, ids });
    const hasher = await createPasswordHasher();
    const signIn = createSignIn({ store, hasher, sessions, clock, ids });
    const profiles = createProfiles({ store, hasher, sessions, clock, ids });
    const payments = env.payments ?? noPayments;
    const purchases = createPurchases({ store, payments, live, clock, ids });
    const administration = createAccountAdministration({ store, clock, ids });
    lifecycle.use("ends of products", watchPeriodEnds({ store, live, clock, log }));
    const verificationUri = env.verificationUri ?? VERIFICATION_URI;
    const pairings = createPairings({ store, administration, sessions, verificationUri, clock });
    const subgraph = createSubgraph<AccountsContext>({
      name: "accounts",
      schemaFile: new URL("./schema.graphql", import.meta.url),
      resolvers,
      verifier,
      log,
      createContext: (base) => ({
        ...base,
        ...{
          clock,
          signIn,
          sessions,
          profiles,
          pairings,
          purchases,
          administration,
          loaders: createLoaders(store),
        },
      }),
    });

    return {
      subgraph,
      publicKeys: () => tokens.publicKeys(),
      async createHousehold(household) {
        const created = await signIn.createHousehold(household);
        const accountId = created ?? (await store.accountByEmail(normaliseEmail(household.email)))?.id;
        if (accountId === undefined) throw new Error("the household was removed while it was looked up");
        return accountId;
      },
      upsertProduct: (product) => administration.upsertProduct(product),
      grantProduct: (accountId, product, validUntil) => purchases.grant(accountId, product, validUntil),
      async removeDevice(accountId, deviceId) {
        return (await administration.removeDevice(accountId, deviceId)).kind === "Device";
      },
      issueToken: async (subject, scopes, lifetimeSeconds) =>
        (await tokens.issue(subject, { scope: scopes.join(" ") }, lifetimeSeconds)).token,
      [Symbol.asyncDispose]: () => lifecycle.close(),
    };
  });
}
