import type { Announcement } from "../../../lib/events/event.js";
import type { Outbox } from "../../../lib/events/outbox.js";
import { Prisma, type PrismaClient } from "../../../prisma/accounts/client/client.js";
import { judgeRefresh, SUPERSEDED } from "../domain/refresh-token.js";
import { sessionsEnded } from "../events.js";
import { revoke } from "./revocations.js";

/** A sign-in, as it is kept. */
export interface SessionRow {
  readonly id: string;
  readonly accountId: string;
  readonly deviceId: string | null;
  /** The profile it is bound to; null for the household as a whole. */
  readonly profileId: string | null;
}

/** A refresh token that is to be kept. */
export interface NewRefreshToken {
  readonly hash: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** One session, or all; all but one, where it is named. */
export type WhichSessions = { readonly only: string } | { readonly allBut: string | null };

/** When a refresh comes, epoch ms, and for how long a used token may come again. */
interface RefreshTerms {
  readonly now: number;
  readonly graceMs: number;
}

/** Sign-ins and their refresh tokens. */
export function createSessionStore(client: PrismaClient, outbox: Outbox) {
  return {
    /** Keeps a session with its first refresh token, and forgets those of the household that have come to their end. */
    async createSession(session: SessionRow, token: NewRefreshToken, now: number): Promise<void> {
      const { id, accountId, deviceId, profileId } = session;
      const at = Prisma.sql`to_timestamp(${now}::float8 / 1000)`;
      await client.$executeRaw`
        WITH forgotten AS (
          DELETE FROM session WHERE account_id = ${accountId} AND NOT EXISTS (
            SELECT FROM refresh_token WHERE session_id = session.id AND expires_at > ${at}
          )
        ), opened AS (
          INSERT INTO session (id, account_id, device_id, profile_id, created_at)
          SELECT ${id}::text, ${accountId}::text, ${deviceId}::text, ${profileId}::text, ${at}
          RETURNING id
        )
        INSERT INTO refresh_token (hash, session_id, expires_at)
        SELECT ${token.hash}::text, id, to_timestamp(${token.expiresAt}::float8 / 1000) FROM opened`;
    },

    /**
     * Keeps `successor` in the place of the token with this hash: the session then, or null where the token is worth
     * none. One session's refreshes take turns, so that each sees what the other made of the token.
     */
    rotateRefreshToken: (
      hash: string,
      successor: NewRefreshToken,
      { now, graceMs }: RefreshTerms,
    ): Promise<SessionRow | null> =>
      outbox.transaction(client, async (tx: Prisma.TransactionClient, announce) => {
        await tx.$queryRaw`
          SELECT session.id FROM session JOIN refresh_token ON session_id = session.id
          WHERE hash = ${hash} FOR UPDATE OF session`;
        const token = await tx.refreshToken.findUnique({ where: { hash }, include: { session: true } });
        if (!token) return null;
        const { id, accountId, deviceId, profileId, revokedAt } = token.session;
        const verdict = judgeRefresh(
          {
            usedAt: token.usedAt?.getTime() ?? null,
            expiresAt: token.expiresAt.getTime(),
            sessionRevokedAt: revokedAt?.getTime() ?? null,
          },
          now,
          graceMs,
        );
        if (verdict === "OVER") return null;
        if (verdict === "STOLEN" || !(await isDeviceThere(tx, token.session, now))) {
          await endSessions(tx, announce, { accountId, which: { only: id }, now });
          return null;
        }
        if (verdict === "FIRST") await makeNewest(tx, id, hash, { now, graceMs });
        await tx.refreshToken.create({ data: { ...toRow(successor), sessionId: id } });
        return { id, accountId, deviceId, profileId };
      }),

    async addRefreshToken(sessionId: string, token: NewRefreshToken): Promise<void> {
      await client.refreshToken.create({ data: { ...toRow(token), sessionId } });
    },

    /** Ends the sessions of a household that `which` names; their access tokens are worth nothing from now on. */
    async revokeSessions(accountId: string, which: WhichSessions, now: number): Promise<void> {
      await outbox.transaction(client, async (tx: Prisma.TransactionClient, announce) => {
        await endSessions(tx, announce, { accountId, which, now });
      });
    },

    /** Ends a session in favour of another one of the same device, whose client may still have requests under way. */
    async replaceSession(accountId: string, id: string, now: number): Promise<void> {
      await client.session.updateMany({
        where: { accountId, id, revokedAt: null },
        data: { revokedAt: new Date(now) },
      });
    },
  };
}

/** Ends sessions as part of something larger; their access tokens are worth nothing from now on. */
export async function endSessions(
  tx: Prisma.TransactionClient,
  announce: (announcement: Announcement) => void,
  ending: { readonly accountId: string; readonly which: WhichSessions; readonly now: number },
): Promise<void> {
  const { accountId, which, now } = ending;
  const id = "only" in which ? which.only : { not: which.allBut ?? "" };
  const ended = await tx.session.updateManyAndReturn({
    where: { accountId, revokedAt: null, id },
    data: { revokedAt: new Date(now) },
    select: { id: true },
  });
  const sessionIds = ended.map((session) => session.id);
  await revoke(tx, announce, sessionsEnded(accountId, sessionIds), now);
}

/** Whether the session's device is still the household's; then it was seen now. */
async function isDeviceThere(
  tx: Prisma.TransactionClient,
  { accountId, deviceId }: Pick<SessionRow, "accountId" | "deviceId">,
  now: number,
): Promise<boolean> {
  if (deviceId === null) return true;
  const { count } = await tx.device.updateMany({
    where: { id: deviceId, accountId },
    data: { lastSeenAt: new Date(now) },
  });
  return count === 1;
}

/**
 * A token was used for the first time. Every other one of its session is superseded, also those that were given out
 * beside it for a client that asked twice: whoever shows one from now on is somebody else.
 */
async function makeNewest(
  tx: Prisma.TransactionClient,
  sessionId: string,
  hash: string,
  { now, graceMs }: RefreshTerms,
) {
  const usedAt = new Date(now);
  const graceBegan = new Date(now - graceMs);
  await tx.refreshToken.deleteMany({ where: { sessionId, expiresAt: { lte: usedAt } } });
  await tx.refreshToken.updateMany({
    where: { sessionId, OR: [{ usedAt: null }, { usedAt: { gte: graceBegan } }] },
    data: { usedAt: new Date(SUPERSEDED) },
  });
  await tx.refreshToken.update({ where: { hash }, data: { usedAt } });
}

function toRow({ hash, expiresAt }: NewRefreshToken) {
  return { hash, expiresAt: new Date(expiresAt) };
}
