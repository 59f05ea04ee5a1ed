import { dateTimeScalar } from "../../lib/date-time.js";
import { badInput } from "../../lib/errors.js";
import { requireViewer, type Viewer } from "../../lib/viewer.js";
import type { AccountsContext } from "./context.js";
import { type Access, accessTo } from "./domain/access.js";
import type { Account } from "./domain/account.js";
import { exportStatusAt, missingParts } from "./domain/data-export.js";
import { isValidAt, limitsAt, statusAt, tagsAt } from "./domain/entitlement.js";
import type { Resolvers } from "./generated/resolver-types.js";
import {
  presentDevice,
  presentExport,
  presentPassword,
  presentPoll,
  presentProfile,
  presentPurchase,
  presentSignIn,
  presentSignUp,
} from "./outcomes.js";

const MOST_TAGS_ASKED = 100;

function viewerAccount({ viewer, loaders }: AccountsContext): Promise<Account | null> {
  return viewer ? loaders.account.load(viewer.accountId) : Promise.resolve(null);
}

/** The household that asks: whose things change follows from the token alone. */
function ownOf(viewer: Viewer | null, field: string): string {
  return requireViewer(viewer, field).accountId;
}

/** One of the household's own things; another household's id finds nothing. */
async function ownById<T extends { readonly id: string }>(
  id: string,
  context: AccountsContext,
  list: (accountId: string) => Promise<readonly T[]>,
): Promise<T | null> {
  if (!context.viewer) return null;
  return (await list(context.viewer.accountId)).find((one) => one.id === id) ?? null;
}

/** Of whatever has tags: what the viewer holds is read once a request, however many things are asked about. */
async function accessOf(
  entitlementTags: readonly string[],
  { viewer, loaders, clock }: AccountsContext,
): Promise<Access> {
  const [products, holder] = await Promise.all([
    loaders.products.load("all"),
    viewer
      ? loaders.entitlementsOf.load(viewer.accountId).then((entitlements) => ({ entitlements }))
      : ("anonymous" as const),
  ]);
  return accessTo(entitlementTags, holder, products, clock.now());
}

