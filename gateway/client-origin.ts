import type { IncomingMessage } from "node:http";
import type { CallerHeaders } from "../lib/service.js";
import { clientAddressOf, type TrustedProxies } from "./client-address.js";

/** Where a client is, as far as it can be believed. */
export type ClientOrigin = Pick<CallerHeaders, "clientAddress" | "country">;

/** ISO 3166-1 alpha-2. */
const COUNTRY = /^[A-Z]{2}$/;
/** What edges write who do not know. */
const UNKNOWN_COUNTRY = "XX";

/**
 * Reads where the client of a request, or of an upgrade, is. The country is what the header of that name says; it is
 * believed only of whoever connected, and only of our own proxies: anybody else could write it.
 */
export function createOriginReader(
  isTrusted: TrustedProxies,
  countryHeader: string | undefined,
): (request: IncomingMessage) => ClientOrigin {
  return ({ socket, headers }) => {
    const forwarded = headers["x-forwarded-for"];
    const peer = clientAddressOf(socket.remoteAddress, undefined, () => false);
    const clientAddress = clientAddressOf(socket.remoteAddress, forwarded && String(forwarded), isTrusted);
    if (countryHeader === undefined || peer === undefined || !isTrusted(peer)) return { clientAddress };
    const country = String(headers[countryHeader.toLowerCase()] ?? "").toUpperCase();
    return COUNTRY.test(country) && country !== UNKNOWN_COUNTRY
      ? { clientAddress, country }
      : { clientAddress };
  };
}
