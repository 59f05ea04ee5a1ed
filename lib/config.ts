import { z } from "zod";

/**
 * Configuration comes from the environment, is read once, and is wrong as a whole: every error in it is told at
 * once. A setting is a zod schema with `.meta({ env, description })`; the help text follows from it.
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

/**
 * Reads `settings` (camelCase) from their variables (`dataDir` from DATA_DIR). An empty variable counts as absent.
 * Values of secrets are never repeated in an error.
 */
export function readConfig<S extends Settings>(
  settings: S,
  environment: Environment,
): { readonly [K in keyof S]: z.output<S[K]> } {
  const given = Object.keys(settings).map(
    (name) => [name, environment[variableOf(name)] || undefined] as const,
  );
  const result = z.object(settings).safeParse(Object.fromEntries(given));
  if (result.success) return result.data as { [K in keyof S]: z.output<S[K]> };
  throw new ConfigError(
    result.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      const value = environment[variableOf(name)];
      const got =
        value === undefined ? "it is not set" : isSecret(settings[name]) ? "a value not shown" : `"${value}"`;
      return `${variableOf(name)}: ${issue.message}; got ${got}`;
    }),
  );
}

/** DATA_DIR for `dataDir`. */
export function variableOf(name: string): string {
  return name.replace(/([A-Z])/g, "_$1").toUpperCase();
}

/** A line a setting: its variable, what it is for, its default. */
export function describeSettings(settings: Settings): string[] {
  const width = Math.max(...Object.keys(settings).map((name) => variableOf(name).length));
  return Object.entries(settings).map(([name, schema]) => {
    const fallback = schema.safeParse(undefined);
    const shown =
      fallback.success && fallback.data !== undefined ? ` (default ${String(fallback.data)})` : "";
    return `  ${variableOf(name).padEnd(width)}  ${schema.meta()?.description ?? ""}${shown}`;
  });
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
