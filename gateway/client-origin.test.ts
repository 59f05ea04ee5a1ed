import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { trustProxies } from "./client-address.js";
import { createOriginReader } from "./client-origin.js";

const isTrusted = trustProxies(["10.0.0.0/8"]);
const request = (peer: string, headers: Record<string, string>) =>
  ({ socket: { remoteAddress: peer }, headers }) as unknown as IncomingMessage;

test.each([
  ["our proxy", "10.1.2.3", "NZ", "NZ"],
  ["our proxy, over both families", "::ffff:10.1.2.3", "nz", "NZ"],
  ["our proxy that does not know", "10.1.2.3", "XX", undefined],
  ["our proxy, of a hidden client", "10.1.2.3", "T1", undefined],
  ["our proxy, but twice", "10.1.2.3", "NZ, DE", undefined],
  ["anybody else", "203.0.113.9", "NZ", undefined],
])("the country that %s tells of", (_who, peer, said, country) => {
  const origin = createOriginReader(
    isTrusted,
    "CF-IPCountry",
  )(request(peer, { "cf-ipcountry": said, "x-forwarded-for": "203.0.113.9" }));
  expect(origin).toEqual({ clientAddress: "203.0.113.9", ...(country && { country }) });
});

test("without a header to read no country is known", () => {
  const origin = createOriginReader(isTrusted, undefined)(request("10.1.2.3", { "cf-ipcountry": "NZ" }));
  expect(origin).toEqual({ clientAddress: "10.1.2.3" });
});
