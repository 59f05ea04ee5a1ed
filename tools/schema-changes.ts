import { type BreakingChange, BreakingChangeType, findBreakingChanges, type GraphQLSchema } from "graphql";
import { deprecationsOf, mayGo } from "./deprecations.js";

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
 * What has become of the schema since it was published, at `now` (epoch ms). A breaking change is announced where what is
 * gone was `@deprecated` in what was published and its day has come, or where the changelog has its sentence.
 */
export function compareSchemas(
  published: GraphQLSchema,
  current: GraphQLSchema,
  changelog: string,
  now: number,
): SchemaChanges {
  const broken = findBreakingChanges(published, current);
  // Lines of the changelog are wrapped.
  const told = changelog.replace(/\s+/g, " ");
  const deprecated = deprecationsOf(published);
  const isAnnounced = (change: BreakingChange) =>
    mayGo(deprecated.get(coordinateOf(change) ?? "") ?? "", now) || told.includes(change.description);
  // What would break whoever went back is what has been added.
  const added = findBreakingChanges(current, published);
  return {
    step: broken.length > 0 ? "major" : added.length > 0 ? "minor" : "none",
    unannounced: broken.filter((change) => !isAnnounced(change)).map(({ description }) => description),
    announced: broken.filter(isAnnounced).map(({ description }) => description),
  };
}

/** graphql-js tells what is gone by a sentence alone: `Type.field was removed.` and the like. */
function coordinateOf({ type, description }: BreakingChange): string | null {
  if (type === BreakingChangeType.FIELD_REMOVED) {
    return /^(\w+\.\w+) was removed/.exec(description)?.[1] ?? null;
  }
  if (type === BreakingChangeType.VALUE_REMOVED_FROM_ENUM) {
    const [, value, typeName] = /^(\w+) was removed from enum type (\w+)/.exec(description) ?? [];
    return `${typeName}.${value}`;
  }
  if (type === BreakingChangeType.ARG_REMOVED) {
    const [, field, name] = /^(\w+\.\w+) arg (\w+) was removed/.exec(description) ?? [];
    return `${field}(${name}:)`;
  }
  return null;
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
