import { type BreakingChange, BreakingChangeType, findBreakingChanges, type GraphQLSchema } from "graphql";

/** What a change of the schema asks of its version, by semver. */
export type VersionStep = "major" | "minor" | "none";

export interface SchemaChanges {
  readonly step: VersionStep;
  /** Breaking, and nobody who uses the schema could have known. One sentence each. */
  readonly unannounced: readonly string[];
  /** Breaking, and deprecated before or written in the changelog. */
  readonly announced: readonly string[];
}

/**
 * What has become of the schema since it was published. A breaking change is announced where what is gone was
 * `@deprecated` in what was published, or where the changelog has its sentence.
 */
export function compareSchemas(
  published: GraphQLSchema,
  current: GraphQLSchema,
  changelog: string,
): SchemaChanges {
  const broken = findBreakingChanges(published, current);
  // Lines of the changelog are wrapped.
  const told = changelog.replace(/\s+/g, " ");
  const isAnnounced = (change: BreakingChange) =>
    wasDeprecated(published, change) || told.includes(change.description);
  // What would break whoever went back is what has been added.
  const added = findBreakingChanges(current, published);
  return {
    step: broken.length > 0 ? "major" : added.length > 0 ? "minor" : "none",
    unannounced: broken.filter((change) => !isAnnounced(change)).map(({ description }) => description),
    announced: broken.filter(isAnnounced).map(({ description }) => description),
  };
}

/** graphql-js tells what is gone by a sentence alone: `Type.field was removed.` and the like. */
function wasDeprecated(published: GraphQLSchema, { type, description }: BreakingChange): boolean {
  if (type === BreakingChangeType.FIELD_REMOVED) {
    const [, typeName = "", fieldName = ""] = /^(\w+)\.(\w+) was removed/.exec(description) ?? [];
    const holder = published.getType(typeName);
    return holder !== undefined && "getFields" in holder && isOld(holder.getFields()[fieldName]);
  }
  if (type === BreakingChangeType.VALUE_REMOVED_FROM_ENUM) {
    const [, value = "", typeName = ""] = /^(\w+) was removed from enum type (\w+)/.exec(description) ?? [];
    const holder = published.getType(typeName);
    return holder !== undefined && "getValue" in holder && isOld(holder.getValue(value));
  }
  if (type === BreakingChangeType.ARG_REMOVED) {
    const [, typeName = "", fieldName = "", name] =
      /^(\w+)\.(\w+) arg (\w+) was removed/.exec(description) ?? [];
    const holder = published.getType(typeName);
    const field = holder !== undefined && "getFields" in holder ? holder.getFields()[fieldName] : undefined;
    return field !== undefined && "args" in field && isOld(field.args.find((arg) => arg.name === name));
  }
  return false;
}

function isOld(element: { readonly deprecationReason?: unknown } | null | undefined): boolean {
  return typeof element?.deprecationReason === "string";
}

const VERSION = /^(\d+)\.(\d+)\.(\d+)$/;

/** Whether `next` follows `published` as `step` asks for; before 1.0.0 a minor step may break. */
export function followsVersion(published: string, next: string, step: VersionStep): boolean {
  const [major = 0, minor = 0] = numbersOf(published);
  const [nextMajor = 0, nextMinor = 0] = numbersOf(next);
  if (nextMajor !== major) return nextMajor > major;
  if (step === "major" && major > 0) return false;
  return step === "none" ? nextMinor >= minor : nextMinor > minor;
}

/** @throws Error for what is no version of semver without a suffix. */
function numbersOf(version: string): number[] {
  const found = VERSION.exec(version);
  if (!found) throw new Error(`a version must be MAJOR.MINOR.PATCH, got "${version}"`);
  return found.slice(1).map(Number);
}
