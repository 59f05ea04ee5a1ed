import { demandCaller, whileWanted } from "../../../lib/cancellation.js";
import { PlayheadError } from "../../../lib/errors.js";
import type { Announcement } from "../../../lib/events/event.js";
import type { Outbox } from "../../../lib/events/outbox.js";
import { REVOKED_FOR_MS } from "../../../lib/revocations.js";
import { Prisma, type PrismaClient } from "../../../prisma/accounts/client/client.js";
import { FETCHED_WITHIN_MS } from "../domain/pairing.js";
import { judgeRefresh, type KeptRefreshToken, SUPERSEDED } from "../domain/refresh-token.js";
import { sessionsEnded } from "../events.js";
import { lockAccount } from "./households.js";
import { endPairings } from "./pairings.js";
import { revoke } from "./revocations.js";

/** A sign-in, as it is kept. */
export interface SessionRow {
  readonly id: string;
  readonly accountId: string;
  readonly deviceId: string | null;
  /** The profile it is bound to; null for the household as a whole. */
  readonly profileId: string | null;
}

/** With the age limit of its profile, in years; null where it has none. */
export type LimitedSession = SessionRow & { readonly maximumAge: number | null };

/** A refresh token that is to be kept. */
export interface NewRefreshToken {
  readonly hash: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** One session; that and those that took its place; or all, but one where it is named. */
export type WhichSessions =
  | { readonly only: string }
  | { readonly family: string }
  | { readonly allBut: string | null };

/** What a session is opened on, where that may be worth nothing by the time that it is. */
export type SessionBasis =
  /** The hash that the household's password was found to match; it may have another by now. */
  | { readonly passwordHash: string }
  /** The hash of a device code whose pairing was approved; it is claimed. */
  | { readonly pairing: string }
  /**
   * A session of the same device, which ends in favour of this one. Its client may still have requests under way: its
   * access tokens stay good. It may itself have been replaced less than `graceMs` ago, by an answer that was lost.
   */
  | { readonly replaces: string; readonly graceMs: number };

/** When a refresh comes, epoch ms, for how long a used token may come again, and whether its caller has gone. */
interface RefreshTerms {
  readonly now: number;
  readonly graceMs: number;
  readonly left?: AbortSignal | undefined;
}

/** So many refreshes of one session at once are a client gone wild. */
const MOST_DECISIONS = 10;

/** Sign-ins and their refresh tokens. */
export function createSessionStore(client: PrismaClient, outbox: Outbox) {
  return {
    /**
     * Keeps a session with its first refresh token, and forgets those of the household that have come to their end. The
     * household is looked at first, as whoever changes or erases it does: who ends all of its sessions ends this one, too,
     * or what it is opened `on` is gone. False then, and nothing kept.
     *
     * @throws PlayheadError UNAUTHENTICATED when it is opened on nothing, and the household has gone.
     */
    async createSession(
      session: SessionRow,
      token: NewRefreshToken,
      now: number,
      on?: SessionBasis,
    ): Promise<boolean> {
      const { id, accountId, deviceId, profileId } = session;
      const at = Prisma.sql`to_timestamp(${now}::float8 / 1000)`;
      const opened = await client.$executeRaw`
        WITH household AS MATERIALIZED (
          SELECT id FROM account WHERE id = ${accountId} AND ${hasPassword(on)} FOR SHARE
        ), basis AS (${usedUp(on, now)}), forgotten AS (
          DELETE FROM session WHERE account_id = (SELECT id FROM household) AND NOT EXISTS (
            SELECT FROM refresh_token WHERE session_id = session.id AND expires_at > ${at}
          )
        ), opened AS (
          INSERT INTO session (id, account_id, device_id, profile_id, created_at, family)
          SELECT ${id}::text, id, ${deviceId}::text, ${profileId}::text, ${at}, family FROM basis
          RETURNING id
        )
        INSERT INTO refresh_token (hash, session_id, expires_at)
        SELECT ${token.hash}::text, id, to_timestamp(${token.expiresAt}::float8 / 1000) FROM opened`;
      if (opened === 0 && !on) throw new PlayheadError("UNAUTHENTICATED", "this household is there no more");
      return opened === 1;
    },

    /**
     * Keeps `successor` in the place of the token with this hash: the session then, or null where the token is worth
     * none. Two statements and no transaction, for all devices of an evening refresh together after an outage. Of
     * refreshes of one session that are decided at once one is kept, and the others are decided anew.
     *
     * @throws PlayheadError REQUEST_TIMED_OUT when the caller has gone before anything changed.
     * @throws Error when others were kept MOST_DECISIONS times.
     */
    async rotateRefreshToken(
      hash: string,
      successor: NewRefreshToken,
      terms: RefreshTerms,
    ): Promise<LimitedSession | null> {
      for (let decision = 0; decision < MOST_DECISIONS; decision += 1) {
        const token = await readToken(client, hash);
        if (!token) return null;
        const { id, accountId, deviceId, profileId, maximumAge } = token;
        const verdict = judgeRefresh(token, terms.now, terms.graceMs);
        if (verdict === "OVER") return null;
        // Nor does it end a session: of two that were asked for, the one that nobody waits for any more may come late.
        demandCaller(terms.left);
        if (verdict === "STOLEN" || !token.isDeviceThere) {
          const ending = { accountId, which: { family: id }, now: terms.now };
          await outbox.transaction(client, async (tx: Prisma.TransactionClient, announce) => {
            // Nothing takes its place meanwhile.
            await lockAccount(tx, accountId);
            await endSessions(tx, announce, ending);
          });
          return null;
        }
        // Not once its caller has left while it waits for a connection: who comes back would be taken for a thief.
        const keep = () => keepSuccessor(client, { token, verdict, hash, successor }, terms);
        const kept = await whileWanted(terms.left, keep);
        if (kept) return { id, accountId, deviceId, profileId, maximumAge };
      }
      throw new Error(`a session's refresh was overtaken ${MOST_DECISIONS} times`);
    },

    async addRefreshToken(sessionId: string, token: NewRefreshToken): Promise<void> {
      await client.refreshToken.create({ data: { ...toRow(token), sessionId } });
    },

    /** Ends the sessions of a household that `which` names; their access tokens are worth nothing from now on. */
    async revokeSessions(accountId: string, which: WhichSessions, now: number): Promise<void> {
      await outbox.transaction(client, async (tx: Prisma.TransactionClient, announce) => {
        if ("allBut" in which) await lockAccount(tx, accountId);
        await endSessions(tx, announce, { accountId, which, now });
      });
    },
  };
}

/**
 * Ends sessions as part of something larger; their access tokens are worth nothing from now on. With all of a household's
 * (under its lock), end the pairings that were approved, and whose session nobody has fetched yet.
 */
export async function endSessions(
  tx: Prisma.TransactionClient,
  announce: (announcement: Announcement) => void,
  ending: { readonly accountId: string; readonly which: WhichSessions; readonly now: number },
): Promise<void> {
  const { accountId, which, now } = ending;
  if ("allBut" in which) await endPairings(tx, accountId, now);
  const id = await namedBy(tx, which);
  const ended = await tx.session.updateManyAndReturn({
    where: { accountId, id, ...haveLiveTokens(now) },
    // Nothing replaces it any more: it is told of once.
    data: { revokedAt: new Date(now), replacedAt: null },
    select: { id: true },
  });
  const sessionIds = ended.map((session) => session.id);
  await revoke(tx, announce, sessionsEnded(accountId, sessionIds), now);
}

async function namedBy(tx: Prisma.TransactionClient, which: WhichSessions) {
  if ("allBut" in which) return { not: which.allBut ?? "" };
  if ("only" in which) return which.only;
  const family = await tx.$queryRaw<{ id: string }[]>`
    SELECT relative.id FROM session JOIN session relative
      ON relative.account_id = session.account_id
      AND coalesce(relative.family, relative.id) = coalesce(session.family, session.id)
    WHERE session.id = ${which.family}`;
  return { in: family.map((session) => session.id) };
}

/** Sessions that an access token may be left of: those that go on, and those that were replaced minutes ago. */
export function haveLiveTokens(now: number) {
  return { OR: [{ revokedAt: null }, { replacedAt: { gt: new Date(now - REVOKED_FOR_MS) } }] };
}

/** True of an account that a session may be opened for. */
function hasPassword(on: SessionBasis | undefined): Prisma.Sql {
  return on && "passwordHash" in on ? Prisma.sql`password_hash = ${on.passwordHash}` : Prisma.sql`TRUE`;
}

/** The household's id, once what a session is opened on is used up, and the family that the session is born into. */
function usedUp(on: SessionBasis | undefined, now: number): Prisma.Sql {
  if (!on || "passwordHash" in on) return Prisma.sql`SELECT id, NULL::text AS family FROM household`;
  if ("pairing" in on) {
    // It is known until whoever lost the answer has said so.
    return Prisma.sql`
      UPDATE device_pairing SET is_claimed = TRUE, polled_at = to_timestamp(${now}::float8 / 1000),
        expires_at = greatest(expires_at, to_timestamp(${now + FETCHED_WITHIN_MS}::float8 / 1000))
      FROM household
      WHERE hash = ${on.pairing} AND NOT is_claimed AND account_id = household.id
        AND EXISTS (SELECT FROM device WHERE device.id = device_pairing.device_id AND device.account_id = household.id)
      RETURNING household.id, NULL::text AS family`;
  }
  const at = (instant: number) => Prisma.sql`to_timestamp(${instant}::float8 / 1000)`;
  return Prisma.sql`
    UPDATE session SET revoked_at = coalesce(revoked_at, ${at(now)}), replaced_at = coalesce(replaced_at, ${at(now)})
    FROM household
    WHERE session.id = ${on.replaces} AND account_id = household.id
      AND (revoked_at IS NULL OR replaced_at >= ${at(now - on.graceMs)})
    RETURNING household.id, coalesce(session.family, session.id) AS family`;
}

/** A refresh token with its session, as far as its worth depends on them. */
interface TokenRow extends LimitedSession, KeptRefreshToken {
  /** Whether the session's device is still the household's; true where it has none. */
  readonly isDeviceThere: boolean;
  /** Of the session, so far. */
  readonly refreshes: number;
}

async function readToken(client: PrismaClient, hash: string): Promise<TokenRow | undefined> {
  const [row] = await client.$queryRaw<(Omit<TokenRow, TokenInstant> & TokenInstants)[]>`
    SELECT session.id, session.account_id AS "accountId", session.device_id AS "deviceId",
      session.profile_id AS "profileId", session.refreshes, session.revoked_at AS "revokedAt",
      session.replaced_at IS NOT NULL AS "isReplaced", profile.maximum_age AS "maximumAge",
      token.used_at AS "usedAt", token.expires_at AS "expiresAt",
      session.device_id IS NULL OR device.id IS NOT NULL AS "isDeviceThere"
    FROM refresh_token token JOIN session ON session.id = token.session_id
      LEFT JOIN device ON device.id = session.device_id AND device.account_id = session.account_id
      LEFT JOIN profile ON profile.id = session.profile_id
    WHERE token.hash = ${hash}`;
  if (!row) return undefined;
  const { usedAt, expiresAt, revokedAt, ...rest } = row;
  return {
    ...rest,
    usedAt: usedAt?.getTime() ?? null,
    expiresAt: expiresAt.getTime(),
    sessionRevokedAt: revokedAt?.getTime() ?? null,
  };
}

type TokenInstant = Exclude<keyof KeptRefreshToken, "isReplaced">;

interface TokenInstants {
  readonly usedAt: Date | null;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
}

/**
 * Keeps `successor`, unless the session has been refreshed or ended since `token` was read: false then. Its device was
 * seen now. A token that was used for the first time supersedes every other one of its session, also those that were
 * given out beside it for a client that asked twice: whoever shows one from now on is somebody else.
 */
async function keepSuccessor(
  client: PrismaClient,
  refresh: {
    readonly token: TokenRow;
    readonly verdict: "FIRST" | "AGAIN";
    readonly hash: string;
    readonly successor: NewRefreshToken;
  },
  { now, graceMs }: RefreshTerms,
): Promise<boolean> {
  const { token, verdict, hash, successor } = refresh;
  const at = (instant: number) => Prisma.sql`to_timestamp(${instant}::float8 / 1000)`;
  // The session before the device, as whoever removes a device locks them, and ends its sessions with it.
  const kept = await client.$executeRaw`
    WITH refreshed AS (
      UPDATE session SET refreshes = refreshes + 1
      WHERE id = ${token.id} AND refreshes = ${token.refreshes}::int AND revoked_at IS NULL
      RETURNING id, account_id, device_id
    ), seen AS (
      UPDATE device SET last_seen_at = ${at(now)} FROM refreshed
      WHERE device.id = refreshed.device_id AND device.account_id = refreshed.account_id
    ), forgotten AS (
      DELETE FROM refresh_token USING refreshed WHERE session_id = refreshed.id AND expires_at <= ${at(now)}
    ), superseded AS (
      UPDATE refresh_token SET used_at = CASE WHEN hash = ${hash} THEN ${at(now)} ELSE ${at(SUPERSEDED)} END
      FROM refreshed
      WHERE session_id = refreshed.id AND ${verdict === "FIRST"} AND expires_at > ${at(now)}
        AND (used_at IS NULL OR used_at >= ${at(now - graceMs)})
    )
    INSERT INTO refresh_token (hash, session_id, expires_at)
    SELECT ${successor.hash}::text, id, ${at(successor.expiresAt)} FROM refreshed`;
  return kept === 1;
}

function toRow({ hash, expiresAt }: NewRefreshToken) {
  return { hash, expiresAt: new Date(expiresAt) };
}
