import { constants } from "node:os";
import { Lifecycle, within } from "../lib/lifecycle.js";

/** Told as one sentence, without a stack. */
export class CommandError extends Error {}

/** From a signal until the command ends, whatever still hangs. */
const END_WITHIN_MS = 10_000;

/**
 * Runs a command to its end: exit 1, and why, where it fails. Ctrl-C releases what it had opened, too: a PostgreSQL that it
 * started would outlive it.
 */
export async function runCommand(
  name: string,
  main: (lifecycle: Lifecycle) => Promise<void>,
): Promise<never> {
  const lifecycle = new Lifecycle(name);
  let isEnding = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      isEnding = true;
      const closed = lifecycle.close().catch(() => undefined);
      void within(END_WITHIN_MS, closed).then(() => process.exit(128 + constants.signals[signal]));
    });
  }
  try {
    await main(lifecycle);
    await lifecycle.close();
  } catch (error) {
    await lifecycle.close().catch(() => undefined);
    if (!isEnding) console.error((error as Error).message);
    process.exitCode = 1;
  }
  // Whoever heard the signal ends it. A ten-second timer inside the schema engine would hold it for nothing.
  return isEnding ? new Promise<never>(() => undefined) : process.exit();
}
