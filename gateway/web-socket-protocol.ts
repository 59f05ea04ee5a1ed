import {
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
} from "graphql";
import { type Context, makeServer, type Server } from "graphql-ws";
import { createCancellation } from "../lib/cancellation.js";
import type { Clock } from "../lib/clock.js";
import { PlayheadError } from "../lib/errors.js";
import type { ViewerVerifier } from "../lib/viewer.js";
import type { Allowance } from "./allowance.js";
import { type Caller, identifyCaller } from "./caller.js";
import type { ClientOrigin } from "./client-origin.js";
import type { Engine } from "./engine.js";
import type { ErrorPresenter } from "./error-presenter.js";
import type { Generation } from "./generation.js";
import type { GatewayLimits } from "./limits.js";
import type { CheckedOperation, OperationChecker } from "./operations.js";
import { persistedHashOf } from "./persisted-operations.js";
import type { Admission } from "./rates/admission.js";
import { withinDeadline } from "./request-deadline.js";
import type { SubscriptionOpener } from "./subscription-opener.js";
import type { Reader, ResultStream } from "./subscriptions/result-stream.js";
import { newTraceId } from "./trace.js";

/** What the protocol keeps of a socket, beside the library's own. */
export interface SocketState {
  /** The `Authorization` header of the upgrade request; what connection_init says goes before it. */
  readonly authorization: string | undefined;
  readonly origin: ClientOrigin;
  close(code: number, reason: string): void;
  isOpen(): boolean;
  /** Sends a message; `written` is called when the network has it, or the socket is closed. */
  write(message: string, written: () => void): void;
  caller?: Caller;
  expiry?: Disposable;
  /** Of the sockets that its household may have. */
  place?: Disposable;
}

export interface ProtocolOptions {
  readonly engine: Pick<Engine, "execute">;
  readonly subscribe: SubscriptionOpener;
  readonly check: OperationChecker;
  readonly findText: Generation["findText"];
  readonly admit: Admission;
  readonly verifier: ViewerVerifier;
  readonly present: ErrorPresenter;
  readonly clock: Clock;
  /** WebSockets of each household. */
  readonly sockets: Allowance;
  readonly limits: Pick<GatewayLimits, "operationsPerSocket" | "socketInitMs" | "requestMs">;
}

/** Close codes that a client acts on: it comes back with a fresh token, or after a while. */
const CLOSE_FORBIDDEN = 4403;
const CLOSE_TRY_AGAIN = 1013;

type SocketContext = Context<Record<string, unknown>, SocketState>;

/** The seam to the library: what it hands from `onSubscribe` to `execute` and `subscribe`. */
interface OperationContext {
  readonly socket: SocketState;
  readonly id: string;
  /** What runs on the socket, by id: the library ends it when the client completes it, or is gone. */
  readonly running: SocketContext["subscriptions"];
  readonly checked: CheckedOperation;
  readonly caller: Caller;
}

/** The protocol graphql-transport-ws over this gateway: subscriptions, queries and mutations. */
export function createProtocol(options: ProtocolOptions): Server<SocketState> {
  const { check, admit, present, limits } = options;
  return makeServer<Record<string, unknown>, SocketState>({
    connectionInitWaitTimeout: limits.socketInitMs,
    onConnect: (context) => connect(context, options),
    onClose({ extra: socket }) {
      socket.expiry?.[Symbol.dispose]();
      socket.place?.[Symbol.dispose]();
    },
    async onSubscribe(context, id, payload) {
      const caller: Caller = { ...(context.extra.caller ?? ANONYMOUS), traceId: newTraceId() };
      const running = Object.keys(context.subscriptions).length;
      if (running > limits.operationsPerSocket) return [tooMany(limits.operationsPerSocket)];
      const checked = check(
        {
          query: payload.query || (await persistedText(payload.extensions, options.findText)),
          operationName: payload.operationName ?? undefined,
          variables: payload.variables ?? undefined,
        },
        caller,
      );
      const isRunnable = "operation" in checked;
      const tooOften = await admit(isRunnable ? checked : null, caller);
      if (tooOften) return [tooOften];
      if (!isRunnable) return checked;
      return operationArguments({
        socket: context.extra,
        id,
        running: context.subscriptions,
        checked,
        caller,
      });
    },
    execute: (args) => executeQuery(options, operationContext(args)),
    subscribe: (args) => subscribe(options.subscribe, operationContext(args)),
    // Results are ready for clients; the library would look for objects of graphql-js in them.
    onNext: (_context, _id, _payload, _args, result) => result as FormattedExecutionResult,
    onError: (_context, _id, _payload, errors) => {
      const traceId = newTraceId();
      return errors.map((error) => present(unwrapped(error), traceId));
    },
  });
}

/** The text of a message that brings its hash alone. */
async function persistedText(extensions: unknown, find: Generation["findText"]): Promise<string> {
  const hash = persistedHashOf(extensions);
  return (hash && (await find(hash))) ?? "";
}

const ANONYMOUS: Omit<Caller, "traceId"> = { viewer: null };

