import { badInput } from "../../../lib/errors.js";
import { requireViewer } from "../../../lib/viewer.js";
import { callerOf, type ViewingContext } from "../context.js";
import { LONGEST_ID, type Person } from "../domain/viewing.js";

/** The person of this id; null where the viewer's household has none such, or nobody is signed in. */
export function personNamed(id: string, context: ViewingContext): Promise<Person | null> {
  const { viewer, people } = context;
  if (!viewer || id.length > LONGEST_ID) return Promise.resolve(null);
  return people.person(viewer, id, callerOf(context));
}

/** The person named, else the session's, else the household's first; null where there is none such. */
export function selfOrNamed(
  profileId: string | null | undefined,
  context: ViewingContext,
): Promise<Person | null> {
  if (profileId != null) return personNamed(profileId, context);
  return context.viewer ? context.people.self(context.viewer, callerOf(context)) : Promise.resolve(null);
}

/** @throws PlayheadError BAD_USER_INPUT where the household has no such person. */
export async function requirePerson(
  profileId: string | null | undefined,
  field: string,
  context: ViewingContext,
): Promise<Person> {
  requireViewer(context.viewer, field);
  const person = await selfOrNamed(profileId, context);
  if (person) return person;
  throw badInput("profileId", "must be a profile of the household", profileId ?? null);
}
