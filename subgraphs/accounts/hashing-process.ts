import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Clock, machineClock } from "../../lib/clock.js";
import type { Argon2 } from "./argon2.js";

/** What the process of hashing is asked, and what it answers. `stored` absent: a new hash is wanted. */
export interface HashingRequest {
  readonly id: number;
  readonly password: string;
  readonly stored?: string;
}
export type HashingAnswer =
  | { readonly id: number; readonly answer: string | boolean }
  | { readonly id: number; readonly error: string };

/** How a process of hashing gives way: it runs where nothing else wants to, or it gets a tenth of a core beside others. */
export type Manner = "idle" | "nice";

interface Waiting {
  readonly request: HashingRequest;
  readonly resolve: (answer: string | boolean) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A hash takes some 20 ms of a core: whoever has none after so long, and signs in, has found the machine full and waited
 * enough.
 */
const STARVED_MS = 1_000;
/** How long a machine that was full is taken to be so. */
const FULL_MS = 60_000;

/**
 * argon2id in a process of its own, which gives way to everything else on the machine (hashing-worker.ts): a hash takes a
 * core for some 20 ms, and 19 MiB that the kernel must clear. It begins with the first hash; one that has died is
 * followed by another with the next. One that only runs where nobody else wants to costs those who play least, and gets
 * nowhere on a full machine: there another takes over, which gets its tenth.
 */
export function createHashingProcess({
  worker = new URL("./hashing-worker.js", import.meta.url),
  clock = machineClock,
}: {
  readonly worker?: URL;
  readonly clock?: Clock;
} = {}): Argon2 & AsyncDisposable {
  let child: ChildProcess | undefined;
  let manner: Manner = "idle";
  let lastId = 0;
  const waiting = new Map<number, Waiting>();

  function start(): ChildProcess {
    // It needs no setting of ours, and is to know no secret.
    const env = { PATH: process.env["PATH"] };
    const started = fork(fileURLToPath(worker), [manner], { env, execArgv: [] });
    // It keeps nobody from ending.
    started.unref();
    started.channel?.unref();
    const end = (error: Error) => {
      if (child !== started) return;
      child = undefined;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    };
    started.once("error", end);
    started.once("exit", () => end(new Error("the process that hashes passwords has ended")));
    started.on("message", (message) => {
      const answered = message as HashingAnswer;
      const asked = waiting.get(answered.id);
      waiting.delete(answered.id);
      if (waiting.size === 0) started.channel?.unref();
      if ("answer" in answered) asked?.resolve(answered.answer);
      else asked?.reject(new Error(answered.error));
    });
    return started;
  }

  /** What waits is done by another, which gives way in this manner. */
  function replace(other: Manner): void {
    const replaced = child;
    manner = other;
    child = undefined;
    replaced?.kill("SIGKILL");
    for (const { request } of waiting.values()) send(request);
    if (other === "nice") clock.after(FULL_MS, () => replace("idle"));
  }

  function send(request: HashingRequest): void {
    child ??= start();
    const asked = child;
    asked.channel?.ref();
    asked.send(request, (error) => {
      // What was replaced could not be told; the other was.
      if (!error || asked !== child) return;
      waiting.get(request.id)?.reject(error);
      waiting.delete(request.id);
    });
  }

  async function ask(asked: Omit<HashingRequest, "id">): Promise<string | boolean> {
    lastId += 1;
    const request = { id: lastId, ...asked };
    using _starved = clock.after(STARVED_MS, () => {
      if (manner === "idle") replace("nice");
    });
    return await new Promise((resolve, reject) => {
      waiting.set(request.id, { request, resolve, reject });
      send(request);
    });
  }

  return {
    hash: async (password) => (await ask({ password })) as string,
    verify: async (stored, password) => (await ask({ password, stored })) as boolean,
    async [Symbol.asyncDispose]() {
      child?.disconnect();
    },
  };
}
