import { BlockList, isIPv4 } from "node:net";

/** What of IPv4 is nobody's on the open internet: private, loopback, link-local, shared, documentation, multicast. */
const NOT_PUBLIC_V4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const;

/** Of IPv6 only this is given to the internet, without what carries an IPv4 address within, or documents. */
const GLOBAL_V6 = ["2000::", 3] as const;
const NOT_PUBLIC_V6 = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const;

/** Whether an IP address is one of the open internet, so that asking it reaches nobody's inside. */
export function isPublicAddress(address: string): boolean {
  const refused = new BlockList();
  if (isIPv4(address)) {
    for (const [net, bits] of NOT_PUBLIC_V4) refused.addSubnet(net, bits, "ipv4");
    return !refused.check(address, "ipv4");
  }
  const global = new BlockList();
  global.addSubnet(...GLOBAL_V6, "ipv6");
  for (const [net, bits] of NOT_PUBLIC_V6) refused.addSubnet(net, bits, "ipv6");
  return global.check(address, "ipv6") && !refused.check(address, "ipv6");
}
