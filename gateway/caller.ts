import type { CallerHeaders } from "../lib/service.js";
import type { Viewer, ViewerVerifier } from "../lib/viewer.js";

/** On whose behalf an operation runs. */
export interface Caller extends CallerHeaders {
  readonly viewer: Viewer | null;
}

/**
 * Throws UNAUTHENTICATED for a token that is not valid, SERVICE_UNAVAILABLE when it cannot be verified now.
 */
export async function identifyCaller(
  verifier: ViewerVerifier,
  authorization: string | undefined,
  traceId: string,
): Promise<Caller> {
  return { viewer: await verifier.verify(authorization), authorization, traceId };
}
