import type { IncomingMessage, ServerResponse } from "node:http";

/** How long a browser may keep the answer to a preflight: ten minutes, the most that all of them honour. */
const PREFLIGHT_SECONDS = 600;

/**
 * Says what browsers may do with the answer: nothing frames, runs or guesses it, and only pages of the allowed origins
 * read it. No list allows all of them, without credentials: tokens travel in a header and never in a cookie. True when
 * the request was a preflight, which is answered by this.
 */
export function setBrowserHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  allowedOrigins: readonly string[] | null,
): boolean {
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("x-frame-options", "DENY");
  response.setHeader("referrer-policy", "no-referrer");
  response.setHeader("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  const { origin } = request.headers;
  // Whoever keeps an answer keeps it for those who take the same type, and come from the same page where that counts.
  response.setHeader("vary", allowedOrigins === null ? "accept" : "accept, origin");
  const isAllowed = origin !== undefined && (allowedOrigins === null || allowedOrigins.includes(origin));
  if (isAllowed) {
    response.setHeader("access-control-allow-origin", allowedOrigins === null ? "*" : origin);
    response.setHeader("access-control-expose-headers", "x-trace-id, retry-after");
  }
  const asksFor = request.headers["access-control-request-method"];
  if (request.method !== "OPTIONS" || asksFor === undefined) return false;
  if (isAllowed) {
    response.setHeader("access-control-allow-methods", "GET, POST");
    response.setHeader(
      "access-control-allow-headers",
      "authorization, content-type, accept, traceparent, apollo-require-preflight, x-apollo-operation-name, x-playhead-cost",
    );
    response.setHeader("access-control-max-age", String(PREFLIGHT_SECONDS));
  }
  return true;
}
