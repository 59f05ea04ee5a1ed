import {
  type GraphQLArgument,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from "graphql";

const DAY_MS = 24 * 3_600_000;
/** What is deprecated stays for so long after the version that deprecates it, as docs/partners.md promises. */
export const STAYS_DAYS = 90;

/** Why each deprecated element is, by its coordinate: `Channel.name`, `Kind.RADIO`, `Query.channels(old:)`. */
export function deprecationsOf(schema: GraphQLSchema): Map<string, string> {
  const found = new Map<string, string>();
  const note = (coordinate: string, { deprecationReason }: Pick<GraphQLArgument, "deprecationReason">) => {
    if (typeof deprecationReason === "string") found.set(coordinate, deprecationReason);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    if (isEnumType(type)) for (const value of type.getValues()) note(`${type.name}.${value.name}`, value);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) note(`${type.name}.${field.name}`, field);
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      note(`${type.name}.${field.name}`, field);
      for (const argument of field.args) note(`${type.name}.${field.name}(${argument.name}:)`, argument);
    }
  }
  return found;
}

/** Whether the day has come, at `now` (epoch ms), on which a reason says that what it is of is gone. */
export function mayGo(reason: string, now: number): boolean {
  const day = dayIn(reason);
  return day !== null && day <= now;
}

/** What would be published as deprecated at `now`, and does not say until when it stays, or not for long enough. */
export function hastyDeprecations(published: GraphQLSchema, current: GraphQLSchema, now: number): string[] {
  const before = deprecationsOf(published);
  const soonest = new Date(now + STAYS_DAYS * DAY_MS).toISOString().slice(0, 10);
  return [...deprecationsOf(current)]
    .filter(([coordinate]) => !before.has(coordinate))
    .filter(([, reason]) => (dayIn(reason) ?? 0) < Date.parse(soonest))
    .map(
      ([coordinate, reason]) =>
        `${coordinate} must say that it is gone from ${soonest} or later, got ${JSON.stringify(reason)}`,
    );
}

/** The day that a reason names (`gone from 2027-03-01`), epoch ms. */
function dayIn(reason: string): number | null {
  const [, day] = /\bgone from (\d{4}-\d{2}-\d{2})\b/.exec(reason) ?? [];
  const at = Date.parse(day ?? "");
  return Number.isNaN(at) ? null : at;
}
