import type { ExecutionResult } from "graphql";
import { errors } from "undici";
import type { CallerHeaders, ServiceRequest } from "../service.js";
import { traceHeaders } from "../telemetry/spans.js";
import { exchange } from "./exchange.js";
import type { Replica } from "./replicas.js";
import { CLIENT_ADDRESS_HEADER, CLIENT_COUNTRY_HEADER, SERVICE_TOKEN_HEADER } from "./service-token.js";

/**
 * Why there is no answer: UNSENT (no connection, so the service has not heard of it), BROKEN (the connection or the
 * process broke with the request under way), TIMED_OUT, or REFUSED (it answers, but not this).
 */
export type FailureKind = "UNSENT" | "BROKEN" | "TIMED_OUT" | "REFUSED";

export class AttemptFailure extends Error {
  override readonly name = "AttemptFailure";
  readonly kind: FailureKind;
  /** True where the service is to blame, and not what it was asked. */
  readonly isOutage: boolean;

  constructor(kind: FailureKind, message: string, isReplicaHealthy = false) {
    super(message);
    this.kind = kind;
    this.isOutage = kind === "UNSENT" || kind === "BROKEN" || (kind === "TIMED_OUT" && !isReplicaHealthy);
  }
}

export interface AttemptOptions {
  readonly headers: CallerHeaders;
  readonly token: string;
  /** Cancels the request, on the wire too. */
  readonly signal: AbortSignal;
}

/** Errors of undici and the system that come before a byte of the request is sent. */
const BEFORE_SENDING = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** One request to one replica. Throws an AttemptFailure where there is no answer to it. */
export async function attempt(
  replica: Replica,
  request: ServiceRequest,
  { headers, token, signal }: AttemptOptions,
): Promise<ExecutionResult> {
  replica.inFlight += 1;
  try {
    const sent = {
      path: "/graphql",
      method: "POST",
      headers: headersOf(headers, token),
      body: JSON.stringify(request),
    } as const;
    const { statusCode, text } = await exchange(replica.pool, sent, signal);
    if (statusCode !== 200)
      throw new AttemptFailure("REFUSED", `${replica.origin} answered ${statusCode}: ${text}`);
    return JSON.parse(text) as ExecutionResult;
  } catch (error) {
    throw error instanceof AttemptFailure
      ? error
      : failureOf(error as NodeJS.ErrnoException, replica, signal);
  } finally {
    replica.inFlight -= 1;
  }
}

function headersOf(caller: CallerHeaders, token: string): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    ...traceHeaders(),
    "x-trace-id": caller.traceId,
    [SERVICE_TOKEN_HEADER]: token,
  };
  if (caller.country) headers[CLIENT_COUNTRY_HEADER] = caller.country;
  if (caller.clientAddress) headers[CLIENT_ADDRESS_HEADER] = caller.clientAddress;
  if (caller.authorization) headers["authorization"] = caller.authorization;
  return headers;
}

function failureOf(error: NodeJS.ErrnoException, replica: Replica, signal: AbortSignal): AttemptFailure {
  const { origin } = replica;
  if (signal.aborted)
    return new AttemptFailure("TIMED_OUT", `${origin} did not answer in time`, replica.isHealthy);
  // Until a health check passes, others are asked first.
  replica.isHealthy = false;
  if (BEFORE_SENDING.has(error.code ?? ""))
    return new AttemptFailure("UNSENT", `${origin}: ${error.message}`);
  if (error instanceof errors.UndiciError || error.code || error instanceof SyntaxError) {
    return new AttemptFailure("BROKEN", `${origin}: ${error.message}`);
  }
  throw error;
}
