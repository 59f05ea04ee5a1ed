import type { Clock } from "../../lib/clock.js";
import type { Ids } from "../../lib/ids.js";
import { checkDevice, type DevicePresented, soundDevice } from "./domain/device.js";
import { FALLBACK_LANGUAGE, NO_CONSENT } from "./domain/profile.js";
import type { Session } from "./domain/session.js";
import {
  type BrokenRule,
  checkSignUp,
  isTooLong,
  mayBeKnown,
  normaliseEmail,
  normalisePassword,
} from "./domain/sign-up-input.js";
import type { MailSender } from "./mail-sender.js";
import { givingBackWhenBusy, type PasswordHasher, unlessBusy } from "./password-hasher.js";
import type { Sessions } from "./sessions.js";
import type { AccountsStore } from "./store.js";
import type { OpenTries, Tried, Tries } from "./tries.js";

/** Tries to sign in with one address in a window; guessing passwords is hopeless at this rate, typing errors are not. */
const MOST_TRIES = 10;
const TRIES_WINDOW_MS = 60_000;

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
  /** `clientAddress` is there as far as it is known. */
  signUp(
    household: NewHousehold,
    device: DevicePresented | null,
    clientAddress?: string,
  ): Promise<SignUpOutcome>;
  signIn(
    email: string,
    password: string,
    device: DevicePresented | null,
    clientAddress?: string,
  ): Promise<SignInOutcome>;
  /** Changes nothing once `left` aborts: the token that nobody hears of would cost the session. */
  refresh(refreshToken: string, left?: AbortSignal): Promise<SignInOutcome>;
  /** The account's id, or null when the address is taken. Whoever creates it so vouches for the address. */
  createHousehold(household: NewHousehold): Promise<string | null>;
}

interface Parts {
  readonly store: AccountsStore;
  readonly hasher: PasswordHasher;
  readonly sessions: Sessions;
  readonly mails: Pick<MailSender, "wake">;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly openTries: OpenTries;
}

export function createSignIn(parts: Parts): SignIn {
  const { store, hasher, sessions, clock, ids } = parts;
  const limits = { mostTries: MOST_TRIES, windowMs: TRIES_WINDOW_MS };
  const signUps = parts.openTries({ kind: "sign-up", ...limits });
  const signIns = parts.openTries({ kind: "sign-in", ...limits });

  /** The device, the limit that keeps it out, or null where none was presented. */
  async function register(accountId: string, device: DevicePresented | null) {
    return device && store.registerDevice(accountId, device, ids.next("dev"), clock.now());
  }

  return {
    createHousehold: (household) => createHousehold(parts, household, true),

    async signUp(household, device, clientAddress) {
      const broken = checkSignUp(household) ?? (device && checkDevice(device));
      if (broken) return { kind: "InvalidInput", broken };
      const tried = { subject: normaliseEmail(household.email), address: clientAddress };
      return limited(signUps, tried, async () => {
        const accountId = await createHousehold(parts, household, false);
        if (accountId === null) return { kind: "EmailTaken" };
        parts.mails.wake();
        // Others may have signed in with it by now and taken its last place; then it has a session, and no device.
        const registered = await register(accountId, device && soundDevice(device));
        const deviceId = registered && "id" in registered ? registered.id : null;
        return { kind: "Session", ...(await sessions.open(accountId, deviceId)) };
      });
    },

    async signIn(typed, password, presented, clientAddress) {
      if (isTooLong(password)) return { kind: "InvalidCredentials" };
      const email = mayBeKnown(typed) ? normaliseEmail(typed) : null;
      const device = presented && soundDevice(presented);
      // Whoever guesses a household's password does not know its devices: it can still sign in on those.
      const isOwn = email !== null && device?.id != null && (await store.isDeviceOf(email, device.id));
      const tried: Tried = isOwn
        ? { subject: `${email} ${device.id}`, address: undefined }
        : { subject: email ?? typed, address: clientAddress };
      return limited(signIns, tried, async () => {
        const account = email === null ? null : await store.accountByEmail(email);
        const isRight = await hasher.matches(normalisePassword(password), account?.passwordHash ?? null);
        if (!account || !isRight) return { kind: "InvalidCredentials" };
        await signIns.giveBackAddress(tried);
        const registered = await register(account.id, device);
        if (registered && "limit" in registered) {
          return { kind: "DeviceLimitReached", limit: registered.limit };
        }
        const wanted = { accountId: account.id, deviceId: registered?.id ?? null, profileId: null };
        const session = await sessions.openOn({ passwordHash: account.passwordHash }, wanted);
        return session ? { kind: "Session", ...session } : { kind: "InvalidCredentials" };
      });
    },

    async refresh(refreshToken, left) {
      const session = await sessions.refresh(refreshToken, left);
      return session ? { kind: "Session", ...session } : { kind: "InvalidCredentials" };
    },
  };
}

async function createHousehold(
  { store, hasher, clock, ids }: Parts,
  { email, password, country }: NewHousehold,
  emailVerified: boolean,
): Promise<string | null> {
  const account = {
    id: ids.next("ac"),
    email: normaliseEmail(email),
    emailVerified,
    country,
    createdAt: clock.now(),
  };
  const passwordHash = await hasher.hash(normalisePassword(password));
  const profile = {
    id: ids.next("pr"),
    accountId: account.id,
    name: "Home",
    language: FALLBACK_LANGUAGE,
    maximumAge: null,
    pinHash: null,
    consent: NO_CONSENT,
  };
  return (await store.createAccount({ ...account, passwordHash }, profile)) ? account.id : null;
}

/** Does what is asked while its tries and the hasher let it, else says when to come back. */
async function limited<Outcome>(
  tries: Tries,
  tried: Tried,
  work: () => Promise<Outcome>,
): Promise<Outcome | RefusalOf<"Throttled">> {
  const retryAfterSeconds = await tries.take(tried);
  if (retryAfterSeconds !== null) return { kind: "Throttled", retryAfterSeconds };
  return unlessBusy(() => givingBackWhenBusy(() => tries.giveBack(tried), work));
}
