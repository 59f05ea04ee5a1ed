import { readFileSync } from "node:fs";
import { z } from "zod";

/**
 * Configuration comes from the environment, is read once, and is wrong as a whole: every error in it is told at
 * once. A setting is a zod schema with `.meta({ description, secret })`; the help text follows from it. A secret may stand
 * in a file that `<VARIABLE>_FILE` names, as containers are given theirs.
 */
export type Settings = Record<string, z.ZodType>;

export class ConfigError extends Error {
  override readonly name = "ConfigError";

  /** One line an error, each naming its variable. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `the configuration has ${problems.length} error(s):\n${problems.map((line) => `  ${line}`).join("\n")}`,
    );
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Longer than any URL, key or JSON that is a setting; a file that is longer is another one. */
const MOST_SECRET_CHARACTERS = 65_536;

/**
 * Reads `settings` (camelCase) from their variables (`dataDir` from DATA_DIR). An empty variable counts as absent.
 * Values of secrets are never repeated in an error.
 */
export function readConfig<S extends Settings>(
  settings: S,
  environment: Environment,
): { readonly [K in keyof S]: z.output<S[K]> } {
  const given: Record<string, string | undefined> = {};
  const unread = new Map<string, string>();
  for (const [name, schema] of Object.entries(settings)) {
    try {
      given[name] = isSecret(schema)
        ? secretOf(variableOf(name), environment)
        : environment[variableOf(name)] || undefined;
    } catch (error) {
      unread.set(name, (error as Error).message);
    }
  }
  const result = z.object(settings).safeParse(given);
  if (result.success && unread.size === 0) return result.data as { [K in keyof S]: z.output<S[K]> };
  const issues = (result.error?.issues ?? []).filter((issue) => !unread.has(String(issue.path[0])));
  throw new ConfigError([
    ...unread.values(),
    ...issues.map((issue) => {
      const name = String(issue.path[0]);
      const value = given[name];
      const got =
        value === undefined ? "it is not set" : isSecret(settings[name]) ? "a value not shown" : `"${value}"`;
      return `${variableOf(name)}: ${issue.message}; got ${got}`;
    }),
  ]);
}

/**
 * A secret: the value of its variable, else the text of the file that `<VARIABLE>_FILE` names, without the line break at
 * its end. An empty variable counts as absent.
 *
 * @throws Error when both are set, or the file gives none.
 */
export function secretOf(variable: string, environment: Environment): string | undefined {
  const value = environment[variable] || undefined;
  const file = environment[fileVariableOf(variable)] || undefined;
  if (file === undefined) return value;
  if (value !== undefined) throw new Error(`${variable}: set it or ${fileVariableOf(variable)}, not both`);
  const text = textOf(file, fileVariableOf(variable)).replace(/\r?\n$/, "");
  if (text !== "" && text.length <= MOST_SECRET_CHARACTERS) return text;
  const rule = `must name a file with 1..${MOST_SECRET_CHARACTERS} characters`;
  throw new Error(`${fileVariableOf(variable)}: ${rule}, got ${text.length} in "${file}"`);
}

function textOf(file: string, variable: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`${variable}: must name a file that can be read, got "${file}" (${code})`);
  }
}

function fileVariableOf(variable: string): string {
  return `${variable}_FILE`;
}

/** DATA_DIR for `dataDir`. */
export function variableOf(name: string): string {
  return name.replace(/([A-Z])/g, "_$1").toUpperCase();
}

/** A line a setting: its variable, what it is for, its default, and whether a file may hold it. */
export function describeSettings(settings: Settings): string[] {
  const width = Math.max(...Object.keys(settings).map((name) => variableOf(name).length));
  return Object.entries(settings).map(([name, schema]) => {
    const fallback = writtenDefault(schema);
    const shown = fallback === undefined || fallback === "" ? "" : ` (default ${String(fallback)})`;
    const variable = variableOf(name);
    const elsewhere = isSecret(schema) ? ` (or in the file ${fileVariableOf(variable)})` : "";
    return `  ${variable.padEnd(width)}  ${schema.meta()?.description ?? ""}${elsewhere}${shown}`;
  });
}

/** As it would be written in the environment, and not what becomes of that; undefined where there is none. */
function writtenDefault(schema: z.ZodType): unknown {
  for (let inner: unknown = schema; inner instanceof z.ZodType; ) {
    const { type, defaultValue, innerType, in: input } = inner.def as z.core.$ZodTypeDef & Wrapped;
    if (type === "default" || type === "prefault") return defaultValue;
    inner = innerType ?? input;
  }
  return undefined;
}

/** What zod's types that wrap another one say of it. */
interface Wrapped {
  readonly defaultValue?: unknown;
  readonly innerType?: unknown;
  readonly in?: unknown;
}

function isSecret(schema: z.ZodType | undefined): boolean {
  return schema?.meta()?.["secret"] === true;
}

/** A whole number from `least` to `most`, written in decimal. */
export function wholeNumber(least: number, most: number) {
  return z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`);
}
