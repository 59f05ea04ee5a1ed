import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Catalog } from "../subgraphs/catalog/server.js";
import { startTestCatalog, type TestService } from "./support/test-service.js";
import { startTestViewing, type TestViewing, type ToldPosition } from "./support/test-viewing.js";

let catalog: TestService<Catalog>;
let test: TestViewing;

beforeAll(async () => {
  catalog = await startTestCatalog();
  await catalog.sql(
    "INSERT INTO series (id, title, entitlement_tags, categories) VALUES ('se_harbour', 'Harbour Lights', '{}', '{}')",
  );
  for (const [id, season, number, withdrawn, credits] of [
    ["ep_11", 1, 1, false, null],
    ["ep_12", 1, 2, false, 900],
    ["ep_21", 2, 1, false, null],
    ["ep_22", 2, 2, true, null],
  ] as const) {
    await catalog.sql(
      `INSERT INTO episode (id, external_id, series_id, season, number, title, entitlement_tags, duration_seconds,
        credits_from_seconds, categories, withdrawn)
       VALUES ($1, $1, 'se_harbour', $2, $3, $1, '{}', 1000, $5, '{}', $4)`,
      id,
      season,
      number,
      withdrawn,
      credits,
    );
  }
  await catalog.sql(
    "INSERT INTO series (id, title, entitlement_tags, categories) VALUES ('se_soap', 'Coast Road', '{}', '{}')",
  );
  await catalog.sql(
    `INSERT INTO episode (id, external_id, series_id, season, number, title, entitlement_tags, duration_seconds, categories)
     SELECT 'ep_soap' || n, 'soap' || n, 'se_soap', NULL, n, 'Part ' || n, '{}', 1000, '{}'
     FROM generate_series(1, 300) AS n`,
  );
  await catalog.sql(
    `INSERT INTO movie (id, external_id, title, entitlement_tags, duration_seconds, categories)
     VALUES ('mo_train', 'train', 'Night Train', '{}', 5000, '{}')`,
  );
  test = await startTestViewing({ catalog: catalog.service });
});
afterAll(async () => {
  await test[Symbol.asyncDispose]();
  await catalog[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await test.ask("mutation { clearViewHistory }", {}, "ac_1");
  test.clock.advance(1_000);
});

const watch = (itemId: string, positionSeconds: number, secondsAgo: number): ToldPosition => ({
  itemId,
  positionSeconds,
  saidAt: test.clock.now() - secondsAgo * 10,
});
const continues = async () => {
  const { data, errors } = await test.ask(
    `{ viewer { profile(id: "pr_1") { continueWatching { content { id } positionSeconds durationSeconds playCount } } } }`,
    {},
    "ac_1",
  );
  expect(errors).toBeUndefined();
  return data.viewer.profile.continueWatching.map(
    ({ content, positionSeconds }: { content: { id: string }; positionSeconds: number }) =>
      `${content.id} ${positionSeconds}`,
  );
};

it("what was begun goes on, newest first; what is finished by the catalog's length does not", async () => {
  await test.tell(watch("mo_train", 100, 3), watch("ep_11", 200, 2), watch("br_unknown", 5, 4));
  expect(await continues()).toEqual(["ep_11 200", "mo_train 100", "br_unknown 5"]);
  await test.tell(watch("mo_train", 4_750, 1));
  expect(await continues()).toEqual(["ep_11 200", "br_unknown 5"]);
});

it("after a finished episode comes the next one, over the end of a season, at the place of the finished one", async () => {
  await test.tell(watch("ep_11", 999, 3), watch("mo_train", 100, 2));
  expect(await continues()).toEqual(["mo_train 100", "ep_12 0"]);
  await test.tell(watch("ep_12", 980, 1));
  expect(await continues()).toEqual(["ep_21 0", "mo_train 100"]);
  await test.tell(watch("ep_21", 50, 0));
  expect(await continues()).toEqual(["ep_21 50", "mo_train 100"]);
});

it("an episode is watched once the credits run that the catalog knows of", async () => {
  await test.tell(watch("ep_12", 899, 2));
  expect(await continues()).toEqual(["ep_12 899"]);
  await test.tell(watch("ep_12", 900, 1));
  expect(await continues()).toEqual(["ep_21 0"]);
});

it("a series of hundreds of episodes goes on wherever one is, beside all others", async () => {
  const seen = Array.from({ length: 70 }, (_none, index) => watch(`ep_soap${index + 150}`, 999, 90 - index));
  await test.tell(watch("ep_11", 999, 99), ...seen);
  expect(await continues()).toEqual(["ep_soap220 0", "ep_12 0"]);
});

it("after the last one that is to be had comes nothing", async () => {
  await test.tell(watch("ep_21", 999, 1));
  expect(await continues()).toEqual([]);
});

it("without the catalog what was begun is still there", async () => {
  const alone = await startTestViewing();
  try {
    await alone.tell({ itemId: "ep_11", positionSeconds: 20, saidAt: alone.clock.now() });
    const { data } = await alone.ask(
      `{ viewer { profile(id: "pr_1") { continueWatching { content { id } } } } }`,
      {},
      "ac_1",
    );
    expect(data.viewer.profile.continueWatching).toEqual([{ content: { id: "ep_11" } }]);
  } finally {
    await alone[Symbol.asyncDispose]();
  }
});
