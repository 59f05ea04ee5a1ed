import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createViewer } from "./support/recording-viewer.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

describe("rules", () => {
  let test: TestHouse;
  let viewer: ReturnType<typeof createViewer>;
  const FIELDS_OF_RULE = `id kind titleMatch keep enabled padding { beforeSeconds afterSeconds }
    weekdays channels { id } startAfter upcoming(first: 100) { id title status }`;
  const RULE = `__typename ... on RecordingRule { ${FIELDS_OF_RULE} } ... on InvalidInput { field message }`;

  beforeAll(async () => {
    test = await startTestHouse();
    viewer = createViewer(test, (await test.signIn("Living room")).token);
    const { createRecordingRule } = await viewer.ask(
      `mutation { createRecordingRule(input: { kind: TITLE, titleMatch: "Newshub" }) { ${RULE} } }`,
    );
    expect(createRecordingRule.titleMatch).toBe("Newshub");
    // The guide was imported a moment ago: recordings read it channel by channel, and then decide.
    await vi.waitFor(
      async () => {
        test.clock.advance(1_000);
        const [rule] = await rules();
        expect(rule.upcoming.length).toBeGreaterThan(3);
      },
      { timeout: 100_000, interval: 1_500 },
    );
  }, 150_000);
  afterAll(() => test[Symbol.asyncDispose]());

  const rules = async () =>
    (await viewer.ask(`{ viewer { recordingRules { ${FIELDS_OF_RULE} } } }`)).viewer.recordingRules;
  const scheduled = async () =>
    (await viewer.ask("{ viewer { recordings(status: [SCHEDULED], first: 1) { totalCount } } }")).viewer
      .recordings.totalCount;

  it("record what the guide has, within the household's room", async () => {
    const { reservedSeconds, totalSeconds } = await viewer.quota();
    expect(reservedSeconds).toBeGreaterThan(0);
    expect(reservedSeconds).toBeLessThanOrEqual(totalSeconds);
    expect(await scheduled()).toBeGreaterThan(3);
  });

  it("of a series that comes on demand record what the guide has had of it for long", async () => {
    const { catalog } = test.house;
    const at = (hours: number) =>
      new Date(test.clock.now() + hours * 3_600_000).toISOString().replace(/[-:T]|\.\d+Z/g, "");
    // Without numbers the guide alone makes no series of it.
    const show = `<programme channel="lantern" start="${at(20)}" stop="${at(21)}"><title>Lantern Row</title></programme>`;
    const text = `<tv><channel id="lantern"><display-name>Lantern</display-name></channel>${show}</tv>`;
    await catalog.importGuide({ source: "lantern", bytes: Readable.from([Buffer.from(text)]) });
    const rule = async (input: string) =>
      (await viewer.ask(`mutation { createRecordingRule(input: { ${input} }) { ${RULE} } }`))
        .createRecordingRule;
    const isUpcoming = (id: string) =>
      vi.waitFor(
        async () => {
          test.clock.advance(1_000);
          const own = (await rules()).find((one: { id: string }) => one.id === id);
          expect(own.upcoming).toMatchObject([{ title: "Lantern Row", status: "SCHEDULED" }]);
        },
        { timeout: 15_000, interval: 200 },
      );
    const byTitle = await rule('kind: TITLE, titleMatch: "Lantern Row", priority: 9');
    await isUpcoming(byTitle.id);
    await viewer.ask(`mutation { deleteRecordingRule(id: "${byTitle.id}") }`);
    const line = { kind: "series", id: "lantern", title: "Lantern Row", entitlementTags: [] };
    await catalog.importVod(Readable.from([Buffer.from(JSON.stringify(line))]));
    const [broadcast] = await viewer.schedule("lantern", 12);
    const asked = await viewer.ask(`{ broadcast(id: "${broadcast?.id}") { series { id } } }`);
    const bySeries = await rule(`kind: SERIES, seriesId: "${asked.broadcast.series.id}", priority: 9`);
    await isUpcoming(bySeries.id);
  });

  it("editing padding unschedules nothing (jellyfin#1994, jellyfin#8752)", async () => {
    const before = await scheduled();
    const [rule] = (await rules()).filter(({ upcoming }: { upcoming: unknown[] }) => upcoming.length > 0);
    const { updateRecordingRule } = await viewer.ask(
      `mutation { updateRecordingRule(id: "${rule.id}", patch: { padding: { beforeSeconds: 0, afterSeconds: 900 } }) { ${RULE} } }`,
    );
    expect(updateRecordingRule).toMatchObject({ titleMatch: "Newshub", padding: { afterSeconds: 900 } });
    expect(updateRecordingRule.upcoming).toEqual(rule.upcoming);
    expect(await scheduled()).toBe(before);
  });

  it("of a series record what the next guide has of it, and show at the series and its broadcasts", async () => {
    const { catalog } = test.house;
    const hour = (hours: number) =>
      new Date(test.clock.now() + hours * 3_600_000).toISOString().replace(/[-:T]|\.\d+Z/g, "");
    const episode = (number: number) =>
      `<programme channel="harbour" start="${hour(24 * number)}" stop="${hour(24 * number + 1)}">
        <title>Harbour Lights</title><episode-num system="xmltv_ns">0.${number - 1}.</episode-num></programme>`;
    const parts = [1, 2, 3].map(episode);
    const guide = async (episodes: number) => {
      const text = `<tv><channel id="harbour"><display-name>Harbour</display-name></channel>${parts.slice(0, episodes).join("")}</tv>`;
      await catalog.importGuide({ source: "harbour", bytes: Readable.from([Buffer.from(text)]) });
    };
    await guide(2);
    const [first] = await viewer.schedule("harbour", 12);
    const { broadcast } = await viewer.ask(`{ broadcast(id: "${first?.id}") { series { id title } } }`);
    const { createRecordingRule: rule } = await viewer.ask(
      `mutation { createRecordingRule(input: { kind: SERIES, seriesId: "${broadcast.series.id}", priority: 9 }) { ${RULE} } }`,
    );
    expect(rule).toMatchObject({ __typename: "RecordingRule", kind: "SERIES" });
    const upcoming = async (count: number) =>
      vi.waitFor(
        async () => {
          test.clock.advance(1_000);
          const { broadcast: seen } = await viewer.ask(
            `{ broadcast(id: "${first?.id}") { recording { status rule { id } }
                series { recordingRule { id upcoming { status title } } } } }`,
          );
          expect(seen.series.recordingRule.id).toBe(rule.id);
          expect(seen.series.recordingRule.upcoming).toEqual(
            Array.from({ length: count }, () => ({ status: "SCHEDULED", title: "Harbour Lights" })),
          );
          expect(seen.recording).toEqual({ status: "SCHEDULED", rule: { id: rule.id } });
        },
        { timeout: 15_000, interval: 200 },
      );
    await upcoming(2);
    await guide(3);
    await upcoming(3);
    await viewer.ask(`mutation { deleteRecordingRule(id: "${rule.id}") }`);
  });

  it("are decided again by what the household holds from now on, though nobody asks for anything", async () => {
    const { id } = (await viewer.ask("{ viewer { id } }")).viewer;
    const billing = await test.house.accounts.issueToken("billing", ["billing"], 600);
    const hold = (days: number) => {
      const validUntil = new Date(test.clock.now() + days * 86_400_000).toISOString();
      const variables = { id, validUntil };
      return test.ask(
        `mutation ($id: ID!, $validUntil: DateTime!) { setEntitlement(accountId: $id, productId: "basic",
          validUntil: $validUntil, idempotencyKey: "${validUntil}") { __typename } }`,
        { variables, token: billing },
      );
    };
    const becomes = (count: number) =>
      vi.waitFor(
        async () => {
          test.clock.advance(1_000);
          expect(await scheduled()).toBe(count);
        },
        { timeout: 15_000, interval: 200 },
      );
    const before = await scheduled();
    expect(before).toBeGreaterThan(0);
    expect((await hold(-1)).data).toEqual({ setEntitlement: { __typename: "Entitlement" } });
    await becomes(0);
    await hold(30);
    await becomes(before);
  });

  it("tell which part of them is wrong", async () => {
    const { createRecordingRule } = await viewer.ask(
      `mutation { createRecordingRule(input: { kind: TIMESLOT, startAfter: "20:15", startBefore: "21:00" }) { ${RULE} } }`,
    );
    expect(createRecordingRule).toMatchObject({ __typename: "InvalidInput", field: "channelIds" });
  });

  it("that are deleted cancel what they scheduled, and a recording its viewer asked for stays", async () => {
    const all = await rules();
    const [broadcast] = await viewer.schedule("tv.11", 30);
    await viewer.record(broadcast?.id ?? "");
    for (const { id } of all) {
      const { deleteRecordingRule } = await viewer.ask(`mutation { deleteRecordingRule(id: "${id}") }`);
      expect(deleteRecordingRule).toBe(true);
    }
    expect(await scheduled()).toBe(1);
    const { recordings } = (
      await viewer.ask(
        "{ viewer { recordings(status: [CANCELLED], first: 1) { edges { node { reason } } } } }",
      )
    ).viewer;
    expect(recordings.edges[0].node.reason).toBe("RULE_REMOVED");
    expect(
      (await viewer.ask(`mutation { deleteRecordingRule(id: "${all[0].id}") }`)).deleteRecordingRule,
    ).toBe(false);
  });
});