export const resolvers: Resolvers = {
  DateTime: dateTimeScalar,

  Query: {
    viewer: (_, __, context) => viewerAccount(context),
    products: (_, __, { loaders }) => loaders.products.load("all"),
    dataExport: (_, { id }, { viewer, dataProtection }) =>
      dataProtection.exportOf(ownOf(viewer, "dataExport"), id),
    pendingDevice: (_, { userCode }, { viewer, pairings, clientAddress }) =>
      pairings.pending(ownOf(viewer, "pendingDevice"), userCode, clientAddress),
  },

  Mutation: {
    signUp: async (_, { device, ...household }, { signIn, clientAddress }) =>
      presentSignUp(await signIn.signUp(household, device ?? null, clientAddress)),
    signIn: async (_, { email, password, device }, { signIn, clientAddress }) =>
      presentSignIn(await signIn.signIn(email, password, device ?? null, clientAddress)),
    refreshSession: async (_, { refreshToken }, { signIn, left }) =>
      presentSignIn(await signIn.refresh(refreshToken, left)),
    async signOut(_, { everywhere }, { viewer, sessions }) {
      const { accountId, sessionId } = requireViewer(viewer, "signOut");
      if (everywhere) await sessions.endAll(accountId);
      else if (sessionId !== null) await sessions.end(accountId, sessionId);
      return true;
    },
    async requestPasswordReset(_, { email }, { credentials, clientAddress }) {
      await credentials.requestPasswordReset(email, clientAddress);
      return true;
    },
    resetPassword: async (_, { code, newPassword }, { credentials, clientAddress }) =>
      presentPassword(await credentials.resetPassword(code, newPassword, clientAddress)),
    changePassword: async (_, { current, newPassword }, { viewer, credentials, clientAddress }) => {
      const caller = requireViewer(viewer, "changePassword");
      return presentPassword(await credentials.changePassword(caller, current, newPassword, clientAddress));
    },
    verifyEmail: (_, { code }, { credentials, clientAddress }) =>
      credentials.verifyEmail(code, clientAddress),
    startDevicePairing: (_, { device }, { pairings, clientAddress }) => pairings.start(device, clientAddress),
    approveDevicePairing: async (_, { userCode }, { viewer, pairings, clientAddress }) =>
      presentDevice(
        await pairings.approve(requireViewer(viewer, "approveDevicePairing"), userCode, clientAddress),
      ),
    pollDevicePairing: async (_, { deviceCode }, { pairings }) =>
      presentPoll(await pairings.poll(deviceCode)),
    selectProfile: async (_, { id, pin }, { viewer, profiles, clientAddress }) => {
      const caller = requireViewer(viewer, "selectProfile");
      const wrong = "the PIN is wrong, or the household has no such profile";
      return presentSignIn(await profiles.select(caller, id, pin ?? null, clientAddress), wrong);
    },
    createProfile: async (_, { input }, { viewer, profiles }) =>
      presentProfile(await profiles.create(requireViewer(viewer, "createProfile"), input)),
    updateProfile: async (_, { id, patch }, { viewer, profiles }) =>
      presentProfile(await profiles.update(requireViewer(viewer, "updateProfile"), id, patch)),
    deleteProfile: (_, { id }, { viewer, profiles }) =>
      profiles.remove(requireViewer(viewer, "deleteProfile"), id),
    registerDevice: async (_, { input }, { viewer, administration }) =>
      presentDevice(await administration.registerDevice(ownOf(viewer, "registerDevice"), input)),
    removeDevice: async (_, { id }, { viewer, administration }) =>
      presentDevice(await administration.removeDevice(ownOf(viewer, "removeDevice"), id)),
    requestDataExport: async (_, __, { viewer, dataProtection }) =>
      presentExport(await dataProtection.requestExport(ownOf(viewer, "requestDataExport"))),
    deleteAccount: (_, { password }, { viewer, dataProtection, clientAddress }) =>
      dataProtection.deleteAccount(ownOf(viewer, "deleteAccount"), password, clientAddress),
    purchase: async (_, { productId, idempotencyKey }, { viewer, purchases }) =>
      presentPurchase(await purchases.purchase(ownOf(viewer, "purchase"), productId, idempotencyKey)),
    cancelEntitlement: async (_, { id }, { viewer, purchases }) =>
      presentPurchase(await purchases.cancel(ownOf(viewer, "cancelEntitlement"), id)),
    setEntitlement: async (_, { idempotencyKey, status, ...said }, { purchases }) =>
      presentPurchase(await purchases.bill({ ...said, status: status ?? "ACTIVE", key: idempotencyKey })),
    upsertProduct: (_, { input }, { administration }) =>
      administration.upsertProduct({ ...input, description: input.description ?? null }),
  },

  Session: {
    account: async ({ accountId }, _, { loaders }) => {
      const account = await loaders.account.load(accountId);
      if (!account) throw new Error(`session of a household that is gone: ${accountId}`);
      return account;
    },
  },

  Account: {
    __resolveReference: async ({ id }, context) =>
      id === context.viewer?.accountId ? viewerAccount(context) : null,
    profiles: ({ id }, _, { loaders }) => loaders.profilesOf.load(id),
    profile: async (account, { id }, { loaders }) =>
      (await loaders.profilesOf.load(account.id)).find((profile) => profile.id === id) ?? null,
    devices: ({ id }, _, { loaders }) => loaders.devicesOf.load(id),
    limits: async ({ id }, _, { loaders, clock }) =>
      limitsAt(await loaders.entitlementsOf.load(id), clock.now()),
    entitlements: async ({ id }, { activeOnly }, { loaders, clock }) => {
      const entitlements = await loaders.entitlementsOf.load(id);
      return activeOnly === false ? entitlements : entitlements.filter((one) => isValidAt(one, clock.now()));
    },
    entitlementTags: async ({ id }, _, { loaders, clock }) =>
      tagsAt(await loaders.entitlementsOf.load(id), clock.now()),
    isEntitled: async ({ id }, { tags }, { loaders, clock }) => {
      if (tags.length > MOST_TAGS_ASKED)
        throw badInput("tags", `must be at most ${MOST_TAGS_ASKED}`, tags.length);
      const held = tagsAt(await loaders.entitlementsOf.load(id), clock.now());
      return tags.length === 0 || tags.some((tag) => held.includes(tag));
    },
  },

  Profile: {
    __resolveReference: ({ id }, context) =>
      ownById(id, context, (own) => context.loaders.profilesOf.load(own)),
  },

  Device: {
    __resolveReference: ({ id }, context) =>
      ownById(id, context, (own) => context.loaders.devicesOf.load(own)),
  },

  Product: {
    __resolveReference: async ({ id }, { loaders }) =>
      (await loaders.products.load("all")).find((product) => product.id === id) ?? null,
    price: ({ amountMinor, currency }) => ({ amountMinor, currency }),
  },

  Entitlement: {
    __resolveReference: ({ id }, context) =>
      ownById(id, context, (own) => context.loaders.entitlementsOf.load(own)),
    status: (entitlement, _, { clock }) => statusAt(entitlement, clock.now()),
  },

  DataExport: {
    __resolveReference: ({ id }, { viewer, dataProtection }) =>
      viewer && dataProtection.exportOf(viewer.accountId, id),
    status: (wanted, _, { dataProtection, clock }) =>
      exportStatusAt(wanted, dataProtection.services, clock.now()),
    url: (wanted, _, { dataProtection }) => dataProtection.urlOf(wanted),
    missingParts: (wanted, _, { dataProtection }) => missingParts(wanted, dataProtection.services),
  },

  Content: { access: ({ entitlementTags }, _, context) => accessOf(entitlementTags, context) },
  Collection: { access: ({ entitlementTags }, _, context) => accessOf(entitlementTags, context) },
  Recording: { access: ({ entitlementTags }, _, context) => accessOf(entitlementTags, context) },
};
