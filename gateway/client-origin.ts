import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { CallerHeaders } from "../lib/service.js";
import { clientAddressOf, type TrustedProxies } from "./client-address.js";

/** Where a client is, as far as it can be believed. */
export type ClientOrigin = Pick<CallerHeaders, "clientAddress" | "country">;

/** Whoever connected, and whether it is a proxy of ours. */
interface Peer {
  readonly address: string | undefined;
  readonly isOurs: boolean;
}

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
  // Connections of balancers bring one request after the other; whether they are ours is asked once.
  const peers = new WeakMap<Socket, Peer>();
  const peerOf = (socket: Socket): Peer => {
    const known = peers.get(socket);
    if (known) return known;
    const address = clientAddressOf(socket.remoteAddress, undefined, () => false);
    const peer = { address, isOurs: address !== undefined && isTrusted(address) };
    peers.set(socket, peer);
    return peer;
  };
  return ({ socket, headers }) => {
    const peer = peerOf(socket);
    if (!peer.isOurs) return { clientAddress: peer.address };
    const forwarded = headers["x-forwarded-for"];
    const clientAddress = clientAddressOf(socket.remoteAddress, forwarded && String(forwarded), isTrusted);
    if (countryHeader === undefined) return { clientAddress };
    const country = String(headers[countryHeader.toLowerCase()] ?? "").toUpperCase();
    return COUNTRY.test(country) && country !== UNKNOWN_COUNTRY
      ? { clientAddress, country }
      : { clientAddress };
  };
}
