import { Prisma, type PrismaClient } from "../../../prisma/accounts/client/client.js";
import type { Account } from "../domain/account.js";
import { type ProfileRow, toData } from "./profiles.js";

/** Households and their people. */
export function createHouseholdStore(client: PrismaClient) {
  return {
    /** False, and nothing stored, when the address is taken. */
    async createAccount(
      account: Account & { readonly passwordHash: string },
      profile: ProfileRow,
    ): Promise<boolean> {
      const createdAt = new Date(account.createdAt);
      const { accountId: _owner, ...person } = toData(profile);
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

/** Changes of one household follow each other under this lock. False where there is none such. */
export async function lockAccount(tx: Prisma.TransactionClient, accountId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT id FROM account WHERE id = ${accountId} FOR UPDATE`;
  return rows.length === 1;
}

function toAccount({ id, email, country, createdAt }: Prisma.AccountModel): Account {
  return { id, email, country, createdAt: createdAt.getTime() };
}
