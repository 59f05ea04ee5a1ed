import { expect, test } from "vitest";
import { createFixture, type Fixture } from "./testing/fixture.js";

const ORIGIN = "https://tv.example";

function preflight(fixture: Fixture, origin: string) {
  return fetch(fixture.gateway.url, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization, content-type",
    },
  });
}

test("a page of an allowed origin may ask and read, one of another may not", async () => {
  await using fixture = await createFixture({ allowedOrigins: [ORIGIN] });
  const allowed = await preflight(fixture, ORIGIN);
  expect(allowed.status).toBe(204);
  expect(allowed.headers.get("access-control-allow-origin")).toBe(ORIGIN);
  expect(allowed.headers.get("access-control-allow-headers")).toContain("authorization");
  expect(
    (await preflight(fixture, "https://evil.example")).headers.get("access-control-allow-origin"),
  ).toBeNull();
  const { headers } = await fixture.post("{ __typename }", { headers: { origin: ORIGIN } });
  const kept = [headers.get("access-control-allow-origin"), headers.get("vary")];
  expect(kept).toEqual([ORIGIN, "accept, origin"]);
});

test("without a list every page may, and none with credentials", async () => {
  await using fixture = await createFixture();
  const { headers } = await fixture.post("{ __typename }", { headers: { origin: ORIGIN } });
  expect(headers.get("access-control-allow-origin")).toBe("*");
  expect(headers.get("access-control-allow-credentials")).toBeNull();
});

test("whoever keeps answers keeps each for those who take its type, and a preflight's has no content", async () => {
  await using fixture = await createFixture();
  const { headers } = await fixture.post("{ __typename }");
  expect(headers.get("vary")).toBe("accept");
  expect((await preflight(fixture, ORIGIN)).headers.get("content-length")).toBeNull();
});

test("no answer can be framed, or taken for something else", async () => {
  await using fixture = await createFixture();
  const { headers } = await fixture.post("{ __typename }");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
});
