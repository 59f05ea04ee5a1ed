import type { IncomingMessage } from "node:http";
import type { GraphQLFormattedError } from "graphql";

/** How results that come one after another are written into one HTTP answer. */
export interface StreamFormat {
  readonly contentType: string;
  /** Sent at once, so that the client knows that it is heard before anything has happened. */
  readonly opening: string;
  /** Says that the stream lives, to the client and to proxies that cut what is silent. */
  readonly heartbeat: string;
  readonly ending: string;
  /** `text` is a result's JSON. */
  next(text: string): string;
  /** The error that the stream ends with. */
  failure(error: GraphQLFormattedError): string;
}

/** GraphQL over SSE, in the mode with a connection for each operation. */
const serverSentEvents: StreamFormat = {
  contentType: "text/event-stream; charset=utf-8",
  opening: ":\n\n",
  heartbeat: ":\n\n",
  ending: "event: complete\ndata:\n\n",
  next: event,
  failure: (error) => event(JSON.stringify({ errors: [error] })),
};

/** Apollo's protocol: each part ends with the next one's boundary, for that is when clients read it. */
const multipart: StreamFormat = {
  contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  opening: "\r\n--graphql",
  heartbeat: part("{}"),
  ending: "--\r\n",
  next: (text) => part(`{"payload":${text}}`),
  failure: (error) => part(JSON.stringify({ payload: null, errors: [error] })),
};

/** The format a client asks for in `accept`; null where it takes no streams. */
export function streamFormatOf({ headers }: IncomingMessage): StreamFormat | null {
  const accepted = headers.accept ?? "";
  if (/\bmultipart\/mixed\s*;[^,]*\bsubscriptionSpec="?1\.0\b/i.test(accepted)) return multipart;
  return /\btext\/event-stream\b/i.test(accepted) ? serverSentEvents : null;
}

function event(text: string): string {
  return `event: next\ndata: ${text}\n\n`;
}

function part(text: string): string {
  return `\r\ncontent-type: application/json\r\n\r\n${text}\r\n--graphql`;
}
