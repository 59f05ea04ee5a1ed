import { openDatabase } from "../../lib/database.js";
import { Prisma, PrismaClient } from "../../prisma/accounts/client/client.js";
import type { Account, Profile } from "./domain/account.js";
import type { Device, DeviceFamily, DevicePresented } from "./domain/device.js";
import { type Entitlement, type EntitlementStanding, limitsAt } from "./domain/entitlement.js";
import type { Product } from "./domain/product.js";

/** A sign-in, as it is kept. */
export interface SessionRow {
  readonly id: string;
  readonly accountId: string;
  readonly deviceId: string | null;
  readonly revokedAt: number | null;
}

/** A refresh token as it is kept, with its session. */
export interface RefreshTokenRow {
  readonly hash: string;
  readonly usedAt: number | null;
  readonly expiresAt: number;
  readonly session: SessionRow;
}

export type AccountsStore = ReturnType<typeof createAccountsStore>;

export async function openAccountsStore(
  databaseUrl: string,
  onStatement: ((sql: string) => void) | undefined,
) {
  const database = await openDatabase({
    service: "accounts",
    databaseUrl,
    onStatement,
    create: (shared) => new PrismaClient(shared),
  });
  return Object.assign(createAccountsStore(database.client), {
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  });
}

function createAccountsStore(client: PrismaClient) {
  return {
    /** False, and nothing stored, when the address is taken. */
    async createAccount(
      account: Account & { readonly passwordHash: string },
      profile: Profile,
    ): Promise<boolean> {
      const createdAt = new Date(account.createdAt);
      const { accountId: _owner, ...person } = profile;
      try {
        await client.account.create({
          data: { ...account, createdAt, profiles: { create: { ...person, createdAt } } },
        });
        return true;
      } catch (error) {
        if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") return false;
        throw error;
      }
    },

    async accountByEmail(email: string): Promise<(Account & { readonly passwordHash: string }) | null> {
      const row = await client.account.findUnique({ where: { email } });
      return row && { ...toAccount(row), passwordHash: row.passwordHash };
    },

    async accountsById(ids: readonly string[]): Promise<Account[]> {
      return (await client.account.findMany({ where: { id: { in: [...ids] } } })).map(toAccount);
    },

    async profilesOf(accountId: string): Promise<Profile[]> {
      return client.profile.findMany({
        where: { accountId },
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      });
    },

    async devicesOf(accountId: string): Promise<Device[]> {
      const rows = await client.device.findMany({
        where: { accountId },
        orderBy: [{ registeredAt: "asc" }, { id: "asc" }],
      });
      return rows.map(toDevice);
    },

    async entitlementsOf(accountId: string): Promise<Entitlement[]> {
      const rows = await client.entitlement.findMany({
        where: { accountId },
        include: { product: true },
        orderBy: { id: "asc" },
      });
      return rows.map(({ validFrom, validUntil, standing, productId: _id, ...row }) => ({
        ...row,
        validFrom: validFrom.getTime(),
        validUntil: validUntil.getTime(),
        standing: standing as EntitlementStanding,
      }));
    },

    products: (): Promise<Product[]> =>
      client.product.findMany({ orderBy: [{ amountMinor: "asc" }, { id: "asc" }] }),

    async saveProduct(product: Product): Promise<void> {
      const data = { ...product, entitlementTags: [...product.entitlementTags] };
      await client.product.upsert({ where: { id: product.id }, create: data, update: data });
    },

    /** The one row of this household and product. */
    async saveEntitlement(
      entitlement: Omit<Entitlement, "product"> & { readonly productId: string },
    ): Promise<void> {
      const { id, accountId, productId, renewals, standing } = entitlement;
      const validFrom = new Date(entitlement.validFrom);
      const validUntil = new Date(entitlement.validUntil);
      await client.entitlement.upsert({
        where: { accountId_productId: { accountId, productId } },
        create: { id, accountId, productId, renewals, standing, validFrom, validUntil },
        update: { renewals, standing, validUntil },
      });
    },

    /**
     * The household's device of this id, or a new one. The account's row is locked while its devices are counted, so
     * that sign-ins at the same time never pass the limit together.
     */
    async registerDevice(
      accountId: string,
      presented: DevicePresented,
      newId: string,
      now: number,
    ): Promise<Device | { readonly limit: number }> {
      return client.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT id FROM account WHERE id = ${accountId} FOR UPDATE`;
        const { name, family } = presented;
        const lastSeenAt = new Date(now);
        const known = presented.id
          ? await tx.device.findFirst({ where: { id: presented.id, accountId } })
          : null;
        if (known)
          return toDevice(
            await tx.device.update({ where: { id: known.id }, data: { name, family, lastSeenAt } }),
          );

        const entitlements = await createAccountsStore(tx as PrismaClient).entitlementsOf(accountId);
        const limit = limitsAt(entitlements, now).devices;
        if ((await tx.device.count({ where: { accountId } })) >= limit) return { limit };
        const data = { id: newId, accountId, name, family, registeredAt: lastSeenAt, lastSeenAt };
        return toDevice(await tx.device.create({ data }));
      });
    },

    async createSession(
      session: Omit<SessionRow, "revokedAt"> & { readonly createdAt: number },
    ): Promise<void> {
      await client.session.create({ data: { ...session, createdAt: new Date(session.createdAt) } });
    },

    async addRefreshToken(sessionId: string, hash: string, expiresAt: number): Promise<void> {
      await client.refreshToken.create({ data: { hash, sessionId, expiresAt: new Date(expiresAt) } });
    },

    async refreshToken(hash: string): Promise<RefreshTokenRow | null> {
      const row = await client.refreshToken.findUnique({ where: { hash }, include: { session: true } });
      if (!row) return null;
      const { id, accountId, deviceId, revokedAt } = row.session;
      return {
        hash,
        usedAt: row.usedAt?.getTime() ?? null,
        expiresAt: row.expiresAt.getTime(),
        session: { id, accountId, deviceId, revokedAt: revokedAt?.getTime() ?? null },
      };
    },

    /** True for the one caller that used it first. */
    async useRefreshToken(hash: string, now: number): Promise<boolean> {
      const { count } = await client.refreshToken.updateMany({
        where: { hash, usedAt: null },
        data: { usedAt: new Date(now) },
      });
      return count === 1;
    },

    /** Ends one session of a household, or with null all of them. */
    async revokeSessions(accountId: string, sessionId: string | null, now: number): Promise<void> {
      await client.session.updateMany({
        where: { accountId, revokedAt: null, ...(sessionId === null ? {} : { id: sessionId }) },
        data: { revokedAt: new Date(now) },
      });
    },

    async touchDevice(id: string, accountId: string, now: number): Promise<void> {
      await client.device.updateMany({ where: { id, accountId }, data: { lastSeenAt: new Date(now) } });
    },

    async signingKeys(): Promise<{ kid: string; privateJwk: unknown }[]> {
      return client.signingKey.findMany({ orderBy: { createdAt: "desc" } });
    },

    async addSigningKey(kid: string, privateJwk: object, now: number): Promise<void> {
      await client.signingKey.create({ data: { kid, privateJwk, createdAt: new Date(now) } });
    },
  };
}

function toAccount({ id, email, country, createdAt }: Prisma.AccountModel): Account {
  return { id, email, country, createdAt: createdAt.getTime() };
}

function toDevice({ family, registeredAt, lastSeenAt, ...device }: Prisma.DeviceModel): Device {
  return {
    ...device,
    family: family as DeviceFamily,
    registeredAt: registeredAt.getTime(),
    lastSeenAt: lastSeenAt?.getTime() ?? null,
  };
}
