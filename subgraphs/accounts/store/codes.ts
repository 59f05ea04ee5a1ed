import type { Outbox } from "../../../lib/events/outbox.js";
import type { Prisma, PrismaClient } from "../../../prisma/accounts/client/client.js";
import type { CodePurpose } from "../domain/account-code.js";
import { lockAccount } from "./households.js";
import { endSessions } from "./sessions.js";

/** A mail that is due. */
export interface DueMail {
  readonly email: string;
  readonly purpose: CodePurpose;
  /** Milliseconds since the epoch. */
  readonly requestedAt: number;
}

/** A code that is to be kept, by its hash. */
export interface NewCode {
  readonly email: string;
  readonly purpose: CodePurpose;
  readonly hash: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Mails that wait at most: a flood of addresses ends here, not in the disk. */
const MOST_WAITING = 50_000;

/** Mails that are to be sent, and the codes that were. */
export function createCodeStore(client: PrismaClient, outbox: Outbox) {
  return {
    /** Notes that a mail is to be sent: the same work for every address, whether a household has it or not. */
    async requestMail(email: string, purpose: CodePurpose, now: number): Promise<void> {
      await client.$executeRaw`
        INSERT INTO mail_request (email, purpose, requested_at, due_at)
        SELECT ${email}::text, ${purpose}::text, to_timestamp(${now}::float8 / 1000), to_timestamp(${now}::float8 / 1000)
        WHERE (SELECT count(*) FROM (SELECT FROM mail_request LIMIT ${MOST_WAITING}::int) AS waiting) < ${MOST_WAITING}::int
        ON CONFLICT (email, purpose) DO UPDATE SET requested_at = excluded.requested_at, due_at = excluded.due_at`;
    },

    /** Takes mails that are due; whoever took one has until `againAt` before others try. */
    async takeDueMails(now: number, againAt: number, most: number): Promise<DueMail[]> {
      const rows = await client.$queryRaw<{ email: string; purpose: CodePurpose; requested_at: Date }[]>`
        UPDATE mail_request SET due_at = to_timestamp(${againAt}::float8 / 1000)
        WHERE (email, purpose) IN (
          SELECT email, purpose FROM mail_request WHERE due_at <= to_timestamp(${now}::float8 / 1000)
          ORDER BY due_at LIMIT ${most}::int FOR UPDATE SKIP LOCKED
        )
        RETURNING email, purpose, requested_at`;
      return rows.map(({ requested_at, ...mail }) => ({ ...mail, requestedAt: requested_at.getTime() }));
    },

    /** These mails need no other try; one that was asked for again meanwhile stays. */
    async closeMails(mails: readonly DueMail[]): Promise<void> {
      await client.$executeRaw`
        DELETE FROM mail_request USING unnest(
          ${mails.map((mail) => mail.email)}::text[], ${mails.map((mail) => mail.purpose)}::text[],
          ${mails.map((mail) => mail.requestedAt)}::float8[]
        ) AS closed (email, purpose, requested_at)
        WHERE mail_request.email = closed.email AND mail_request.purpose = closed.purpose
          AND mail_request.requested_at = to_timestamp(closed.requested_at / 1000)::timestamptz(3)`;
    },

    async retryMail({ email, purpose, requestedAt }: DueMail, at: number): Promise<void> {
      await client.mailRequest.updateMany({
        where: { email, purpose, requestedAt: new Date(requestedAt) },
        data: { dueAt: new Date(at) },
      });
    },

    /** Keeps codes for the households of addresses, each in the place of the last. The addresses that a household has. */
    async keepCodes(codes: readonly NewCode[]): Promise<ReadonlySet<string>> {
      const kept = await client.$queryRaw<{ email: string }[]>`
        INSERT INTO account_code (account_id, purpose, hash, email, expires_at)
        SELECT id, made.purpose, made.hash, account.email, to_timestamp(made.expires_at / 1000)
        FROM account JOIN unnest(
          ${codes.map((code) => code.email)}::text[], ${codes.map((code) => code.purpose)}::text[],
          ${codes.map((code) => code.hash)}::text[], ${codes.map((code) => code.expiresAt)}::float8[]
        ) AS made (email, purpose, hash, expires_at) ON made.email = account.email
        ON CONFLICT (account_id, purpose) DO UPDATE
        SET hash = excluded.hash, email = excluded.email, expires_at = excluded.expires_at
        RETURNING email`;
      return new Set(kept.map(({ email }) => email));
    },

    /** Whose code it is; it stays good. */
    async accountOfCode(hash: string, purpose: CodePurpose, now: number): Promise<string | null> {
      const row = await client.accountCode.findFirst({
        where: { hash, purpose, expiresAt: { gt: new Date(now) } },
        select: { accountId: true },
      });
      return row?.accountId ?? null;
    },

    /** Uses a code up: the address is its household's. False for a code that is worth nothing. */
    async verifyEmail(hash: string, now: number): Promise<boolean> {
      return client.$transaction(async (tx) => {
        const used = await useUp(tx, hash, "VERIFY_EMAIL", now);
        return used !== null;
      });
    },

    /** Uses a code up for a new password, and ends all sessions. The account; null for a code that is worth nothing. */
    async resetPassword(hash: string, passwordHash: string, now: number): Promise<string | null> {
      return outbox.transaction(client, async (tx: Prisma.TransactionClient, announce) => {
        const accountId = await useUp(tx, hash, "RESET_PASSWORD", now);
        if (accountId === null) return null;
        await tx.account.update({ where: { id: accountId }, data: { passwordHash } });
        await endSessions(tx, announce, { accountId, which: { allBut: null }, now });
        return accountId;
      });
    },

    /**
     * Changes the password, and ends all sessions but one: "KEPT"; "ENDED" where that one was replaced before, and
     * none is left. Null where the password was changed meanwhile.
     */
    async changePassword(change: {
      readonly accountId: string;
      readonly oldHash: string;
      readonly newHash: string;
      readonly sessionId: string;
      readonly now: number;
    }): Promise<"KEPT" | "ENDED" | null> {
      const { accountId, oldHash, newHash, sessionId, now } = change;
      return outbox.transaction(client, async (tx: Prisma.TransactionClient, announce) => {
        const { count } = await tx.account.updateMany({
          where: { id: accountId, passwordHash: oldHash },
          data: { passwordHash: newHash },
        });
        if (count === 0) return null;
        await tx.accountCode.deleteMany({ where: { accountId, purpose: "RESET_PASSWORD" } });
        const goesOn = await tx.session.count({ where: { id: sessionId, accountId, revokedAt: null } });
        await endSessions(tx, announce, { accountId, which: { allBut: goesOn ? sessionId : null }, now });
        return goesOn ? "KEPT" : "ENDED";
      });
    },
  };
}

/** Of several who use one code at once, one finds it. Whoever has it reads what is sent to the address. */
async function useUp(
  tx: Prisma.TransactionClient,
  hash: string,
  purpose: CodePurpose,
  now: number,
): Promise<string | null> {
  const found = await tx.accountCode.findUnique({ where: { hash }, select: { accountId: true } });
  if (!found) return null;
  // First, as everybody does who changes a household: a change of the password deletes the code.
  await lockAccount(tx, found.accountId);
  const [used] = await tx.$queryRaw<{ account_id: string; email: string }[]>`
    DELETE FROM account_code
    WHERE hash = ${hash} AND purpose = ${purpose} AND expires_at > to_timestamp(${now}::float8 / 1000)
    RETURNING account_id, email`;
  if (!used) return null;
  await tx.account.updateMany({
    where: { id: used.account_id, email: used.email, emailVerifiedAt: null },
    data: { emailVerifiedAt: new Date(now) },
  });
  return used.account_id;
}