async function connect(
  context: SocketContext,
  { verifier, clock, sockets }: ProtocolOptions,
): Promise<boolean> {
  const { extra: socket, connectionParams } = context;
  const given = connectionParams?.["authorization"] ?? socket.authorization;
  try {
    if (given !== undefined && typeof given !== "string") {
      throw new PlayheadError("UNAUTHENTICATED", "`authorization` has to be a text");
    }
    const caller = await identifyCaller(verifier, {
      authorization: given,
      traceId: newTraceId(),
      ...socket.origin,
    });
    if (caller.refusal) throw caller.refusal;
    const household = caller.viewer?.accountId;
    const place = household !== undefined && socket.isOpen() ? sockets.take(household) : undefined;
    if (place === null) {
      socket.close(CLOSE_TRY_AGAIN, `a household has at most ${sockets.most} WebSockets at a time`);
      return false;
    }
    if (place) socket.place = place;
    socket.caller = caller;
    if (caller.viewer && socket.isOpen()) {
      socket.expiry = clock.after(caller.viewer.expiresAt - clock.now(), () =>
        socket.close(CLOSE_FORBIDDEN, "the access token has expired: connect again with a fresh one"),
      );
    }
    return true;
  } catch (error) {
    const refused = error instanceof PlayheadError && error.code === "UNAUTHENTICATED";
    if (refused) socket.close(CLOSE_FORBIDDEN, error.message);
    else socket.close(CLOSE_TRY_AGAIN, "access tokens cannot be verified now");
    return false;
  }
}

/** Never rejects; nothing more is read once the client has completed the operation, or is gone. */
async function executeQuery(
  { engine, present, clock, limits: { requestMs } }: ProtocolOptions,
  { id, running, checked, caller }: OperationContext,
): Promise<ExecutionResult> {
  const leaving = createCancellation();
  if (id in running) running[id] = endedBy(leaving);
  else leaving.abort();
  const left = leaving.signal;
  try {
    const result = await withinDeadline({ clock, requestMs }, (signal) =>
      engine.execute(checked.request, { ...caller, signal, left }),
    );
    return result as ExecutionResult;
  } catch (error) {
    return { errors: [present(error, caller.traceId)] } as unknown as ExecutionResult;
  }
}

/** What the library ends as it ends a subscription. */
function endedBy(leaving: AbortController): AsyncIterableIterator<never, undefined> {
  const ended: AsyncIterableIterator<never, undefined> = {
    [Symbol.asyncIterator]: () => ended,
    next: async () => OVER,
    async return() {
      leaving.abort();
      return OVER;
    },
  };
  return ended;
}

/** Never rejects, for that would cost the whole socket: what is refused becomes an `error` frame. */
async function subscribe(
  open: SubscriptionOpener,
  operation: OperationContext,
): Promise<AsyncIterable<never>> {
  const { socket, id, checked, caller } = operation;
  try {
    const results = await open(checked, caller);
    return new Delivery(results, socket, id);
  } catch (error) {
    return refusing(error);
  }
}

/**
 * Sends results past the library, which would make each one's text again for each subscriber, and is left to tell of the
 * end alone. It asks `next` once, when the subscription is registered. One object, for there are tens of thousands.
 */
class Delivery implements AsyncIterableIterator<never, undefined>, Reader {
  readonly #results: ResultStream;
  readonly #socket: SocketState;
  readonly #opening: string;
  readonly #written = () => this.#results.read(this);
  #resolve: (over: IteratorReturnResult<undefined>) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(results: ResultStream, socket: SocketState, id: string) {
    this.#results = results;
    this.#socket = socket;
    this.#opening = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  }

  next(): Promise<IteratorReturnResult<undefined>> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#results.read(this);
    });
  }

  give(text: string): void {
    this.#socket.write(`${this.#opening}${text}}`, this.#written);
  }

  finish(): void {
    this.#resolve(OVER);
  }

  fail(error: unknown): void {
    this.#reject(error);
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    await this.#results.return();
    return OVER;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

const OVER = { value: undefined, done: true } as const;

// biome-ignore lint/correctness/useYield: a stream that fails before its first result
async function* refusing(error: unknown): AsyncGenerator<never> {
  throw error;
}

function operationArguments(context: OperationContext): ExecutionArgs {
  const { document, request } = context.checked;
  return {
    document,
    operationName: request.operationName ?? null,
    contextValue: context,
    // Named, so that the library adds nothing to it.
    rootValue: undefined,
  } as unknown as ExecutionArgs;
}

function operationContext(args: ExecutionArgs): OperationContext {
  return args.contextValue as OperationContext;
}

/** The library wraps what a stream throws in an error of its own. */
function unwrapped(error: GraphQLError): unknown {
  return error.originalError instanceof GraphQLError && !error.extensions["code"]
    ? error.originalError
    : error;
}

function tooMany(most: number): PlayheadError {
  return new PlayheadError(
    "BAD_REQUEST",
    `a WebSocket runs at most ${most} operations at a time: end one first`,
    { limit: "operations of a WebSocket", most },
  );
}
