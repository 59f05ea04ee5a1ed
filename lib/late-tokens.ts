import { Kind, type OperationDefinitionNode } from "graphql";

/**
 * So long after its end an access token still says whose start it is, as long as accounts, which would have given a new
 * one, cannot be asked: an outage is mended by then, or the evening is over.
 */
export const LATE_MS = 60 * 60_000;

/**
 * Root fields that know what a late token is worth: `startPlayout` takes it only while accounts is away, and goes by what
 * accounts said last; viewing tells playback with it where a person goes on. Every other root field refuses one.
 */
const BY_LATE_TOKEN: ReadonlySet<string> = new Set(["startPlayout", "resumePositionSeconds"]);

/**
 * Whether an operation asks for nothing but that, beside its `__typename`. A fragment at the root is not looked into:
 * players name their field.
 */
export function goesByLateToken({ selectionSet }: OperationDefinitionNode): boolean {
  const names = selectionSet.selections.map((node) => (node.kind === Kind.FIELD ? node.name.value : null));
  const asked = names.filter((name) => name !== "__typename");
  return asked.length > 0 && asked.every((name) => name !== null && BY_LATE_TOKEN.has(name));
}
