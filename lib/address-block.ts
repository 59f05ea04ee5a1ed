import { isIP } from "node:net";

/** What one household is given of IPv6: counting single addresses of it counts nothing. */
const HOUSEHOLD_GROUPS = 4;

/** What counts as one client: an IPv4 address, or the /64 of an IPv6 address. */
export function addressBlockOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.toLowerCase().split("%", 1)[0]?.split("::") ?? [];
  const left = head.split(":").filter((group) => group !== "");
  const right = tail?.split(":").filter((group) => group !== "") ?? [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(zeros).fill("0"), ...right].map((group) =>
    group.replace(/^0+(?=.)/, ""),
  );
  return `${groups.slice(0, HOUSEHOLD_GROUPS).join(":")}::/64`;
}
