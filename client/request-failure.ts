/** An entry of `errors`. */
export interface AnswerError {
  readonly message: string;
  readonly extensions?: {
    readonly code?: string;
    readonly traceId?: string;
    readonly retryAfterSeconds?: number;
  };
}

/**
 * UNREACHABLE: no answer came, or one that no Playhead gives. TIMED_OUT: none came in time; a mutation may have run.
 * REFUSED: the gateway answered with errors alone; `code` says which.
 */
export type FailureKind = "UNREACHABLE" | "TIMED_OUT" | "REFUSED";

/** Codes that say that it was not for what was asked: asking again may help. */
const PASSING_CODES: readonly (string | undefined)[] = [
  "SERVICE_UNAVAILABLE",
  "INTERNAL_SERVER_ERROR",
  "REQUEST_TIMED_OUT",
  "RATE_LIMITED",
];

/** A request that brought no data. */
export class RequestFailure extends Error {
  override readonly name = "RequestFailure";
  readonly kind: FailureKind;
  readonly errors: readonly AnswerError[];
  /** When the platform wants to be asked again, where it said so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    kind: FailureKind,
    message: string,
    { errors = [], retryAfterSeconds }: { errors?: readonly AnswerError[]; retryAfterSeconds?: number } = {},
  ) {
    super(message);
    this.kind = kind;
    this.errors = errors;
    this.retryAfterSeconds = retryAfterSeconds ?? errors[0]?.extensions?.retryAfterSeconds;
  }

  /** Of the first error, where the gateway answered. */
  get code(): string | undefined {
    return this.errors[0]?.extensions?.code;
  }

  get isUnauthenticated(): boolean {
    return this.errors.some(({ extensions }) => extensions?.code === "UNAUTHENTICATED");
  }

  /** True where the same request may succeed later. */
  get isPassing(): boolean {
    return this.kind !== "REFUSED" || PASSING_CODES.includes(this.code);
  }
}
