import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../../lib/clock.js";
import type { Ids } from "../../lib/ids.js";
import type { Session } from "./domain/session.js";
import type { AccountsStore, LimitedSession, SessionBasis, SessionRow } from "./store.js";
import type { TokenIssuer } from "./token-issuer.js";

/** Short: for as long as one can live, every process remembers whose were taken back (`REVOKED_FOR_MS` counts on it). */
const ACCESS_TOKEN_SECONDS = 15 * 60;
const REFRESH_TOKEN_MS = 60 * 24 * 60 * 60 * 1_000;
/** 32 bytes in base64url. */
const REFRESH_TOKEN = /^[\w-]{43}$/;

/** Of whom, on which device, and for which profile a session is to be. */
export type WantedSession = Omit<SessionRow, "id">;

/** Opens, renews and ends sessions. */
export interface Sessions {
  /** For the household as a whole. */
  open(accountId: string, deviceId: string | null): Promise<Session>;
  /** Null where what it is opened on is worth nothing any more. */
  openOn(on: SessionBasis, wanted: WantedSession): Promise<Session | null>;
  /** In the place of one of the same device; null where that has ended. */
  replace(sessionId: string, by: WantedSession): Promise<Session | null>;
  /** The same session with new tokens, beside those that it has. */
  renew(session: SessionRow): Promise<Session>;
  /** The session anew; null for a token that is worth none. Rejects, and changes nothing, once `left` has aborted. */
  refresh(refreshToken: string, left?: AbortSignal): Promise<Session | null>;
  /** Ends one of the household's sessions. */
  end(accountId: string, sessionId: string): Promise<void>;
  /** Ends all of the household's sessions. */
  endAll(accountId: string): Promise<void>;
}

export function createSessions(options: {
  readonly store: AccountsStore;
  readonly tokens: TokenIssuer;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly refreshGraceMs: number;
}): Sessions {
  const { store, tokens, clock, ids, refreshGraceMs: graceMs } = options;

  function newRefreshToken() {
    const refreshToken = randomBytes(32).toString("base64url");
    const row = { hash: hashOf(refreshToken), expiresAt: clock.now() + REFRESH_TOKEN_MS };
    return { refreshToken, row };
  }

  async function limited<Row extends WantedSession>(session: Row) {
    const { accountId, profileId } = session;
    const profile = profileId === null ? null : await store.profileRow(accountId, profileId);
    return { ...session, maximumAge: profile?.maximumAge ?? null };
  }

  async function issue(session: LimitedSession, refreshToken: string): Promise<Session> {
    const { id, accountId, deviceId, profileId, maximumAge } = session;
    const claims = {
      sid: id,
      ...(deviceId === null ? {} : { device: deviceId }),
      ...(profileId === null ? {} : { profile: profileId }),
      ...(maximumAge === null ? {} : { maximumAge }),
    };
    const { token, expiresAt } = await tokens.issue(accountId, claims, ACCESS_TOKEN_SECONDS);
    return { accountId, accessToken: token, accessTokenExpiresAt: expiresAt, refreshToken };
  }

  async function openOn(on: SessionBasis, wanted: WantedSession): Promise<Session | null> {
    const session = await limited({ ...wanted, id: ids.next("ses") });
    const { refreshToken, row } = newRefreshToken();
    return (await store.createSession(session, row, clock.now(), on)) ? issue(session, refreshToken) : null;
  }

  return {
    async open(accountId, deviceId) {
      const session = { id: ids.next("ses"), accountId, deviceId, profileId: null, maximumAge: null };
      const { refreshToken, row } = newRefreshToken();
      await store.createSession(session, row, clock.now());
      return issue(session, refreshToken);
    },

    openOn,
    replace: (sessionId, by) => openOn({ replaces: sessionId, graceMs }, by),

    async renew(session) {
      const { refreshToken, row } = newRefreshToken();
      await store.addRefreshToken(session.id, row);
      return issue(await limited(session), refreshToken);
    },

    async refresh(shown, left) {
      if (!REFRESH_TOKEN.test(shown)) return null;
      const { refreshToken, row } = newRefreshToken();
      const session = await store.rotateRefreshToken(hashOf(shown), row, { now: clock.now(), graceMs, left });
      return session && issue(session, refreshToken);
    },

    end: (accountId, sessionId) => store.revokeSessions(accountId, { only: sessionId }, clock.now()),
    endAll: (accountId) => store.revokeSessions(accountId, { allBut: null }, clock.now()),
  };
}

/** Tokens are random: a fast hash keeps them as well as a slow one would. */
function hashOf(refreshToken: string): string {
  return createHash("sha256").update(refreshToken).digest("base64url");
}
