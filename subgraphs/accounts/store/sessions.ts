import type { PrismaClient } from "../../../prisma/accounts/client/client.js";

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

/** Sign-ins and their refresh tokens. */
export function createSessionStore(client: PrismaClient) {
  return {
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
  };
}
