import type { Announcement } from "../../../lib/events/event.js";
import type { Outbox } from "../../../lib/events/outbox.js";
import type { Prisma, PrismaClient } from "../../../prisma/accounts/client/client.js";
import { judgeRefresh, REUSE_GRACE_MS, SUPERSEDED } from "../domain/refresh-token.js";
import { sessionsEnded } from "../events.js";

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

/** Sign-ins and their refresh tokens. */
export function createSessionStore(client: PrismaClient, outbox: Outbox) {
  return {
    /** Keeps a session with its first refresh token, and forgets those of the household that have come to their end. */
    async createSession(session: SessionRow, token: NewRefreshToken, now: number): Promise<void> {
      const createdAt = new Date(now);
      const { accountId } = session;
      await client.$transaction([
        client.session.deleteMany({
          where: { accountId, refreshTokens: { none: { expiresAt: { gt: createdAt } } } },
        }),
        client.session.create({
          data: { ...session, createdAt, refreshTokens: { create: toRow(token) } },
        }),
      ]);
    },

    /**
     * Keeps `successor` in the place of the token with this hash: the session then, or null where the token is worth
     * none. One session's refreshes take turns, so that each sees what the other made of the token.
     */
    rotateRefreshToken: (hash: string, successor: NewRefreshToken, now: number): Promise<SessionRow | null> =>
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
        );
        if (verdict === "OVER") return null;
        if (verdict === "STOLEN" || !(await isDeviceThere(tx, token.session, now))) {
          for (const event of await endSessions(tx, accountId, { only: id }, now)) announce(event);
          return null;
        }
        if (verdict === "FIRST") await makeNewest(tx, id, hash, now);
        await tx.refreshToken.create({ data: { ...toRow(successor), sessionId: id } });
        return { id, accountId, deviceId, profileId };
      }),

    async addRefreshToken(sessionId: string, token: NewRefreshToken): Promise<void> {
      await client.refreshToken.create({ data: { ...toRow(token), sessionId } });
    },

    /** Ends the sessions of a household that `which` names; their access tokens are worth nothing from now on. */
    async revokeSessions(accountId: string, which: WhichSessions, now: number): Promise<void> {
      await outbox.transaction(client, async (tx: Prisma.TransactionClient, announce) => {
        for (const event of await endSessions(tx, accountId, which, now)) announce(event);
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

/** Ends sessions as part of something larger; gives what is to be announced. */
export async function endSessions(
  tx: Prisma.TransactionClient,
  accountId: string,
  which: WhichSessions,
  now: number,
): Promise<Announcement[]> {
  const id = "only" in which ? which.only : { not: which.allBut ?? "" };
  const ended = await tx.session.updateManyAndReturn({
    where: { accountId, revokedAt: null, id },
    data: { revokedAt: new Date(now) },
    select: { id: true },
  });
  return sessionsEnded(
    accountId,
    ended.map((session) => session.id),
  );
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
async function makeNewest(tx: Prisma.TransactionClient, sessionId: string, hash: string, now: number) {
  const usedAt = new Date(now);
  const graceBegan = new Date(now - REUSE_GRACE_MS);
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
