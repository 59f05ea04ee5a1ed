import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createViewer, seconds } from "./support/recording-viewer.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

describe("a household that records", () => {
  let test: TestHouse;
  let viewer: ReturnType<typeof createViewer>;

  beforeAll(async () => {
    test = await startTestHouse();
    viewer = createViewer(test, (await test.signIn("Living room")).token);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it("schedules a broadcast, and asking twice gives the same recording", async () => {
    const [broadcast] = await viewer.schedule("tv.9", 3);
    if (!broadcast) throw new Error("the demo has no such broadcast");
    const first = await viewer.record(broadcast.id);
    expect(first).toMatchObject({
      __typename: "Recording",
      status: "SCHEDULED",
      reason: null,
      protected: false,
      rule: null,
      title: broadcast.title,
      scheduledStart: broadcast.start,
      scheduledStop: broadcast.stop,
      broadcast: { id: broadcast.id },
      padding: { beforeSeconds: 60, afterSeconds: 300 },
      chargedSeconds: seconds(broadcast),
    });
    expect(first.channel.title).toBe("TVNZ 1");
    expect(await viewer.record(broadcast.id)).toEqual(first);
    expect(await viewer.quota()).toMatchObject({
      totalSeconds: 180_000,
      reservedSeconds: seconds(broadcast),
    });
    const { broadcast: seen } = await viewer.ask(
      `query ($id: ID!) { broadcast(id: $id) { recording { id status } } }`,
      { id: broadcast.id },
    );
    expect(seen.recording).toEqual({ id: first.id, status: "SCHEDULED" });
  });

  it("cancels, and what was held for it is free; asks again, and it is scheduled again", async () => {
    const [broadcast] = await viewer.schedule("tv.10", 3);
    const { id } = await viewer.record(broadcast?.id ?? "");
    const before = await viewer.quota();
    expect(await viewer.change(`cancelRecording(id: "${id}")`)).toMatchObject({
      status: "CANCELLED",
      reason: "CANCELLED_BY_VIEWER",
      chargedSeconds: 0,
    });
    expect((await viewer.quota()).availableSeconds).toBeGreaterThan(before.availableSeconds);
    expect(await viewer.change(`deleteRecording(id: "${id}")`)).toMatchObject({
      __typename: "WrongRecordingState",
      was: "CANCELLED",
    });
    expect(await viewer.record(broadcast?.id ?? "")).toMatchObject({ id, status: "SCHEDULED" });
  });

  it("changes padding without a charge, protects, and hears which rule a bad padding breaks", async () => {
    const [broadcast] = await viewer.schedule("tv.11", 3);
    const { id, chargedSeconds } = await viewer.record(broadcast?.id ?? "", {
      beforeSeconds: 0,
      afterSeconds: 0,
    });
    const padded = await viewer.change(
      `setRecordingPadding(id: "${id}", padding: { beforeSeconds: 600, afterSeconds: 3600 })`,
    );
    expect(padded).toMatchObject({ status: "SCHEDULED", chargedSeconds, padding: { beforeSeconds: 600 } });
    expect(await viewer.change(`protectRecording(id: "${id}", protected: true)`)).toMatchObject({
      protected: true,
    });
    const { errors } = await test.ask(
      `mutation { setRecordingPadding(id: "${id}", padding: { beforeSeconds: 0, afterSeconds: 3601 }) { __typename } }`,
      { token: (await test.signIn("Tablet")).token },
    );
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining("must have 0..3600 seconds"),
      extensions: { code: "BAD_USER_INPUT" },
    });
  });

  it("may not record what it holds no product for, what is over for long, and what there is not", async () => {
    const premium = await Promise.all(
      ["tv.320203000307", "tv.101305020528", "tv.redbull.tv"].map((id) => viewer.schedule(id, 3)),
    );
    expect(await viewer.record(premium.flat()[0]?.id ?? "")).toMatchObject({
      __typename: "NotRecordable",
      why: "NOT_ENTITLED",
    });
    expect(await viewer.record("br_nothing")).toMatchObject({ __typename: "NotFound" });
    expect(await viewer.change(`cancelRecording(id: "rec_nothing")`)).toMatchObject({
      __typename: "NotFound",
    });
  });

  it("records what is on air and what has ended within the channel's catch-up window", async () => {
    const past = (await viewer.schedule("tv.9", -20)).filter(
      ({ stop }) => Date.parse(stop) < test.clock.now(),
    );
    expect(past.length).toBeGreaterThan(0);
    expect(await viewer.record(past[0]?.id ?? "")).toMatchObject({ __typename: "Recording" });
    const { channel } = await viewer.ask(`{ channel(xmltvId: "tv.9") { now { id } } }`);
    expect(await viewer.record(channel.now.id)).toMatchObject({ __typename: "Recording" });
  });

  it("pages through its recordings, and only its own", async () => {
    const page = async (after: string | null) =>
      (
        await viewer.ask(
          `query ($after: String) { viewer { recordings(first: 2, after: $after, status: [SCHEDULED]) {
            totalCount pageInfo { hasNextPage endCursor } edges { node { id scheduledStart } } } } }`,
          { after },
        )
      ).viewer.recordings;
    const seen: string[] = [];
    let after: string | null = null;
    let total = 0;
    do {
      const { edges, pageInfo, totalCount } = await page(after);
      seen.push(...edges.map(({ node }: { node: { scheduledStart: string } }) => node.scheduledStart));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      total = totalCount;
    } while (after !== null);
    expect(seen).toHaveLength(total);
    expect(seen).toEqual(seen.toSorted().reverse());
    const { data } = await test.ask("{ viewer { recordings { totalCount } } }");
    expect(data.viewer).toBeNull();
  });

  it("a grid's recordings take as many statements for 40 broadcasts as for 4", async () => {
    const { token } = await test.signIn("Living room");
    await test.quiet();
    const counted = async (first: number) => {
      test.statements();
      const { errors } = await test.ask(
        `query ($first: Int!) { channels(first: $first) { edges { node { now { id recording { id status rule { id } } } } } } }`,
        { token, variables: { first } },
      );
      expect(errors).toBeUndefined();
      return test.statements().recordings;
    };
    await counted(2);
    const few = await counted(4);
    expect(few).toBeGreaterThan(0);
    expect(await counted(40)).toBe(few);
  });
});

