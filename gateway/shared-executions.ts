import type { ExecutionResult, GraphQLError } from "graphql";
import type { Metrics } from "../lib/telemetry/metrics.js";
import type { Caller } from "./caller.js";

/** Runs a query for a caller. */
type Execution = (caller: Caller) => Promise<ExecutionResult>;

interface Running {
  /**
   * Who else is to be told. The result itself is not kept here: what a long-lived map refers to outlives its request in the
   * collector's eyes, with all that the answer was made of.
   */
  readonly others: ((result: ExecutionResult) => void)[];
  /** Whoever asked first: it runs in this one's name, and ends when this one leaves. */
  readonly caller: Caller;
}

/**
 * Queries that are asked while the very same one is under way get its result: a screen that draws itself twice, and a
 * client that asks again because it was not told soon enough. Only within one scope: the same text and variables from the
 * same token, address and country, which is all that a service knows of who asks. There are no more than requests in
 * flight.
 */
export class SharedExecutions {
  readonly #running = new Map<string, Running>();
  readonly #onShared: () => void;

  constructor(metrics: Metrics) {
    const shared = metrics.counter({
      name: "gateway_shared_executions_total",
      help: "Queries that were answered by the execution of the very same one, of the same caller, that was under way.",
    });
    this.#onShared = () => shared.inc();
  }

  /**
   * The owner of this token has changed something: what it asks from now on is not answered by what was under way. That
   * goes on for those who wait for it.
   */
  forget({ authorization }: Caller): void {
    for (const [key, { caller }] of this.#running) {
      if (caller.authorization === authorization) this.#running.delete(key);
    }
  }

  /**
   * `operation` names the text and the variables. Where whoever asked first leaves before it is told, one of the others
   * asks anew: that is rare, and costs nothing where it is not so.
   */
  async run(operation: string, caller: Caller, execute: Execution): Promise<ExecutionResult> {
    const key = `${scopeOf(caller)}\n${operation}`;
    for (;;) {
      const running = this.#running.get(key);
      if (!running) return this.#lead(key, caller, execute);
      this.#onShared();
      const result = await new Promise<ExecutionResult>((resolve) => running.others.push(resolve));
      if (!result.errors || !hasLeft(running.caller) || hasLeft(caller)) return result;
    }
  }

  async #lead(key: string, caller: Caller, execute: Execution): Promise<ExecutionResult> {
    const others: Running["others"] = [];
    const own: Running = { caller, others };
    this.#running.set(key, own);
    try {
      const result = await execute(caller);
      for (const tell of others) tell(result);
      return result;
    } catch (error) {
      for (const tell of others) tell(failed(error));
      throw error;
    } finally {
      if (this.#running.get(key) === own) this.#running.delete(key);
    }
  }
}

function failed(error: unknown): ExecutionResult {
  return { errors: [error as GraphQLError] };
}

function hasLeft({ signal, left }: Caller): boolean {
  return signal?.aborted === true || left?.aborted === true;
}

/** All that services are told of who asks, but for the trace. */
function scopeOf({ authorization = "", clientAddress = "", country = "" }: Caller): string {
  return JSON.stringify([authorization, clientAddress, country]);
}
