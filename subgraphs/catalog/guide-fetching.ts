import { lookup as resolve } from "node:dns";
import { get as getHttp, type IncomingMessage } from "node:http";
import { get as getHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isPublicAddress } from "./public-address.js";

/** Where guides may be fetched from. */
export interface GuideReach {
  /** Plain http, too; else https alone. */
  readonly http: boolean;
  /** Also addresses of one's own network; else those of the open internet alone. */
  readonly inside: boolean;
}

/** Characters of an ETag or a date; a longer one is not kept, and the guide is fetched whole. */
const LONGEST_VALIDATOR = 1_000;

/** How much and how long a server may send. */
export interface FetchLimits {
  readonly redirects: number;
  /** As they are sent. */
  readonly bytes: number;
  /** A server that says nothing for so long has gone. */
  readonly silenceMs: number;
  /** A whole download, however slowly it drips. */
  readonly deadlineMs: number;
}

/** Guides on content networks take one redirect or two; packed, the largest have some 50 MB. */
const LIMITS: FetchLimits = {
  redirects: 5,
  bytes: 512 * 1_024 * 1_024,
  silenceMs: 30_000,
  deadlineMs: 15 * 60 * 1_000,
};

/** Why a URL is none that guides are fetched from; null where it may be tried. */
export function urlProblem(text: string, reach: GuideReach): string | null {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:" || (url?.protocol === "http:" && reach.http)) return null;
  return reach.http ? "must be an http or https URL" : "must be an https URL";
}

/** What is asked, beside the URL. */
export interface GuideRequest {
  readonly signal?: AbortSignal | undefined;
  /** Of the guide as it was imported last: the server says whether it has changed. */
  readonly etag?: string | null;
  readonly lastModified?: string | null;
}

/** A guide as its server answers with it. */
export interface GuideAnswer {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/**
 * The bytes of a guide at a URL.
 *
 * @throws Error while it is read: what did not come, was refused, or took too long.
 */
export async function* fetchGuide(
  text: string,
  reach: GuideReach,
  signal?: AbortSignal,
  limits = LIMITS,
): AsyncGenerator<Uint8Array> {
  const answer = await openGuide(text, reach, { signal }, limits);
  if (answer !== "unchanged") yield* answer.bytes;
}

/**
 * Asks for the guide at a URL. Each redirect is judged as the URL was, and a connection goes to the very address that
 * was judged: a name that resolves differently the next time gains nothing.
 *
 * @throws Error for what did not come, was refused, or took too long; the bytes do, too.
 */
export async function openGuide(
  text: string,
  reach: GuideReach,
  { signal, etag, lastModified }: GuideRequest,
  limits = LIMITS,
): Promise<GuideAnswer | "unchanged"> {
  const deadline = AbortSignal.timeout(limits.deadlineMs);
  const conditions = {
    ...(etag && { "if-none-match": etag }),
    ...(lastModified && { "if-modified-since": lastModified }),
  };
  const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
  const response = await follow(text, { reach, signal: either, conditions, limits });
  if (response.statusCode === 304) {
    response.destroy();
    return "unchanged";
  }
  return {
    bytes: bounded(response, limits.bytes, either),
    etag: validatorOf(response.headers.etag),
    lastModified: validatorOf(response.headers["last-modified"]),
  };
}

function validatorOf(header: string | undefined): string | null {
  return header !== undefined && header.length <= LONGEST_VALIDATOR ? header : null;
}

async function* bounded(
  response: IncomingMessage,
  most: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let count = 0;
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      count += chunk.length;
      if (count > most) throw new Error(`the server sends more than ${most} bytes`);
      yield chunk;
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}

/** How a server is asked. */
interface Asking {
  readonly reach: GuideReach;
  readonly signal: AbortSignal;
  readonly conditions: Readonly<Record<string, string>>;
  readonly limits: FetchLimits;
}

async function follow(text: string, asking: Asking): Promise<IncomingMessage> {
  const { conditions, limits } = asking;
  let { reach } = asking;
  const isConditional = Object.keys(conditions).length > 0;
  let next = text;
  for (let redirects = 0; redirects <= limits.redirects; redirects += 1) {
    const problem = urlProblem(next, reach);
    if (problem) throw new Error(`the URL ${problem}`);
    const url = new URL(next);
    const response = await request(url, { ...asking, reach });
    const { statusCode = 0, headers } = response;
    if (statusCode === 200 || (statusCode === 304 && isConditional)) return response;
    reach = reachBehind(reach, response.socket.remoteAddress);
    response.destroy();
    const isRedirect = [301, 302, 303, 307, 308].includes(statusCode) && headers.location !== undefined;
    if (!isRedirect) throw new Error(`the server answered ${statusCode}`);
    if (!URL.canParse(headers.location ?? "", url.href))
      throw new Error("the server redirects to what is no URL");
    next = new URL(headers.location ?? "", url).href;
  }
  throw new Error(`the server redirects more than ${limits.redirects} times`);
}

/** Who is told the address of a guide inside may ask it; a server on the open internet sends nobody inside. */
export function reachBehind(reach: GuideReach, server: string | undefined): GuideReach {
  return server !== undefined && isPublicAddress(server) ? { ...reach, inside: false } : reach;
}

function request(
  url: URL,
  { reach, signal, conditions, limits: { silenceMs } }: Asking,
): Promise<IncomingMessage> {
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  // An address that stands in the URL itself is never looked up.
  if (isIP(literal) !== 0 && !mayReach(literal, reach)) return Promise.reject(insideError());
  const get = url.protocol === "https:" ? getHttps : getHttp;
  return new Promise((answer, reject) => {
    const accept = { accept: "application/xml, application/gzip, */*", "accept-encoding": "identity" };
    const headers = { ...accept, ...conditions };
    let response: IncomingMessage | undefined;
    const options = { lookup: judgingLookup(reach), headers, signal, timeout: silenceMs, agent: false };
    const asked = get(url, options, (answered) => {
      response = answered;
      answer(answered);
    });
    asked.on("timeout", () =>
      (response ?? asked).destroy(new Error(`the server said nothing for ${silenceMs / 1_000} s`)),
    );
    asked.on("error", reject);
  });
}

/** Resolves a name, and refuses it where any of its addresses is inside. */
function judgingLookup(reach: GuideReach): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const first = addresses?.[0];
      if (error || !first) callback(error ?? new Error("the server's name has no address"), "", 0);
      else if (!addresses.every(({ address }) => mayReach(address, reach))) callback(insideError(), "", 0);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function mayReach(address: string, { inside }: GuideReach): boolean {
  return inside || isPublicAddress(address);
}

function insideError(): Error {
  return new Error("the server's address is not one of the open internet");
}
