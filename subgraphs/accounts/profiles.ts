import type { Clock } from "../../lib/clock.js";
import type { Ids } from "../../lib/ids.js";
import type { Viewer } from "../../lib/viewer.js";
import {
  asksForPin,
  canonicalLanguage,
  checkProfileChange,
  FALLBACK_LANGUAGE,
  MOST_PROFILES,
  mayChangeProfiles,
  NO_CONSENT,
  type Profile,
  type ProfileChange,
} from "./domain/profile.js";
import type { BrokenRule } from "./domain/sign-up-input.js";
import { givingBackWhenBusy, type PasswordHasher, unlessBusy } from "./password-hasher.js";
import type { Sessions } from "./sessions.js";
import type { SignInOutcome } from "./sign-in.js";
import { type ProfileRow, toProfile } from "./store/profiles.js";
import type { AccountsStore } from "./store.js";
import type { OpenTries } from "./tries.js";

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
  /** A session of the same device for this profile, in the place of the one that asks. */
  select(viewer: Viewer, id: string, pin: string | null, from?: string): Promise<SignInOutcome>;
}

/** A PIN of four digits stands for years at this rate. */
const MOST_PIN_TRIES = 5;
const PIN_WINDOW_MS = 15 * 60_000;

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
  readonly openTries: OpenTries;
}): Profiles {
  const { store, hasher, sessions, clock, ids } = options;
  const tries = options.openTries({ kind: "pin", mostTries: MOST_PIN_TRIES, windowMs: PIN_WINDOW_MS });

  async function isUnderALimit({ accountId, profileId }: Viewer): Promise<boolean> {
    const bound = profileId === null ? null : await store.profileRow(accountId, profileId);
    return !mayChangeProfiles(bound && toProfile(bound));
  }

  return {
    async create(viewer, wanted) {
      const broken = checkProfileChange(wanted);
      if (broken) return { kind: "InvalidInput", ...broken };
      if (await isUnderALimit(viewer)) return NOT_UNDER_A_LIMIT;
      const blank: ProfileRow = {
        ...{ id: ids.next("pr"), accountId: viewer.accountId, name: "", language: FALLBACK_LANGUAGE },
        ...{ maximumAge: null, pinHash: null, consent: NO_CONSENT },
      };
      const row = await changed(blank, wanted, hasher);
      if (await store.createProfile(row, clock.now())) return { kind: "Profile", profile: toProfile(row) };
      const message = `a household has at most ${MOST_PROFILES} profiles, and has them`;
      return { kind: "InvalidInput", field: "name", message };
    },

    async update(viewer, id, change) {
      const broken = checkProfileChange(change);
      if (broken) return { kind: "InvalidInput", ...broken };
      if (await isUnderALimit(viewer)) return NOT_UNDER_A_LIMIT;
      const row = await store.profileRow(viewer.accountId, id);
      if (!row) {
        const got = JSON.stringify(id.slice(0, 80));
        return {
          kind: "InvalidInput",
          field: "id",
          message: `id must be a profile of the household, got ${got}`,
        };
      }
      const next = await changed(row, change, hasher);
      await store.updateProfile(next);
      return { kind: "Profile", profile: toProfile(next) };
    },

    async remove(viewer, id) {
      return !(await isUnderALimit(viewer)) && store.deleteProfile(viewer.accountId, id, clock.now());
    },

    select: ({ accountId, deviceId, sessionId }, id, pin, address) =>
      unlessBusy(async () => {
        const row = await store.profileRow(accountId, id);
        if (!row) return { kind: "InvalidCredentials" };
        if (asksForPin(toProfile(row))) {
          const tried = { subject: id, address };
          const retryAfterSeconds = await tries.take(tried);
          if (retryAfterSeconds !== null) return { kind: "Throttled", retryAfterSeconds };
          const check = () => hasher.matches(pin ?? "", row.pinHash);
          const isRight = await givingBackWhenBusy(() => tries.giveBack(tried), check);
          if (!isRight) return { kind: "InvalidCredentials" };
          await tries.giveBack(tried);
        }
        if (sessionId !== null) await sessions.replace(accountId, sessionId);
        return { kind: "Session", ...(await sessions.open(accountId, deviceId, id)) };
      }),
  };
}

/** The profile as the change leaves it. */
async function changed(row: ProfileRow, change: ProfileChange, hasher: PasswordHasher): Promise<ProfileRow> {
  const { name, maximumAge, language, pin } = change;
  const { consent } = row;
  return {
    ...row,
    name: name?.trim() ?? row.name,
    language: language ? (canonicalLanguage(language) ?? row.language) : row.language,
    // Null takes a limit or a PIN away; a name and a language there must be.
    maximumAge: maximumAge === undefined ? row.maximumAge : maximumAge,
    pinHash: pin === undefined ? row.pinHash : pin === null ? null : await hasher.hash(pin),
    consent: {
      personalisation: change.personalisation ?? consent.personalisation,
      advertising: change.advertising ?? consent.advertising,
      insights: change.insights ?? consent.insights,
    },
  };
}