describe("a household's room", () => {
  let test: TestHouse;
  beforeAll(async () => {
    test = await startTestHouse();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it("is never promised twice: of 50 wishes at once no more are granted than there is room for", async () => {
    const viewer = createViewer(test, (await test.signIn("Living room")).token);
    const all = await Promise.all(
      ["tv.9", "tv.10", "tv.11"].flatMap((id) => [
        viewer.schedule(id, 1),
        viewer.schedule(id, 25),
        viewer.schedule(id, 49),
      ]),
    );
    const broadcasts = all.flat().filter((one) => seconds(one) >= 1_800);
    const wanted = broadcasts.toSorted((a, b) => seconds(b) - seconds(a)).slice(0, 50);
    expect(wanted).toHaveLength(50);
    const results = await Promise.all(wanted.map(({ id }) => viewer.record(id)));
    const { totalSeconds, usedSeconds, reservedSeconds } = await viewer.quota();
    expect(usedSeconds + reservedSeconds).toBeLessThanOrEqual(totalSeconds);
    const kinds = results.map(({ __typename }) => __typename);
    expect(new Set(kinds)).toEqual(new Set(["Recording", "QuotaExceeded"]));
    const smallest = Math.min(...wanted.map(seconds));
    expect(totalSeconds - reservedSeconds).toBeLessThan(Math.max(...wanted.map(seconds)));
    expect(smallest).toBeGreaterThan(0);
    expect(results.find(({ __typename }) => __typename === "QuotaExceeded")).toMatchObject({
      quota: { totalSeconds: 180_000 },
    });
  });
});
