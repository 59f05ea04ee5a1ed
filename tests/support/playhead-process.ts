import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

/** A `npm start` of its own: the built JavaScript in a process, as an operator runs it. */
export interface PlayheadProcess extends AsyncDisposable {
  readonly url: string;
  readonly child: ChildProcess;
  /** All that it wrote, of both streams. */
  output(): string;
  /** Ends it and gives its exit code; null when the signal itself did. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Variables of the machine that a start must not see, for it would be a different one. */
const CLEARED =
  /^(DATABASE_URL_|\w+_URL(_FILE)?$|SERVICE_SECRET|DEMO$|DRAIN_|PORT$|HOST$|DATA_DIR$|MIGRATIONS$|NODE_ENV$|LOG_LEVEL$|VITEST)/;

/** The last line of a start, all in one or apart. */
const SAYS_READY = /Ctrl-C ends it|is ready at http\S+\n/;

/** A test that was given up leaves none behind. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

function launch(environment: Record<string, string>, args: readonly string[]) {
  const inherited = Object.entries(process.env).filter(([name]) => !CLEARED.test(name));
  const child = spawn(process.execPath, [path.resolve("dist/launcher/main.js"), ...args], {
    env: { ...Object.fromEntries(inherited), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  const ended = once(child, "close") as Promise<[number | null]>;
  running.add(child);
  child.once("close", () => running.delete(child));
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += String(chunk)));
  return { child, ended, output: () => text };
}

/** Starts and waits until it says that it is ready. Rejects with what it wrote when it ends before. */
export async function startPlayhead(
  environment: Record<string, string>,
  args: readonly string[] = [],
): Promise<PlayheadProcess> {
  const { child, ended, output } = launch(environment, args);
  const ready = new Promise<void>((resolve) => {
    child.stdout.on("data", () => {
      if (SAYS_READY.test(output())) resolve();
    });
  });
  await Promise.race([
    ready,
    ended.then(([code]) => {
      throw new Error(`it ended with ${code}: ${output()}`);
    }),
  ]);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return (await ended)[0];
  };
  return {
    // Of what it tells people; its log tells of other addresses as well.
    url: /^(?!\{).*?(http:\/\/\S+)/m.exec(output())?.[1] ?? "",
    child,
    output,
    end,
    [Symbol.asyncDispose]: async () => void (await end("SIGTERM")),
  };
}

/** A start that is to fail: its exit code and what it said. */
export async function failToStart(
  environment: Record<string, string>,
  args: readonly string[] = [],
): Promise<{ readonly code: number | null; readonly said: string }> {
  const { ended, output } = launch(environment, args);
  const [code] = await ended;
  return { code, said: output() };
}

/** A start that is told to end as soon as `isDue` settles: its exit code and what it said. */
export async function interruptStart(
  environment: Record<string, string>,
  isDue: () => Promise<unknown>,
): Promise<{ readonly code: number | null; readonly said: string }> {
  const { child, ended, output } = launch(environment, []);
  await isDue();
  child.kill("SIGINT");
  const [code] = await ended;
  return { code, said: output() };
}
