import type { Clock } from "../../lib/clock.js";
import { PlayheadError } from "../../lib/errors.js";
import type { Ids } from "../../lib/ids.js";
import type { Viewer } from "../../lib/viewer.js";
import {
  asksForPin,
  canonicalLanguage,
  checkProfileChange,
  FALLBACK_LANGUAGE,
  isLimited,
  MOST_PROFILES,
  NO_CONSENT,
  type Profile,
  type ProfileChange,
} from "./domain/profile.js";
import type { BrokenRule } from "./domain/sign-up-input.js";
import { givingBackWhenBusy, type PasswordHasher, unlessBusy } from "./password-hasher.js";
import type { Sessions } from "./sessions.js";
import type { SignInOutcome } from "./sign-in.js";
import { type ProfileUpdate, toProfile } from "./store/profiles.js";
import type { AccountsStore } from "./store.js";
import type { Tries } from "./tries.js";

export type ProfileOutcome =
  | { readonly kind: "Profile"; readonly profile: Profile }
  | ({ readonly kind: "InvalidInput" } & BrokenRule);

/** The people of a household. Whose they are follows from the viewer's token. */
export interface Profiles {
  /** @throws HasherBusy where a PIN cannot be hashed now; so does `update`. */
  create(viewer: Viewer, wanted: ProfileChange): Promise<ProfileOutcome>;
  update(viewer: Viewer, id: string, change: ProfileChange): Promise<ProfileOutcome>;
  /** False where it is not the household's, or its last. */
  remove(viewer: Viewer, id: string): Promise<boolean>;
  /**
   * A session of the same device for this profile, in the place of the one that asks.
   *
   * @throws PlayheadError UNAUTHENTICATED where that has ended, or another took its place longer than a refresh's grace ago.
   */
  select(viewer: Viewer, id: string, pin: string | null, clientAddress?: string): Promise<SignInOutcome>;
}

const NOT_UNDER_A_LIMIT: ProfileOutcome = {
  kind: "InvalidInput",
  field: "id",
  message: "a profile with an age limit changes no profiles: select one without",
};

export function createProfiles(options: {
  readonly store: AccountsStore;
  readonly hasher: PasswordHasher;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly pinTries: Tries;
}): Profiles {
  const { store, hasher, sessions, clock, ids, pinTries: tries } = options;

  return {
    async create(viewer, wanted) {
      const broken = checkProfileChange(wanted);
      if (broken) return { kind: "InvalidInput", ...broken };
      if (await isUnderALimit(store, viewer)) return NOT_UNDER_A_LIMIT;
      const { consent, ...own } = await updateOf(wanted, hasher);
      const row = {
        id: ids.next("pr"),
        accountId: viewer.accountId,
        name: "",
        language: FALLBACK_LANGUAGE,
        maximumAge: null,
        pinHash: null,
        ...own,
        consent: { ...NO_CONSENT, ...consent },
      };
      if (await store.createProfile(row, clock.now())) return { kind: "Profile", profile: toProfile(row) };
      const message = `a household has at most ${MOST_PROFILES} profiles, and has them`;
      return { kind: "InvalidInput", field: "name", message };
    },

    async update(viewer, id, change) {
      const broken = checkProfileChange(change);
      if (broken) return { kind: "InvalidInput", ...broken };
      if (await isUnderALimit(store, viewer)) return NOT_UNDER_A_LIMIT;
      // Hashing is dear: nobody has it done for what is no profile of theirs.
      const isThere = (await store.profileRow(viewer.accountId, id)) !== null;
      const row =
        isThere && (await store.updateProfile(viewer.accountId, id, await updateOf(change, hasher)));
      return row ? { kind: "Profile", profile: toProfile(row) } : unknownProfile(id);
    },

    async remove(viewer, id) {
      return !(await isUnderALimit(store, viewer)) && store.deleteProfile(viewer.accountId, id, clock.now());
    },

    select: ({ accountId, deviceId, sessionId }, id, pin, clientAddress) =>
      unlessBusy(async () => {
        const row = await store.profileRow(accountId, id);
        if (!row) return { kind: "InvalidCredentials" };
        if (asksForPin(toProfile(row))) {
          // By household: who guesses one person's PIN has those of the others, and what they open, to try with, too.
          const tried = { subject: accountId, address: clientAddress };
          const retryAfterSeconds = await tries.take(tried);
          if (retryAfterSeconds !== null) return { kind: "Throttled", retryAfterSeconds };
          const check = () => hasher.matches(pin ?? "", row.pinHash);
          const isRight = await givingBackWhenBusy(() => tries.giveBack(tried), check);
          if (!isRight) return { kind: "InvalidCredentials" };
          await tries.giveBack(tried);
        }
        const wanted = { accountId, deviceId, profileId: id };
        const session = sessionId === null ? null : await sessions.replace(sessionId, wanted);
        if (!session) throw new PlayheadError("UNAUTHENTICATED", "this session has ended: sign in");
        return { kind: "Session", ...session };
      }),
  };
}

/** Whether the viewer's session is bound to a profile with an age limit; one that is gone may have had one. */
export async function isUnderALimit(
  store: Pick<AccountsStore, "profileRow">,
  { accountId, profileId }: Viewer,
): Promise<boolean> {
  if (profileId === null) return false;
  const bound = await store.profileRow(accountId, profileId);
  return bound === null || isLimited(bound);
}

function unknownProfile(id: string): ProfileOutcome {
  const got = JSON.stringify(id.slice(0, 80));
  return { kind: "InvalidInput", field: "id", message: `id must be a profile of the household, got ${got}` };
}

/** What a change that was checked writes: nothing of what it does not name, which others may change meanwhile. */
async function updateOf(change: ProfileChange, hasher: PasswordHasher): Promise<ProfileUpdate> {
  const { name, maximumAge, language, pin } = change;
  const { personalisation, advertising, insights } = change;
  return {
    ...named({
      // Null takes a limit, a PIN or a consent away; a name and a language there must be.
      name: name?.trim(),
      language: (language && canonicalLanguage(language)) || undefined,
      maximumAge,
      pinHash: typeof pin === "string" ? await hasher.hash(pin) : pin,
    }),
    consent: named({
      personalisation: personalisation === null ? false : personalisation,
      advertising: advertising === null ? false : advertising,
      insights: insights === null ? false : insights,
    }),
  };
}

/** Without what is undefined. */
function named<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
