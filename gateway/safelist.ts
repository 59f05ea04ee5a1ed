import { parse, print } from "graphql";
import { z } from "zod";
import { PlayheadError } from "../lib/errors.js";
import { holdsScopes, type Viewer } from "../lib/viewer.js";

/** Whoever holds one of these scopes may run operations that no list has: operators, and who is let do that alone. */
export const ANY_OPERATION_SCOPES = ["operations:any", "ops"] as const;

/** The operations of our own apps, by a manifest. */
export interface Safelist {
  /** The text of a listed operation. */
  bodyOf(id: string): string | undefined;
  /** Why an operation may not run: QUERY_NOT_IN_SAFELIST; null when it is listed, or the list is not binding. */
  refuse(text: string, viewer: Viewer | null): PlayheadError | null;
}

/** Operations of all versions of all apps that are in use. */
const MOST_OPERATIONS = 20_000;

const manifestSchema = z.object({
  format: z.literal("apollo-persisted-query-manifest"),
  version: z.literal(1),
  operations: z
    .array(z.object({ id: z.string().min(1), body: z.string().min(1), name: z.string(), type: z.string() }))
    .max(MOST_OPERATIONS),
});

/**
 * Reads a manifest as Apollo's `generate-persisted-query-manifest` writes it. `isBinding`: what it does not list is
 * refused; else it only spares clients to send texts. Throws an Error that says what is wrong with it.
 */
export function readSafelist(text: string, isBinding: boolean): Safelist {
  const result = manifestSchema.safeParse(parsed(text));
  if (!result.success) {
    const places = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`the manifest of operations is not valid: ${places.slice(0, 5).join("; ")}`);
  }
  const bodies = new Map<string, string>();
  const listed = new Set<string>();
  for (const { id, name, body } of result.data.operations) {
    if (bodies.has(id)) throw new Error(`the manifest of operations has two with the id ${id}`);
    bodies.set(id, body);
    listed.add(normalised(body, `the operation ${name} in the manifest`));
  }
  // Normalising takes longer than looking up: most clients send exactly what is listed.
  const exact = new Set(bodies.values());
  return {
    bodyOf: (id) => bodies.get(id),
    refuse(operation, viewer) {
      if (!isBinding || exact.has(operation) || listed.has(normalised(operation, "the operation")))
        return null;
      if (
        viewer &&
        holdsScopes(
          viewer,
          ANY_OPERATION_SCOPES.map((scope) => [scope]),
        )
      )
        return null;
      return new PlayheadError(
        "QUERY_NOT_IN_SAFELIST",
        `only operations of our own apps run here; others need a token with the scope ${ANY_OPERATION_SCOPES[0]}`,
      );
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Without what means nothing: blanks, commas and comments. */
function normalised(text: string, what: string): string {
  try {
    return print(parse(text));
  } catch (error) {
    throw new Error(`${what} is no GraphQL: ${(error as Error).message}`, { cause: error });
  }
}
