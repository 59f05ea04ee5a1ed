import type { GraphQLDataSource } from "@apollo/gateway";
import {
  type ExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  getOperationAST,
  parse,
} from "graphql";
import { noLongerWanted } from "../lib/cancellation.js";
import type { Clock } from "../lib/clock.js";
import type { PlayheadError } from "../lib/errors.js";
import { goesByLateToken } from "../lib/late-tokens.js";
import type { Logger } from "../lib/logger.js";
import { isForTheAnswer, isQuery, type ServiceTransport, serviceUnavailable } from "../lib/service.js";
import type { Caller } from "./caller.js";
import { KeptEntries } from "./executor/kept-entries.js";

/** What the fetches of a query plan need. */
export interface ServiceAccess {
  readonly transport: ServiceTransport;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long one fetch may take. */
  readonly fetchMs: number;
}

/** Texts of changes of which is remembered what they are; an app has some dozens. */
const MOST_CHANGES = 500;

/**
 * A service as the plan executor sees it. Never rejects: a service that cannot be reached, or takes too long,
 * gives a SERVICE_UNAVAILABLE error and no data, which costs the answer this service's fields and no others.
 */
export function createServiceDataSource(service: string, access: ServiceAccess): GraphQLDataSource<Caller> {
  const kindOf = createKindOfFetch();
  return {
    async process({ request, context }) {
      const { query = "", variables, operationName } = request;
      const { late, traceId, clientAddress, country, signal, left } = context as Caller;
      const kind = kindOf(query);
      const endings = { tooLate: signal, left: kind.isForTheAnswer ? left : undefined };
      // Services that would refuse a late token are asked without, for what everybody may see.
      const { authorization } = late && kind.goesByLateToken ? late : (context as Caller);
      try {
        const { data, errors } = await answeredInTime(service, { ...access, ...endings }, (signal) =>
          access.transport.call(
            service,
            { query, variables, operationName },
            { authorization, traceId, clientAddress, country },
            signal,
          ),
        );
        return { data: data ?? null, ...(errors ? { errors: errors.map(plainError) } : {}) };
      } catch (error) {
        if (error instanceof GraphQLError) return { data: null, errors: [plainError(error)] };
        access.log.error({ err: error, service, traceId }, "a service cannot be reached");
        return { data: null, errors: [plainError(serviceUnavailable(service))] };
      }
    },
  };
}

interface KindOfFetch {
  readonly isForTheAnswer: boolean;
  readonly goesByLateToken: boolean;
}

const QUERY: KindOfFetch = { isForTheAnswer: true, goesByLateToken: false };

/** Reads the text of a change once. */
function createKindOfFetch(): (text: string) => KindOfFetch {
  const changes = new KeptEntries<KindOfFetch>(MOST_CHANGES);
  return (text) => {
    if (isQuery(text)) return QUERY;
    const known = changes.get(text);
    if (known !== undefined) return known;
    const operation = getOperationAST(parse(text));
    const found = {
      isForTheAnswer: isForTheAnswer(text),
      goesByLateToken: operation ? goesByLateToken(operation) : false,
    };
    changes.set(text, found);
    return found;
  };
}

/** What ends a fetch before its time, beside its own bound. */
interface Endings {
  readonly tooLate: AbortSignal | undefined;
  readonly left: AbortSignal | undefined;
}

function answeredInTime(
  service: string,
  { clock, fetchMs, tooLate, left }: ServiceAccess & Endings,
  ask: (signal: AbortSignal) => Promise<ExecutionResult>,
): Promise<ExecutionResult> {
  return new Promise((resolve, reject) => {
    const cancellation = new AbortController();
    const end = (reason: PlayheadError) => {
      cancellation.abort();
      reject(reason);
    };
    const giveUp = () => end(serviceUnavailable(service));
    const leave = () => end(noLongerWanted());
    // A later step of a plan that is no longer waited for is not begun.
    if (tooLate?.aborted) return giveUp();
    if (left?.aborted) return leave();
    const bound = clock.after(fetchMs, giveUp);
    tooLate?.addEventListener("abort", giveUp, { once: true });
    left?.addEventListener("abort", leave, { once: true });
    ask(cancellation.signal)
      .then(resolve, reject)
      .finally(() => {
        bound[Symbol.dispose]();
        tooLate?.removeEventListener("abort", giveUp);
        left?.removeEventListener("abort", leave);
      });
  });
}

/** Errors come as objects of graphql-js from this process, and as plain ones from another. */
function plainError({ message, path, extensions }: GraphQLError): GraphQLFormattedError {
  return { message, extensions, ...(path ? { path } : {}) };
}
