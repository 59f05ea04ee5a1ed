import { expect, test } from "vitest";
import { addressBlockOf } from "../lib/address-block.js";
import { clientAddressOf, trustProxies } from "./client-address.js";

const isTrusted = trustProxies(["10.0.0.0/8", "192.0.2.7", "fd00::/8"]);

test.each([
  ["one that comes directly", "198.51.100.1", undefined, "198.51.100.1"],
  ["one that comes directly and claims another", "198.51.100.1", "203.0.113.9", "198.51.100.1"],
  ["one behind our proxy", "10.1.2.3", "203.0.113.9", "203.0.113.9"],
  ["one behind two of our proxies", "10.1.2.3", "203.0.113.9, 192.0.2.7", "203.0.113.9"],
  ["one behind our proxy that claims another", "10.1.2.3", "1.1.1.1, 203.0.113.9", "203.0.113.9"],
  ["our proxy itself", "10.1.2.3", undefined, "10.1.2.3"],
  ["one whose proxy sends nonsense", "10.1.2.3", "unknown", "10.1.2.3"],
  ["one on a socket for both families", "::ffff:10.1.2.3", "203.0.113.9", "203.0.113.9"],
  ["one on IPv6", "fd00::1", "2001:db8::5", "2001:db8::5"],
  ["one whose connection is gone", undefined, "203.0.113.9", undefined],
])("the address of %s", (_who, peer, forwarded, address) => {
  expect(clientAddressOf(peer, forwarded, isTrusted)).toBe(address);
});

test("without trusted proxies nobody is believed", () => {
  expect(clientAddressOf("10.1.2.3", "203.0.113.9", trustProxies([]))).toBe("10.1.2.3");
});

test.each(["10.0.0.0/33", "proxy.example", "fd00::/129", "10.0.0.0/", "10.0.0.0/8x", ""])(
  "%j is refused as a network",
  (network) => {
    expect(() => trustProxies([network])).toThrow(/is no address or network/);
  },
);

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:0001:2::9", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
])("%s counts as %s", (address, block) => {
  expect(addressBlockOf(address)).toBe(block);
});
