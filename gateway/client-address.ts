import { BlockList, isIP, isIPv4 } from "node:net";

/** Whether an address is one of our own proxies. */
export type TrustedProxies = (address: string) => boolean;

/** Proxies that a request may come through; more are made up by whoever sent it. */
const MOST_FORWARDED = 16;

/** Understands addresses and networks such as `10.0.0.0/8` and `fd00::/8`. Throws an Error that names what is none. */
export function trustProxies(networks: readonly string[]): TrustedProxies {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", prefix] = network.split("/");
    const family = familyOf(address);
    const bits = isIPv4(address) ? 32 : 128;
    const length = prefix === undefined ? bits : Number(prefix);
    const isLength = prefix === undefined || (/^\d{1,3}$/.test(prefix) && length <= bits);
    if (family === null || !isLength) {
      throw new Error(`"${network}" is no address or network such as 10.0.0.0/8 or fd00::/8`);
    }
    list.addSubnet(address, length, family);
  }
  return (address) => {
    const family = familyOf(address);
    return family !== null && list.check(address, family);
  };
}

/**
 * The address of the client: of whoever connected, or, where that is one of our proxies, the last one in
 * `X-Forwarded-For` that is none of them. What stands before it could have been written by anybody.
 */
export function clientAddressOf(
  peer: string | undefined,
  forwardedFor: string | undefined,
  isTrusted: TrustedProxies,
): string | undefined {
  let address = peer && plain(peer);
  const forwarded = forwardedFor?.split(",").slice(-MOST_FORWARDED) ?? [];
  while (address !== undefined && isTrusted(address)) {
    const before = plain(forwarded.pop()?.trim() ?? "");
    if (familyOf(before) === null) break;
    address = before;
  }
  return address;
}

function familyOf(address: string): "ipv4" | "ipv6" | null {
  const family = isIP(address);
  return family === 0 ? null : family === 4 ? "ipv4" : "ipv6";
}

/** An IPv4 address that a socket for both families shows as `::ffff:192.0.2.1`. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}
