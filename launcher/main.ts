import { parseArgs } from "node:util";
import { ConfigError, describeSettings } from "../lib/config.js";
import { Lifecycle, within } from "../lib/lifecycle.js";
import { type ProcessName, processNames } from "./manifest.js";
import { hasTerminal } from "./reload-signal.js";
import { apartSettings, settings } from "./settings.js";

/** From the first signal until the process ends, whatever still hangs; below the 30 s that Kubernetes gives. */
const DRAIN_WITHIN_MS = 25_000;

/**
 * Signals that come so soon after the first are the same one: Ctrl-C reaches whom npm runs from the terminal and, where the
 * shell between them has stepped aside, from npm again.
 */
const SAME_SIGNAL_MS = 1_000;

/** What the command line cannot be understood as. */
class UsageError extends Error {
  override readonly name = "UsageError";
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { help: { type: "boolean", short: "h" } },
    allowPositionals: true,
  });
  const name = processNamed(positionals);
  if (values.help) return console.log(usage(name));
  const lifecycle = new Lifecycle("playhead");
  const ending = endOnSignals(lifecycle);
  try {
    console.log(await start(name, lifecycle));
  } catch (error) {
    // A start that a signal cut short has not failed: whoever heard it ends the process.
    if (ending.hasBegun()) return;
    await lifecycle.close().catch(() => undefined);
    throw error;
  }
}

/** Loads what is to run and nothing else: half of a start's time goes into loading. Gives what to tell who started it. */
async function start(name: ProcessName | undefined, lifecycle: Lifecycle): Promise<string> {
  if (name) {
    const { startApart } = await import("./apart.js");
    return startApart(name, lifecycle);
  }
  const { startAllInOne } = await import("./all-in-one.js");
  return startAllInOne(lifecycle);
}

function processNamed([first, ...rest]: readonly string[]): ProcessName | undefined {
  if (first === undefined) return undefined;
  const found = processNames.find((name) => name === first);
  if (found && rest.length === 0) return found;
  throw new UsageError(
    `"${[first, ...rest].join(" ")}" is not a process: name one of ${processNames.join(", ")}, or none for all in one`,
  );
}

function usage(name: ProcessName | undefined): string {
  return [
    `Usage: npm start                the whole house in one process`,
    `       npm start -- <process>   one of ${processNames.join(", ")} on its own (--help for its settings)`,
    "",
    "Settings, read from the environment:",
    ...describeSettings(name ? apartSettings(name) : settings),
  ].join("\n");
}

/** The first signal drains and ends; the next one ends at once. */
function endOnSignals(lifecycle: Lifecycle): { hasBegun(): boolean } {
  let firstAt: number | undefined;
  for (const signal of ["SIGINT", "SIGTERM", ...(hasTerminal() ? (["SIGHUP"] as const) : [])] as const) {
    process.on(signal, () => {
      if (firstAt === undefined) {
        firstAt = performance.now();
        void end(lifecycle);
      } else if (performance.now() - firstAt > SAME_SIGNAL_MS) process.exit(1);
    });
  }
  return { hasBegun: () => firstAt !== undefined };
}

async function end(lifecycle: Lifecycle): Promise<void> {
  try {
    if (await within(DRAIN_WITHIN_MS, lifecycle.close())) process.exit(0);
    console.error(`still open after ${DRAIN_WITHIN_MS / 1_000} s: ${lifecycle.describe().join(", ")}`);
  } catch (error) {
    const { message, cause } = error as Error;
    console.error(
      `Playhead did not end well: ${message}${cause instanceof Error ? `: ${cause.message}` : ""}`,
    );
  }
  process.exit(1);
}

function isAboutUsage(error: unknown): boolean {
  const isOfParser = (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS") ?? false;
  return isOfParser || error instanceof ConfigError || error instanceof UsageError;
}

await main().catch((error: unknown) => {
  console.error(`Playhead did not start: ${(error as Error).message}`);
  if (isAboutUsage(error)) console.error("npm start -- --help lists every setting.");
  // Everything is closed; a ten-second timer inside the schema engine would hold the process all the same.
  process.exit(1);
});
