import type { BrokenRule } from "./sign-up-input.js";

/** What a person of a household lets be done with what is known of them. */
export interface Consent {
  readonly personalisation: boolean;
  readonly advertising: boolean;
  readonly insights: boolean;
}

/** One person of a household. */
export interface Profile {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  /** BCP 47. */
  readonly language: string;
  /** The highest age rating shown without the PIN; null for no limit. */
  readonly maximumAge: number | null;
  readonly hasPin: boolean;
  readonly consent: Consent;
}

/** What is asked for of a profile; what is absent keeps what it is. */
export interface ProfileChange {
  readonly name?: string | null | undefined;
  readonly maximumAge?: number | null | undefined;
  readonly language?: string | null | undefined;
  /** Null takes it away. */
  readonly pin?: string | null | undefined;
  readonly personalisation?: boolean | null | undefined;
  readonly advertising?: boolean | null | undefined;
  readonly insights?: boolean | null | undefined;
}

/** What nobody was asked about is not given. */
export const NO_CONSENT: Consent = { personalisation: false, advertising: false, insights: false };
/** A household is a handful of people; a page shows them all. */
export const MOST_PROFILES = 10;
export const FALLBACK_LANGUAGE = "en";
const LONGEST_NAME = 50;
/** The highest age that any rating system names. */
const HIGHEST_AGE = 21;
const UNSEEN = /[\p{Cc}\p{Cs}]/u;

/** The first rule that a change breaks, or null. A PIN is a secret, and never repeated. */
export function checkProfileChange(change: ProfileChange): BrokenRule | null {
  const { name, maximumAge, language, pin } = change;
  if (name != null && (name.trim() === "" || name.trim().length > LONGEST_NAME || UNSEEN.test(name))) {
    const got = name.trim().length;
    return {
      field: "name",
      message: `name must be 1..${LONGEST_NAME} characters that can be seen, got ${got}`,
    };
  }
  if (maximumAge != null && (maximumAge < 0 || maximumAge > HIGHEST_AGE)) {
    return { field: "maximumAge", message: `maximumAge must be 0..${HIGHEST_AGE}, got ${maximumAge}` };
  }
  if (language != null && canonicalLanguage(language) === null) {
    const got = JSON.stringify(language.slice(0, 40));
    return { field: "language", message: `language must be BCP 47, such as en or de-AT, got ${got}` };
  }
  if (pin != null && !/^\d{4,8}$/.test(pin)) {
    return { field: "pin", message: `pin must be 4..8 digits, got ${pin.length} characters` };
  }
  return null;
}

/** `de-at` as `de-AT`; null for what is no language tag. */
export function canonicalLanguage(tag: string): string | null {
  if (!/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,3}$/.test(tag)) return null;
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}

/** A profile that shows everything asks for its PIN where it has one; one for children lets everybody in. */
export function asksForPin({ maximumAge, hasPin }: Profile): boolean {
  return maximumAge === null && hasPin;
}

/** Who watches under a limit may not lift it: profiles are changed, and devices let in, from one without. */
export function isLimited({ maximumAge }: Pick<Profile, "maximumAge">): boolean {
  return maximumAge !== null;
}
