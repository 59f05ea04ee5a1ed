import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
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

interface Waiting {
  readonly resolve: (answer: string | boolean) => void;
  readonly reject: (error: Error) => void;
}

/**
 * argon2id in a process of its own, which gives way to everything else on the machine (hashing-worker.ts): a hash takes a
 * core for some 20 ms, and 19 MiB that the kernel must clear. It begins with the first hash; one that has died is
 * followed by another with the next.
 */
export function createHashingProcess(
  worker = new URL("./hashing-worker.js", import.meta.url),
): Argon2 & AsyncDisposable {
  let child: ChildProcess | undefined;
  let lastId = 0;
  const waiting = new Map<number, Waiting>();

  function start(): ChildProcess {
    // It needs no setting of ours, and is to know no secret.
    const started = fork(fileURLToPath(worker), { env: {}, execArgv: [] });
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

  function ask(request: Omit<HashingRequest, "id">): Promise<string | boolean> {
    child ??= start();
    const { channel } = child;
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      channel?.ref();
      child?.send({ id, ...request }, (error) => {
        if (!error) return;
        waiting.delete(id);
        reject(error);
      });
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
