import { Prisma, type PrismaClient } from "../../../prisma/accounts/client/client.js";
import type { Account } from "../domain/account.js";
import type { Opening } from "../domain/entitlement.js";
import type { Profile } from "../domain/profile.js";
import type { ProfileRow } from "./profiles.js";

/** A household that is to be kept. */
type NewAccount = Account & { readonly passwordHash: string };

/** A household, as far as it matters to who plays what. */
export interface PlayingHousehold {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly deviceIds: readonly string[];
  /** The first of them first. */
  readonly profiles: readonly Pick<Profile, "id" | "maximumAge">[];
  readonly entitlements: readonly Opening[];
}

/** Households and their people. */
export function createHouseholdStore(client: PrismaClient) {
  return {
    /**
     * Keeps a household, and a mail to its address where that is not verified. False, and nothing stored, when the
     * address is taken.
     */
    async createAccount(account: NewAccount, profile: ProfileRow): Promise<boolean> {
      const at = Prisma.sql`to_timestamp(${account.createdAt}::float8 / 1000)`;
      const { consent, ...person } = profile;
      // One statement: of whoever signs up in a rush, the database hears once.
      const created = await client.$executeRaw`
        WITH household AS (
          INSERT INTO account (id, email, password_hash, email_verified_at, country, created_at)
          SELECT ${account.id}::text, ${account.email}::text, ${account.passwordHash}::text,
            CASE WHEN ${account.emailVerified}::boolean THEN ${at} END, ${account.country}::text, ${at}
          ON CONFLICT (email) DO NOTHING
          RETURNING id, email
        ), mail AS (
          INSERT INTO mail_request (email, purpose, requested_at, due_at)
          SELECT email, 'VERIFY_EMAIL', ${at}, ${at} FROM household WHERE NOT ${account.emailVerified}::boolean
          ON CONFLICT (email, purpose) DO UPDATE SET requested_at = excluded.requested_at, due_at = excluded.due_at
        )
        INSERT INTO profile (
          id, account_id, name, language, maximum_age, pin_hash, personalisation, advertising, insights, created_at
        )
        SELECT ${person.id}::text, id, ${person.name}::text, ${person.language}::text, ${person.maximumAge}::int,
          ${person.pinHash}::text, ${consent.personalisation}::boolean, ${consent.advertising}::boolean,
          ${consent.insights}::boolean, ${at}
        FROM household`;
      return created === 1;
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

    /** In one statement: every start of a stream asks for it. */
    async householdForPlayout(accountId: string): Promise<PlayingHousehold | null> {
      const [row] = await client.$queryRaw<PlayingHousehold[]>`
        SELECT country,
          ARRAY(SELECT id FROM device WHERE account_id = account.id) AS "deviceIds",
          (SELECT coalesce(json_agg(json_build_object('id', id, 'maximumAge', maximum_age) ORDER BY created_at, id), '[]')
            FROM profile WHERE account_id = account.id) AS profiles,
          (SELECT coalesce(json_agg(json_build_object(
              'standing', standing, 'validUntil', floor(extract(epoch FROM valid_until) * 1000),
              'product', json_build_object('entitlementTags', entitlement_tags, 'devices', devices,
                'concurrentStreams', concurrent_streams, 'recordingSeconds', recording_seconds))), '[]')
            FROM entitlement JOIN product ON product.id = product_id WHERE account_id = account.id) AS entitlements
        FROM account WHERE id = ${accountId}`;
      return row ?? null;
    },

    async accountsById(ids: readonly string[]): Promise<Account[]> {
      return (await client.account.findMany({ where: { id: { in: [...ids] } } })).map(toAccount);
    },
  };
}

/**
 * Changes of one household follow each other under this lock, taken before anything else of theirs. Its country; null where
 * there is none such. Who adds what refers to the household needs no turn, and does not wait, but for who opens a session.
 */
export async function lockAccount(
  tx: Prisma.TransactionClient,
  accountId: string,
): Promise<{ readonly country: string } | null> {
  const [row] = await tx.$queryRaw<{ country: string }[]>`
    SELECT country FROM account WHERE id = ${accountId} FOR NO KEY UPDATE`;
  return row ?? null;
}

function toAccount({ id, email, emailVerifiedAt, country, createdAt }: Prisma.AccountModel): Account {
  return { id, email, emailVerified: emailVerifiedAt !== null, country, createdAt: createdAt.getTime() };
}
