import { expect, test } from "vitest";
import { composeGatewayFiles } from "../tools/composition.js";
import { createFixture } from "./testing/fixture.js";

const SERVICES = Array.from({ length: 12 }, (_none, index) => ({
  name: `service${index}`,
  schema: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5") type Query { part${index}: Int }`,
}));
const QUERY = `{ ${SERVICES.map((_service, index) => `part${index}`).join(" ")} }`;

test("an operation with a dozen fetches in flight makes Node warn an operator of no leak", async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on("warning", note);
  const waiting: (() => void)[] = [];
  await using fixture = await createFixture({
    ...composeGatewayFiles(SERVICES),
    transport: {
      async call(service) {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return { data: { [service.replace("service", "part")]: 1 } };
      },
    },
  });
  const answer = fixture.post(QUERY);
  await expect.poll(() => waiting.length).toBe(SERVICES.length);
  for (const go of waiting) go();
  expect(Object.keys((await answer).body.data ?? {})).toHaveLength(SERVICES.length);
  process.off("warning", note);
  expect(warnings).toEqual([]);
});
