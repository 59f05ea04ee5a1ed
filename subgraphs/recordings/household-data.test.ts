import { afterEach, beforeEach, expect, it } from "vitest";
import { exampleAiring } from "./domain/example-airings.js";
import { type ExampleDesk, startExampleDesk, WHO } from "./example-desk.js";
import { everythingOf, forget } from "./store/household-data.js";

let test: ExampleDesk;
beforeEach(async () => {
  test = await startExampleDesk();
  await test.guide([exampleAiring()]);
  await test.rules.create("SERIES", "se_1", {}, WHO);
});
afterEach(() => test[Symbol.asyncDispose]());

it("a household reads its wishes and recordings, and nothing of how they are kept", async () => {
  const part = JSON.stringify(await test.client.$transaction((tx) => everythingOf(tx, "ac_1")));
  expect(JSON.parse(part)).toMatchObject({
    whenQuotaFull: "REFUSE",
    rules: [{ kind: "SERIES", seriesId: "se_1" }],
    recordings: [{ title: "The Sunday Crime Show", status: "SCHEDULED" }],
  });
  expect(part).not.toContain("identities");
  expect(await test.client.$transaction((tx) => everythingOf(tx, "ac_nobody"))).toBeNull();
});

it("of a household that is erased nothing is left, in its media neither, and another one keeps its own", async () => {
  const other = { accountId: "ac_2", caller: { traceId: "ac_2" } };
  await test.wishes.schedule("br_1", null, other);
  await test.goTo(exampleAiring().start);
  await test.client.$transaction((tx) => forget(tx, "ac_1", test.clock.now()));
  expect(await test.client.mediaRemoval.count()).toBe(1);
  await test.settle();
  for (const table of ["household", "recording", "rule"] as const) {
    const rows = await test.client.$queryRawUnsafe<unknown[]>(
      `SELECT FROM ${table} WHERE account_id = 'ac_1'`,
    );
    expect(rows).toEqual([]);
  }
  expect(await test.client.ruleKey.count()).toBe(0);
  expect(await test.client.mediaRemoval.count()).toBe(0);
  expect(await test.schedule(other)).toBe("br_1 RECORDING");
});
