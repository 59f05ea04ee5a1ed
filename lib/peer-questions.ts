import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import type { Clock } from "./clock.js";
import type { Logger } from "./logger.js";
import type { CallerHeaders, ServiceTransport } from "./service.js";

/** A viewer waits this long for an answer that a start can do without. */
const PEER_TIMEOUT_MS = 1_000;

/** A query to another service, written out once. */
export interface Question<Answer, Variables> {
  readonly service: string;
  readonly query: string;
  /** Carries the types of `query`. */
  readonly document: TypedDocumentNode<Answer, Variables>;
  /** For the service's inner schema. */
  readonly isInner?: boolean;
}

export function questionTo<Answer, Variables>(
  service: string,
  document: TypedDocumentNode<Answer, Variables>,
): Question<Answer, Variables> {
  return { service, document, query: print(document) };
}

export interface PeerQuestions {
  /**
   * Asks in the caller's name, and gives `learn` what was answered, however late. Resolves with what `learn` made
   * of it; undefined when the service is down, answers with errors, or takes longer than a second.
   */
  ask<Answer, Variables extends Record<string, unknown>, Learned>(
    question: Question<Answer, Variables>,
    variables: Variables,
    caller: CallerHeaders,
    learn: (answer: Answer) => Learned,
  ): Promise<{ readonly learned: Learned } | undefined>;
}

export function createPeerQuestions(options: {
  peers: ServiceTransport;
  clock: Clock;
  log: Logger;
}): PeerQuestions {
  const { peers, clock, log } = options;
  return {
    ask(question, variables, caller, learn) {
      const { service } = question;
      const { traceId } = caller;
      return new Promise((resolve) => {
        const timeout = clock.after(PEER_TIMEOUT_MS, () => {
          log.warn({ service, traceId, timeoutMs: PEER_TIMEOUT_MS }, "a service did not answer in time");
          resolve(undefined);
        });
        answerTo(question, variables, caller, peers)
          .then((answer) => resolve({ learned: learn(answer) }))
          .catch((err: unknown) => {
            log.warn({ err, service, traceId }, "a service could not be asked");
            resolve(undefined);
          })
          .finally(() => timeout[Symbol.dispose]());
      });
    },
  };
}

/** The whole answer: a part of one, beside errors, would be taken for what the service says. */
async function answerTo<Answer, Variables extends Record<string, unknown>>(
  { service, query, isInner }: Question<Answer, Variables>,
  variables: Variables,
  caller: CallerHeaders,
  peers: ServiceTransport,
): Promise<Answer> {
  const { data, errors } = await peers.call(service, { query, variables, isInner }, caller);
  if (errors?.length || !data) throw new Error(`${service} answered: ${errors?.[0]?.message ?? "nothing"}`);
  return data as Answer;
}
