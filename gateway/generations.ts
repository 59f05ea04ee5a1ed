import { within } from "../lib/lifecycle.js";
import type { Logger } from "../lib/logger.js";
import type { Engine } from "./engine.js";
import { type GatewayFiles, isSame } from "./gateway-files.js";
import { type Generation, type GenerationParts, startGeneration } from "./generation.js";
import type { OperationChecker } from "./operations.js";
import type { SubscriptionHub } from "./subscriptions/hub.js";

interface Running {
  readonly generation: Generation;
  readonly files: GatewayFiles;
  /** Operations under way. */
  inFlight: number;
  /** Set when another has taken over: called when the last operation has ended. */
  onIdle?: () => void;
}

/**
 * The supergraph that is served, and the change to another without a dropped request: each operation runs to its end in
 * the generation in which it began, and a generation is given up with its last operation.
 */
export class Generations implements AsyncDisposable {
  readonly #parts: GenerationParts;
  readonly #log: Logger;
  #current: Running;
  #changes: Promise<unknown> = Promise.resolve();
  readonly #retiring = new Map<Running, Promise<void>>();

  private constructor(parts: GenerationParts, current: Running) {
    this.#parts = parts;
    this.#log = parts.log;
    this.#current = current;
  }

  /** Rejects with an Error that says what is wrong with the files. */
  static async start(files: GatewayFiles, parts: GenerationParts): Promise<Generations> {
    const generation = await startGeneration(files, parts);
    return new Generations(parts, { generation, files, inFlight: 0 });
  }

  get current(): Generation {
    return this.#current.generation;
  }

  /** Checks by what is served now. */
  readonly check: OperationChecker = Object.assign(
    (...given: Parameters<OperationChecker>) => this.current.check(...given),
    { knows: (text: string) => this.current.check.knows(text) },
  );

  /** Finds texts in what is served now. */
  readonly findText: Generation["findText"] = (hash) => this.current.findText(hash);

  /** Runs each operation by what is served when it begins. */
  readonly engine: Omit<Engine, typeof Symbol.asyncDispose> = {
    handle: (request, caller) => this.#within(({ engine }) => engine.handle(request, caller)),
    execute: (request, caller) => this.#within(({ engine }) => engine.execute(request, caller)),
    executeOwn: (request, caller) => this.#within(({ engine }) => engine.executeOwn(request, caller)),
  };

  /**
   * Serves these files from now on; false when they cannot be served, which the log then says, or are served already.
   * Changes that come together are made one after the other. Never rejects.
   */
  change(files: GatewayFiles, hub: SubscriptionHub): Promise<boolean> {
    const changed = this.#changes.then(() => this.#change(files, hub));
    this.#changes = changed;
    return changed;
  }

  async #change(files: GatewayFiles, hub: SubscriptionHub): Promise<boolean> {
    const before = this.#current;
    if (isSame(files, before.files)) return false;
    try {
      const generation = await startGeneration(files, this.#parts);
      this.#current = { generation, files, inFlight: 0 };
      await hub.reload(generation);
    } catch (error) {
      const isServed = this.#current === before;
      this.#log.error(
        { err: error },
        isServed ? "the new supergraph cannot be served: the old one stays" : "a reload went wrong",
      );
      if (isServed) return false;
    }
    this.#retire(before);
    this.#log.info("a new supergraph is served");
    return true;
  }

  async #within<Result>(run: (generation: Generation) => Promise<Result>): Promise<Result> {
    const running = this.#current;
    running.inFlight += 1;
    try {
      return await run(running.generation);
    } finally {
      running.inFlight -= 1;
      if (running.inFlight === 0) running.onIdle?.();
    }
  }

  #retire(running: Running): void {
    const idle = new Promise<void>((resolve) => {
      running.onIdle = resolve;
      if (running.inFlight === 0) resolve();
    });
    const retired = idle
      .then(() => running.generation[Symbol.asyncDispose]())
      .catch((error: unknown) => this.#log.error({ err: error }, "an old supergraph could not be given up"))
      .finally(() => this.#retiring.delete(running));
    this.#retiring.set(running, retired);
  }

  /** Ends when the last operation has, or `drainBoundMs` later: one that hangs holds nobody up. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#changes;
    this.#retire(this.#current);
    const retired = Promise.all(this.#retiring.values());
    if (await within(this.#parts.limits.drainBoundMs, retired)) return;
    for (const running of this.#retiring.keys()) running.onIdle?.();
    await retired;
  }
}
