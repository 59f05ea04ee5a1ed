import { type FormattedExecutionResult, OperationTypeNode } from "graphql";
import { MessageType, type SubscribePayload } from "graphql-ws";
import { createCancellation } from "../lib/cancellation.js";
import type { Clock } from "../lib/clock.js";
import { PlayheadError } from "../lib/errors.js";
import type { Caller } from "./caller.js";
import type { Engine } from "./engine.js";
import type { ErrorPresenter } from "./error-presenter.js";
import type { Generation } from "./generation.js";
import type { GatewayLimits } from "./limits.js";
import type { OperationReader } from "./operation-reader.js";
import type { CheckedOperation } from "./operations.js";
import { persistedHashOf } from "./persisted-operations.js";
import type { Admission } from "./rates/admission.js";
import { withinDeadline } from "./request-deadline.js";
import type { SubscriptionOpener } from "./subscription-opener.js";
import type { Reader, ResultStream } from "./subscriptions/result-stream.js";
import { newTraceId } from "./trace.js";

export interface SocketOperationOptions {
  readonly engine: Pick<Engine, "execute">;
  readonly subscribe: SubscriptionOpener;
  readonly read: OperationReader;
  readonly findText: Generation["findText"];
  readonly admit: Admission;
  readonly present: ErrorPresenter;
  readonly clock: Clock;
  readonly limits: Pick<GatewayLimits, "operationsPerSocket" | "requestMs">;
}

/** The socket of an operation. */
export interface OperationSocket {
  /** Operations under way, this one among them. */
  readonly size: number;
  /** `written` is called when the network has the message, or the socket is closed. */
  write(message: string, written?: () => void): void;
  /** The operation is over: its id is free. */
  leave(operation: SocketOperation): void;
}

/**
 * One operation of a socket, from the message that began it until it is complete. A subscription is read without a promise
 * for each result, and of how it began nothing is kept. One object, for there are tens of thousands.
 */
export class SocketOperation implements Reader {
  readonly id: string;
  readonly #socket: OperationSocket;
  readonly #options: SocketOperationOptions;
  readonly #opening: string;
  readonly #written = () => this.#results?.read(this);
  #isOver = false;
  /** Of a query or mutation: aborts what only the client wants to know. */
  #leaving: AbortController | undefined;
  #results: ResultStream | undefined;

  constructor(id: string, socket: OperationSocket, options: SocketOperationOptions) {
    this.id = id;
    this.#socket = socket;
    this.#options = options;
    this.#opening = `{"id":${JSON.stringify(id)},"type":"${MessageType.Next}","payload":`;
  }

  /** Resolves when a subscription has begun, or all else has its answer. Rejects for what is wrong on our side. */
  async run(payload: SubscribePayload, connected: Caller): Promise<void> {
    const { read, admit, limits } = this.#options;
    const caller: Caller = { ...connected, traceId: newTraceId() };
    if (this.#socket.size > limits.operationsPerSocket) {
      return this.#refuse([tooMany(limits.operationsPerSocket)], caller);
    }
    const request = {
      query: payload.query || (await this.#persistedText(payload)),
      operationName: payload.operationName ?? undefined,
      variables: payload.variables ?? undefined,
    };
    const checked = await read(request, caller);
    const isRunnable = "operation" in checked;
    const tooOften = await admit(isRunnable ? checked : null, caller);
    if (tooOften) return this.#refuse([tooOften], caller);
    if (!isRunnable) return this.#refuse(checked, caller);
    if (checked.operation.operation === OperationTypeNode.SUBSCRIPTION) await this.#listen(checked, caller);
    else await this.#execute(checked, caller);
  }

  /** The client does not want it any more, or is gone. */
  end(): void {
    if (!this.#leave()) return;
    this.#leaving?.abort();
    void this.#results?.return();
  }

  give(text: string): void {
    this.#socket.write(`${this.#opening}${text}}`, this.#written);
  }

  finish(): void {
    if (this.#leave()) this.#socket.write(JSON.stringify({ id: this.id, type: MessageType.Complete }));
  }

  fail(error: unknown): void {
    this.#refuse([error], { traceId: newTraceId() });
  }

  /** The text of a message that brings its hash alone. */
  async #persistedText({ extensions }: SubscribePayload): Promise<string> {
    const hash = persistedHashOf(extensions);
    return (hash && (await this.#options.findText(hash))) ?? "";
  }

  async #listen(checked: CheckedOperation, caller: Caller): Promise<void> {
    try {
      const results = await this.#options.subscribe(checked, caller);
      if (this.#isOver) return void (await results.return());
      this.#results = results;
      results.read(this);
    } catch (error) {
      this.#refuse([error], caller);
    }
  }

  /** Nothing more is read once the client has completed it, or is gone; what changes something is done. */
  async #execute({ request }: CheckedOperation, caller: Caller): Promise<void> {
    const { engine, present, clock, limits } = this.#options;
    const leaving = createCancellation();
    this.#leaving = leaving;
    if (this.#isOver) leaving.abort();
    const left = leaving.signal;
    const result = await withinDeadline({ clock, requestMs: limits.requestMs }, (signal) =>
      engine.execute(request, { ...caller, signal, left }),
    ).catch((error: unknown): FormattedExecutionResult => ({ errors: [present(error, caller.traceId)] }));
    if (this.#isOver) return;
    const message = JSON.stringify({ id: this.id, type: MessageType.Next, payload: result });
    this.#socket.write(message, () => this.finish());
  }

  #refuse(errors: readonly unknown[], { traceId }: Pick<Caller, "traceId">): void {
    const payload = errors.map((error) => this.#options.present(error, traceId));
    if (this.#leave()) this.#socket.write(JSON.stringify({ id: this.id, type: MessageType.Error, payload }));
  }

  /** False when it was over before. */
  #leave(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#socket.leave(this);
    return true;
  }
}

function tooMany(most: number): PlayheadError {
  return new PlayheadError(
    "BAD_REQUEST",
    `a WebSocket runs at most ${most} operations at a time: end one first`,
    { limit: "operations of a WebSocket", most },
  );
}
