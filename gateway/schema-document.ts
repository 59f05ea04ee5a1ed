import { PlayheadError } from "../lib/errors.js";
import { holdsScopes, type ViewerVerifier } from "../lib/viewer.js";
import { identifyCaller } from "./caller.js";
import type { OperationRules } from "./operations.js";
import { SCHEMA_SCOPE } from "./partner-contract.js";

/** Where partners read their contract. */
export const SCHEMA_PATH = "/schema.graphql";

/**
 * The partner contract as SDL for whoever may read the schema. Rejects with UNAUTHENTICATED, FORBIDDEN, or
 * SERVICE_UNAVAILABLE while nobody can be identified.
 */
export type SchemaDocument = (authorization: string | undefined, traceId: string) => Promise<string>;

export function createSchemaDocument(
  /** As they are when it is asked for. */
  rulesNow: () => Pick<OperationRules, "contract" | "introspection">,
  verifier: ViewerVerifier,
): SchemaDocument {
  return async (authorization, traceId) => {
    const { contract, introspection } = rulesNow();
    if (introspection) return contract.sdl;
    const { viewer, refusal } = await identifyCaller(verifier, { authorization, traceId });
    if (refusal) throw refusal;
    if (!viewer) throw new PlayheadError("UNAUTHENTICATED", `${SCHEMA_PATH} needs a token`);
    if (!holdsScopes(viewer, [[SCHEMA_SCOPE]])) {
      throw new PlayheadError("FORBIDDEN", `${SCHEMA_PATH} needs a token with the scope ${SCHEMA_SCOPE}`);
    }
    return contract.sdl;
  };
}
