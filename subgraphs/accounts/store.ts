import { openDatabase } from "../../lib/database.js";
import type { Outbox } from "../../lib/events/outbox.js";
import { PrismaClient } from "../../prisma/accounts/client/client.js";
import { createCodeStore } from "./store/codes.js";
import { createDataExportStore } from "./store/data-exports.js";
import { createDeviceStore } from "./store/devices.js";
import { createEntitlementStore } from "./store/entitlements.js";
import { createErasureStore } from "./store/erasures.js";
import { createHouseholdStore } from "./store/households.js";
import { createPairingStore } from "./store/pairings.js";
import { createProductStore } from "./store/products.js";
import { createProfileStore } from "./store/profiles.js";
import { createRevocationStore } from "./store/revocations.js";
import { createSessionStore } from "./store/sessions.js";
import { createSigningKeyStore } from "./store/signing-keys.js";

export type { LimitedSession, SessionBasis, SessionRow } from "./store/sessions.js";
export type AccountsStore = ReturnType<typeof createAccountsStore>;

export async function openAccountsStore(
  databaseUrl: string,
  onStatement: ((sql: string) => void) | undefined,
  outbox: Outbox,
) {
  const database = await openDatabase({
    service: "accounts",
    databaseUrl,
    onStatement,
    create: (shared) => new PrismaClient(shared),
  });
  return Object.assign(createAccountsStore(database.client, outbox), {
    database: database.client,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  });
}

function createAccountsStore(client: PrismaClient, outbox: Outbox) {
  return {
    ...createHouseholdStore(client),
    ...createProfileStore(client, outbox),
    ...createDeviceStore(client, outbox),
    ...createProductStore(client, outbox),
    ...createEntitlementStore(client, outbox),
    ...createCodeStore(client, outbox),
    ...createDataExportStore(client, outbox),
    ...createErasureStore(client, outbox),
    ...createPairingStore(client),
    ...createRevocationStore(client),
    ...createSessionStore(client, outbox),
    ...createSigningKeyStore(client),
  };
}
