import type { DeviceFamily } from "./device.js";

/** Letters that nobody takes for another or for a digit, and that spell no words (RFC 8628, 6.1). */
const ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
/** 20^8 codes: with ten thousand open and ten tries an account, a guess hits once in a quarter of a million accounts. */
const LENGTH = 8;
/** Bytes from here on are drawn again: 240 is the largest multiple of 20 in a byte, so every letter is as likely. */
const FAIR_BYTES = 240;

/** How long a code can be typed in. */
export const PAIRING_MS = 10 * 60_000;
/** How long the session of a television that was let in can be fetched, at least: some polls. */
export const FETCHED_WITHIN_MS = 60_000;
/** How long an answer may be under way: longer than a gateway waits for one (REQUEST_MS). */
export const ANSWERED_WITHIN_MS = 40_000;
/** How often a television may ask. */
export const POLL_SECONDS = 5;

/** A user code from random bytes; null where there are not enough fair ones. */
export function userCodeFrom(bytes: Uint8Array): string | null {
  const letters = [...bytes]
    .filter((byte) => byte < FAIR_BYTES)
    .map((byte) => ALPHABET[byte % ALPHABET.length]);
  return letters.length < LENGTH ? null : letters.slice(0, LENGTH).join("");
}

/** `WDJB-MJHT`: as it is shown. */
export function shownUserCode(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}

/** The code that somebody typed, with or without hyphen, in small letters or large; null for what can be none. */
export function typedUserCode(typed: string): string | null {
  if (typed.length > 2 * LENGTH) return null;
  const code = typed.toUpperCase().replace(/[\s-]/g, "");
  return code.length === LENGTH && [...code].every((letter) => ALPHABET.includes(letter)) ? code : null;
}

/** A television that waits to be let in. Instants are milliseconds since the epoch. */
export interface Pairing {
  readonly userCode: string;
  readonly name: string;
  readonly family: DeviceFamily;
  readonly requestedAt: number;
  readonly expiresAt: number;
  readonly polledAt: number | null;
  /** Who let it in, as which device; null until somebody has. */
  readonly approved: { readonly accountId: string; readonly deviceId: string } | null;
  /** Its session is given out once. */
  readonly isClaimed: boolean;
}

export type PollVerdict = "EXPIRED" | "LOST" | "UNDER_WAY" | "TOO_SOON" | "PENDING" | "APPROVED";

/**
 * What a television that asks is told. Once it has its session it asks no more: where it does when no answer can be under
 * way any longer, the answer was lost, or somebody else has it (as of an authorization code that is used again, RFC 6749,
 * 4.1.2). One that asks by a timer, and is answered slowly, keeps what it gets.
 */
export function judgePoll(pairing: Pairing | null, now: number): PollVerdict {
  if (!pairing || now >= pairing.expiresAt) return "EXPIRED";
  const sinceMs = pairing.polledAt === null ? Number.POSITIVE_INFINITY : now - pairing.polledAt;
  const isSoon = sinceMs < POLL_SECONDS * 1_000;
  if (pairing.isClaimed && isSoon) return "EXPIRED";
  if (pairing.isClaimed) return sinceMs < ANSWERED_WITHIN_MS ? "UNDER_WAY" : "LOST";
  if (isSoon) return "TOO_SOON";
  return pairing.approved ? "APPROVED" : "PENDING";
}
