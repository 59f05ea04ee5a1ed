import { auditServer } from "graphql-http";
import { expect, test } from "vitest";
import { createFixture } from "./testing/fixture.js";

test("every rule of the GraphQL over HTTP audit holds", async () => {
  await using fixture = await createFixture();
  // The header says that no form sent this: the audit asks by GET as well.
  const results = await auditServer({
    url: fixture.gateway.url,
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init.headers)), "apollo-require-preflight": "1" },
      }),
  });
  expect(results.length).toBeGreaterThan(50);
  const broken = results.flatMap((result) =>
    result.status === "ok" ? [] : [`${result.name}: ${result.reason}`],
  );
  expect(broken).toEqual([]);
});
