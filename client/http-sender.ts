import type { Platform } from "./platform.js";
import { type AnswerError, RequestFailure } from "./request-failure.js";

/** An operation with its types: the client's own, or an app's that codegen wrote with `documentMode: string`. */
export interface Operation<Result, Variables> {
  toString(): string;
  /** Never there: it carries the types. */
  readonly __apiType?: ((variables: Variables) => Result) | undefined;
}

/** Data, and what it lacks: a service that is away costs its own fields. */
export interface Answer<Result> {
  readonly data: Result;
  readonly errors: readonly AnswerError[];
}

export interface SendOptions {
  readonly token: string | null;
  readonly timeoutMs: number;
  /** The request outlives the page that sent it. */
  readonly keepalive: boolean;
  /** Gives the request up when it aborts: the platform then drops what nobody waits for. */
  readonly signal?: AbortSignal | undefined;
}

/** One GraphQL request over HTTP. Rejects with a RequestFailure, and with nothing else. */
export type Sender = <Result, Variables>(
  operation: Operation<Result, Variables>,
  variables: Variables,
  options: SendOptions,
) => Promise<Answer<Result>>;

export function createSender(endpoint: string, { fetch, clock }: Platform): Sender {
  return async (operation, variables, { token, timeoutMs, keepalive, signal }) => {
    const abandoned = () => new RequestFailure("REFUSED", "the request was given up");
    if (signal?.aborted) throw abandoned();
    const controller = new AbortController();
    let giveUp: (failure: RequestFailure) => void = () => undefined;
    const late = new Promise<never>((_, reject) => {
      giveUp = reject;
    });
    // Not by the signal alone: there are devices whose fetch does not heed it.
    const end = (failure: RequestFailure) => {
      giveUp(failure);
      controller.abort();
    };
    const cancel = clock.after(timeoutMs, () =>
      end(new RequestFailure("TIMED_OUT", `no answer in ${timeoutMs} ms`)),
    );
    const abandon = () => end(abandoned());
    signal?.addEventListener("abort", abandon);
    const asked = ask(fetch, endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/graphql-response+json, application/json;q=0.9",
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query: String(operation), variables }),
      signal: controller.signal,
      keepalive,
    });
    try {
      return (await Promise.race([asked, late])) as never;
    } finally {
      cancel();
      signal?.removeEventListener("abort", abandon);
    }
  };
}

async function ask(
  fetch: Platform["fetch"],
  ...request: Parameters<Platform["fetch"]>
): Promise<Answer<object>> {
  let status: number;
  let retryAfter: string | null;
  let text: string;
  try {
    const response = await fetch(...request);
    status = response.status;
    retryAfter = response.headers.get("retry-after");
    text = await response.text();
  } catch (error) {
    throw new RequestFailure("UNREACHABLE", error instanceof Error ? error.message : String(error));
  }
  const { data, errors } = parsed(text);
  if (isObject(data)) return { data, errors };
  const seconds = retryAfter === null ? Number.NaN : Number(retryAfter);
  throw new RequestFailure(
    errors.length > 0 ? "REFUSED" : "UNREACHABLE",
    errors[0]?.message ?? `HTTP ${status}, and no GraphQL`,
    { errors, ...(seconds > 0 ? { retryAfterSeconds: seconds } : {}) },
  );
}

/** Whatever came, as far as it is an answer. */
function parsed(text: string): { data: unknown; errors: readonly AnswerError[] } {
  try {
    const { data, errors } = (JSON.parse(text) ?? {}) as { data?: unknown; errors?: unknown };
    return { data, errors: Array.isArray(errors) ? errors.filter(isAnswerError) : [] };
  } catch {
    return { data: null, errors: [] };
  }
}

function isAnswerError(value: unknown): value is AnswerError {
  return isObject(value) && "message" in value && typeof value.message === "string";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
