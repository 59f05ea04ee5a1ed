import { expect, it } from "vitest";
import { reachBehind } from "./guide-fetching.js";

const CONFIGURED = { http: true, inside: true };

it.each([
  ["a server on the open internet", "93.184.216.34", false],
  ["one of them by IPv6", "2606:2800:220:1::1", false],
  ["a tuner in the house", "192.168.1.20", true],
  ["this machine", "127.0.0.1", true],
  ["a connection that is gone", undefined, true],
])("%s (%s) may send who fetches a guide inside: %s", (_who, address, inside) => {
  expect(reachBehind(CONFIGURED, address)).toEqual({ http: true, inside });
  expect(reachBehind({ http: false, inside: false }, address)).toEqual({ http: false, inside: false });
});
