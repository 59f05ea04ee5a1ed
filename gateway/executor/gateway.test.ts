import { expect, test } from "vitest";
import { createMetrics } from "../../lib/telemetry/metrics.js";
import { createFixture } from "../testing/fixture.js";

const LIST = `query List($names: Boolean = true) {
  list(first: 2) { __typename id title @include(if: $names) broken }
  channel(id: "ch_9") { seenBy }
}`;

async function ask(executor: "compiled" | "stock") {
  const metrics = createMetrics();
  await using fixture = await createFixture({ executor, metrics });
  const list = await fixture.post(LIST, { account: "ac_1" });
  const again = await fixture.post(LIST, { account: "ac_1", variables: { names: false } });
  const absent = await fixture.post(LIST, { account: "ac_1", variables: { names: null } });
  const schema = await fixture.post("{ __schema { queryType { name } } }");
  fixture.away.add("titles");
  const away = await fixture.post(LIST, { account: "ac_1" });
  const bodies = [list, again, absent, schema, away].map(({ status, body }) => ({ status, body }));
  return { bodies: withoutTraces(bodies), text: (await metrics.scrape()).text };
}

const withoutTraces = (value: unknown) => JSON.parse(JSON.stringify(value).replace(/[0-9a-f]{32}/g, "trace"));

test("a client can't tell which executor answered it, and an operator can", async () => {
  const compiled = await ask("compiled");
  const stock = await ask("stock");
  expect(compiled.bodies).toEqual(stock.bodies);
  expect(compiled.bodies[0].body.data.list[0]).toMatchObject({
    id: "ch_0",
    title: "title of ch_0",
    broken: null,
  });
  expect(compiled.bodies[4].body.errors[0].extensions.code).toBe("SERVICE_UNAVAILABLE");
  expect(compiled.text).toContain('playhead_gateway_executor_fallbacks_total{reason="introspection"} 1');
  expect(compiled.text).toContain('playhead_gateway_plans_total{from="cached"}');
  expect(stock.text).not.toContain("playhead_gateway_executor_fallbacks_total{");
});
