import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { startRedisServer } from "../tests/support/redis-servers.js";
import { createFixture, type Fixture } from "./testing/fixture.js";

async function send(fixture: Fixture, query: string | undefined, text: string): Promise<string> {
  const sha256Hash = createHash("sha256").update(text).digest("hex");
  const response = await fetch(fixture.gateway.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, extensions: { persistedQuery: { version: 1, sha256Hash } } }),
  });
  return JSON.stringify(await response.json());
}

test("an operation that one gateway was sent is known to the others, and to each alone while Redis is away", async () => {
  await using server = await startRedisServer();
  await using one = await createFixture({ redisUrl: server.url });
  await using other = await createFixture({ redisUrl: server.url });
  const known = `{"data":{"__typename":"Query"}}\n`.trim();
  await send(one, "{ __typename }", "{ __typename }");
  expect(await send(other, undefined, "{ __typename }")).toBe(known);
  await server.kill();
  const later = "{ __typename a: __typename }";
  await send(one, later, later);
  expect(await send(one, undefined, later)).toContain(`"a":"Query"`);
  expect(await send(other, undefined, later)).toContain("PERSISTED_QUERY_NOT_FOUND");
});
