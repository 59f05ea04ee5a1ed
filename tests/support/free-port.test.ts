import { expect, it } from "vitest";
import { freePort } from "./free-port.js";

it("processes that are told their ports before any of them listens have each its own", async () => {
  const ports = await Promise.all(Array.from({ length: 300 }, freePort));
  expect(new Set(ports).size).toBe(300);
});
