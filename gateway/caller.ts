import { PlayheadError } from "../lib/errors.js";
import { LATE_MS } from "../lib/late-tokens.js";
import type { CallerHeaders } from "../lib/service.js";
import type { Viewer, ViewerVerifier } from "../lib/viewer.js";
import type { Reading } from "./rates/reading-turns.js";

/** On whose behalf an operation runs. */
export interface Caller extends CallerHeaders {
  readonly viewer: Viewer | null;
  /**
   * Why the access token that came along counts for nothing: UNAUTHENTICATED, or SERVICE_UNAVAILABLE while it cannot be
   * verified. Whatever needs no access token goes on without it; all else is refused for this reason.
   */
  readonly refusal?: PlayheadError;
  /** Beside a `refusal` for a token that has expired, but says whose it is to what `goesByLateToken`. */
  readonly late?: { readonly viewer: Viewer; readonly authorization: CallerHeaders["authorization"] };
  /** Aborts when the answer has taken too long, and has been given up. */
  readonly signal?: AbortSignal;
  /** Aborts when the client has left: nothing more is read for it, but what changes something is done. */
  readonly left?: AbortSignal;
  /** Of an operation whose text is new: the turn of its address. */
  readonly reading?: Reading;
}

/** Never rejects for what the header contains; a token that is not valid is in `refusal`, and goes no further. */
export async function identifyCaller(
  verifier: ViewerVerifier,
  { authorization, ...origin }: CallerHeaders,
): Promise<Caller> {
  try {
    return { viewer: await verifier.verify(authorization), authorization, ...origin };
  } catch (error) {
    if (!(error instanceof PlayheadError)) throw error;
    const refused = { viewer: null, authorization: undefined, ...origin, refusal: error };
    if (error.extensions["reason"] !== "TOKEN_EXPIRED") return refused;
    const viewer = await verifier.verify(authorization, LATE_MS).catch(() => null);
    return viewer ? { ...refused, late: { viewer, authorization } } : refused;
  }
}
