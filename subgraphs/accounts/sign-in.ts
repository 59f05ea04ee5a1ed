import { createHash, randomBytes } from "node:crypto";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Clock } from "../../lib/clock.js";
import type { Ids } from "../../lib/ids.js";
import type { DevicePresented } from "./domain/device.js";
import type { Session } from "./domain/session.js";
import {
  type BrokenRule,
  checkDevice,
  checkSignUp,
  LONGEST_PASSWORD,
  normaliseEmail,
} from "./domain/sign-up-input.js";
import { HasherBusy, type PasswordHasher } from "./password-hasher.js";
import type { AccountsStore, SessionRow } from "./store.js";
import type { TokenIssuer } from "./token-issuer.js";

/** Short, because an access token cannot be taken back. */
const ACCESS_TOKEN_SECONDS = 15 * 60;
const REFRESH_TOKEN_MS = 60 * 24 * 60 * 60 * 1_000;
/** A client that lost the answer may ask again in this time without being taken for a thief. */
const REUSE_GRACE_MS = 10_000;
/** Tries to sign in with one address in a window; guessing passwords is hopeless at this rate, typing errors are not. */
const TRIES = { points: 10, duration: 60 };
/** When to come back after the hasher was full. */
const BUSY_RETRY_SECONDS = 2;

/** Why there is no session. */
type Refusal =
  | { readonly kind: "InvalidCredentials" }
  | { readonly kind: "EmailTaken" }
  | { readonly kind: "InvalidInput"; readonly broken: BrokenRule }
  | { readonly kind: "DeviceLimitReached"; readonly limit: number }
  | { readonly kind: "Throttled"; readonly retryAfterSeconds: number };

export type RefusalOf<Kind extends Refusal["kind"]> = Extract<Refusal, { readonly kind: Kind }>;
type Opened = { readonly kind: "Session" } & Session;
export type SignUpOutcome = Opened | RefusalOf<"InvalidInput" | "EmailTaken" | "Throttled">;
export type SignInOutcome = Opened | RefusalOf<"InvalidCredentials" | "DeviceLimitReached" | "Throttled">;

export interface NewHousehold {
  readonly email: string;
  readonly password: string;
  readonly country: string;
}

export interface SignIn {
  signUp(household: NewHousehold, device: DevicePresented | null): Promise<SignUpOutcome>;
  signIn(email: string, password: string, device: DevicePresented | null): Promise<SignInOutcome>;
  refresh(refreshToken: string): Promise<SignInOutcome>;
  /** Ends one session, or with null all of the household's. */
  signOut(accountId: string, sessionId: string | null): Promise<void>;
  /** The account's id, or null when the address is taken. */
  createHousehold(household: NewHousehold): Promise<string | null>;
}

export function createSignIn(options: {
  readonly store: AccountsStore;
  readonly hasher: PasswordHasher;
  readonly tokens: TokenIssuer;
  readonly clock: Clock;
  readonly ids: Ids;
}): SignIn {
  const { store, hasher, tokens, clock, ids } = options;
  const tries = new RateLimiterMemory(TRIES);

  async function createHousehold({ email, password, country }: NewHousehold): Promise<string | null> {
    const account = { id: ids.next("ac"), email: normaliseEmail(email), country, createdAt: clock.now() };
    const passwordHash = await hasher.hash(password);
    const profile = { id: ids.next("pr"), accountId: account.id, name: "Home", language: "en" };
    return (await store.createAccount({ ...account, passwordHash }, profile)) ? account.id : null;
  }

  /** The device, the limit that keeps it out, or null where none was presented. */
  async function register(accountId: string, device: DevicePresented | null) {
    return device && store.registerDevice(accountId, device, ids.next("dev"), clock.now());
  }

  async function openSession(accountId: string, deviceId: string | null): Promise<Opened> {
    const session = { id: ids.next("ses"), accountId, deviceId };
    await store.createSession({ ...session, createdAt: clock.now() });
    return issue(session);
  }

  async function issue({ id, accountId, deviceId }: Omit<SessionRow, "revokedAt">): Promise<Opened> {
    const refreshToken = randomBytes(32).toString("base64url");
    await store.addRefreshToken(id, sha256(refreshToken), clock.now() + REFRESH_TOKEN_MS);
    const claims = { sid: id, ...(deviceId === null ? {} : { device: deviceId }) };
    const { token, expiresAt } = await tokens.issue(accountId, claims, ACCESS_TOKEN_SECONDS);
    return { kind: "Session", accountId, accessToken: token, accessTokenExpiresAt: expiresAt, refreshToken };
  }

  /** Turns what a limit throws into Throttled. */
  async function limited<Outcome>(
    email: string,
    work: () => Promise<Outcome>,
  ): Promise<Outcome | RefusalOf<"Throttled">> {
    try {
      await tries.consume(sha256(normaliseEmail(email)));
      return await work();
    } catch (error) {
      if (error instanceof RateLimiterRes) {
        return { kind: "Throttled", retryAfterSeconds: Math.ceil(error.msBeforeNext / 1_000) };
      }
      if (error instanceof HasherBusy) return { kind: "Throttled", retryAfterSeconds: BUSY_RETRY_SECONDS };
      throw error;
    }
  }

  return {
    createHousehold,

    async signUp(household, device) {
      const broken = checkSignUp({ ...household, device });
      if (broken) return { kind: "InvalidInput", broken };
      return limited(household.email, async () => {
        const accountId = await createHousehold(household);
        if (accountId === null) return { kind: "EmailTaken" };
        // Others may have signed in with it by now and taken its last place; then it has a session, and no device.
        const registered = await register(accountId, device);
        return openSession(accountId, registered && "id" in registered ? registered.id : null);
      });
    },

    async signIn(email, password, device) {
      if (password.length > LONGEST_PASSWORD) return { kind: "InvalidCredentials" };
      // A device's name is no secret and no credential: a wrong one is cut to the rule rather than refused.
      const named = device && (checkDevice(device) ? { ...device, name: device.family } : device);
      return limited(email, async () => {
        const account = await store.accountByEmail(normaliseEmail(email));
        const isRight = await hasher.matches(password, account?.passwordHash ?? null);
        if (!account || !isRight) return { kind: "InvalidCredentials" };
        const registered = await register(account.id, named);
        if (registered && "limit" in registered) {
          return { kind: "DeviceLimitReached", limit: registered.limit };
        }
        return openSession(account.id, registered?.id ?? null);
      });
    },

    async refresh(refreshToken) {
      const now = clock.now();
      const found = await store.refreshToken(sha256(refreshToken));
      if (!found || found.session.revokedAt !== null || found.expiresAt <= now)
        return { kind: "InvalidCredentials" };
      const isFirst = await store.useRefreshToken(found.hash, now);
      if (!isFirst && now - (found.usedAt ?? now) > REUSE_GRACE_MS) {
        // Two have this token: whoever stole it, both lose the session.
        await store.revokeSessions(found.session.accountId, found.session.id, now);
        return { kind: "InvalidCredentials" };
      }
      const { accountId, deviceId } = found.session;
      if (deviceId !== null) await store.touchDevice(deviceId, accountId, now);
      return issue(found.session);
    },

    signOut: (accountId, sessionId) => store.revokeSessions(accountId, sessionId, clock.now()),
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
