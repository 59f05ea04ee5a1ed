import { Prisma, type PrismaClient } from "../../../prisma/accounts/client/client.js";
import type { Account } from "../domain/account.js";
import { type ProfileRow, toData } from "./profiles.js";

/** Households and their people. */
export function createHouseholdStore(client: PrismaClient) {
  return {
    /**
     * Keeps a household, and a mail to its address where that is not verified. False, and nothing stored, when the
     * address is taken.
     */
    async createAccount(
      { emailVerified, ...account }: Account & { readonly passwordHash: string },
      profile: ProfileRow,
    ): Promise<boolean> {
      const createdAt = new Date(account.createdAt);
      const emailVerifiedAt = emailVerified ? createdAt : null;
      const { accountId: _owner, ...person } = toData(profile);
      const profiles = { create: { ...person, createdAt } };
      const times = { requestedAt: createdAt, dueAt: createdAt };
      const mail = { email: account.email, purpose: "VERIFY_EMAIL", ...times };
      const { email, purpose } = mail;
      const where = { email_purpose: { email, purpose } };
      try {
        await client.$transaction([
          client.account.create({ data: { ...account, createdAt, emailVerifiedAt, profiles } }),
          ...(emailVerified ? [] : [client.mailRequest.upsert({ where, create: mail, update: times })]),
        ]);
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

    async passwordHashOf(accountId: string): Promise<string | null> {
      const row = await client.account.findUnique({
        where: { id: accountId },
        select: { passwordHash: true },
      });
      return row?.passwordHash ?? null;
    },

    async accountsById(ids: readonly string[]): Promise<Account[]> {
      return (await client.account.findMany({ where: { id: { in: [...ids] } } })).map(toAccount);
    },
  };
}

/** Changes of one household follow each other under this lock. Its country; null where there is none such. */
export async function lockAccount(
  tx: Prisma.TransactionClient,
  accountId: string,
): Promise<{ readonly country: string } | null> {
  const [row] = await tx.$queryRaw<{ country: string }[]>`
    SELECT country FROM account WHERE id = ${accountId} FOR UPDATE`;
  return row ?? null;
}

function toAccount({ id, email, emailVerifiedAt, country, createdAt }: Prisma.AccountModel): Account {
  return { id, email, emailVerified: emailVerifiedAt !== null, country, createdAt: createdAt.getTime() };
}
