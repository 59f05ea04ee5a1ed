import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { parseStreamTemplates } from "../subgraphs/playback/stream-templates.js";
import {
  type ExampleOrigin,
  SEGMENT_MS,
  startExampleOrigin,
} from "../subgraphs/recordings/hls/example-origin.js";
import { type ExampleS3, startExampleS3 } from "../subgraphs/recordings/hls/example-s3.js";
import { createViewer } from "./support/recording-viewer.js";
import { EVENING, startTestHouse, type TestHouse } from "./support/test-house.js";
import { tracesInDatabase } from "./support/traces.js";

const HOUR_MS = 3_600_000;
const SOON = { timeout: 60_000, interval: 50 };
/** What the CDN serves is the bucket, as it is. */
const CDN = "https://cdn.example/";
const PREFIX = "recordings/";
const folders = () => [...new Set([...s3.objects.keys()].map((key) => key.split("/")[1] ?? ""))];
const CHANNELS = `query ($from: DateTime!, $to: DateTime!) {
  channels(first: 500) { edges { node { xmltvId entitlementTags schedule(from: $from, to: $to) { id start stop } } } } }`;
const START = `mutation ($input: StartPlayoutInput!) { startPlayout(input: $input) {
  __typename ... on Problem { message } ... on NotEntitled { missingTags }
  ... on PlaySession { slotToken resumePositionSeconds sources { url protocol }
    slot { mode content { id } recording { id title } } } } }`;
const BEAT = "mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive reason } }";
const BOOKMARK = `query ($id: ID!) { recording(id: $id) { id status
  bookmark { positionSeconds durationSeconds finished recording { id title } content { id } } } }`;
const SET = `mutation ($id: ID!, $positionSeconds: Int!) { setBookmark(recordingId: $id, positionSeconds: $positionSeconds) {
  positionSeconds finished } }`;

let test: TestHouse;
let origin: ExampleOrigin;
let s3: ExampleS3;

beforeAll(async () => {
  s3 = await startExampleS3(() => test.clock.now());
  const begun = Date.parse(EVENING);
  origin = await startExampleOrigin({ begun, now: () => test.clock.now(), hasTimes: true });
  const sources = { "*": { live: origin.url } };
  const source = { pathwayId: "cdn", protocol: "HLS" };
  test = await startTestHouse(undefined, {
    recordings: { folder: "nowhere", s3: { ...s3.bucket, prefix: PREFIX }, copies: "PRIVATE", sources },
    streamTemplates: parseStreamTemplates(
      JSON.stringify({
        default: { sources: [{ ...source, url: "https://cdn.example/{mode}/{contentId}/index.m3u8" }] },
        modes: { RECORDING: { sources: [{ ...source, url: `${CDN}${PREFIX}{folder}/{playlist}.m3u8` }] } },
      }),
    ),
  });
}, 90_000);
afterAll(async () => {
  await test[Symbol.asyncDispose]();
  await origin[Symbol.asyncDispose]();
  await s3[Symbol.asyncDispose]();
});

/** Households that sign up on a television. */
async function newHousehold(email: string) {
  const { data } = await test.ask(
    `mutation ($email: String!) { signUp(email: $email, password: "correct horse", country: "NZ", device: { name: "Den", family: TV }) {
      ... on Session { accessToken refreshToken account { id devices { id } profiles { id } } } } }`,
    { variables: { email } },
  );
  const { accessToken: token, refreshToken, account } = data.signUp;
  await test.ask(`mutation { purchase(productId: "basic", idempotencyKey: "first") { __typename } }`, {
    token,
  });
  const deviceId: string = account.devices[0].id;
  const profileId: string = account.profiles[0].id;
  return { token, refreshToken, accountId: account.id as string, deviceId, profileId };
}
/** The same with a token of now: television goes on for longer than one lasts. */
async function renewed(household: Household): Promise<Household> {
  const { data } = await test.ask(
    "mutation ($token: String!) { refreshSession(refreshToken: $token) { ... on Session { accessToken refreshToken } } }",
    { variables: { token: household.refreshToken } },
  );
  const { accessToken: token, refreshToken } = data.refreshSession;
  return { ...household, token, refreshToken };
}
type Household = Awaited<ReturnType<typeof newHousehold>>;

let starts = 0;
async function start({ token, deviceId }: Household, recordingId: string) {
  starts += 1;
  const input = { recordingId, deviceId, clientRequestId: `start ${starts}` };
  return (await test.ask(START, { token, variables: { input } })).data.startPlayout;
}

/** The shortest broadcast of a channel that Basic opens, within the next hours. */
async function broadcastSoon() {
  const now = test.clock.now();
  const instant = (hours: number) => new Date(now + hours * HOUR_MS).toISOString();
  const { data } = await test.ask(CHANNELS, { variables: { from: instant(0), to: instant(0.5) } });
  const found = data.channels.edges
    .filter(({ node }: { node: { entitlementTags: string[] } }) => node.entitlementTags.includes("basic"))
    .flatMap(({ node }: { node: { xmltvId: string; schedule: { start: string; stop: string }[] } }) =>
      node.schedule.map((one) => ({ ...one, xmltvId: node.xmltvId })),
    )
    .filter((one: { start: string }) => Date.parse(one.start) > now + 60_000);
  const length = (one: { start: string; stop: string }) => Date.parse(one.stop) - Date.parse(one.start);
  found.sort((a: never, b: never) => length(a) - length(b));
  const { id, xmltvId, start, stop } = found[0] as Readonly<Record<string, string>>;
  return {
    id: id ?? "",
    xmltvId: xmltvId ?? "",
    start: Date.parse(start ?? ""),
    stop: Date.parse(stop ?? ""),
  };
}

/** What a player that follows a source finds: the bytes of each of its segments. */
async function played(url: string) {
  const { pathname } = new URL(url);
  expect(url.startsWith(CDN)).toBe(true);
  const key = pathname.slice(1);
  const text = String(s3.objects.get(key));
  const names = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return {
    text,
    bytes: names.map((name) => s3.objects.get(new URL(name, `${CDN}${key}`).pathname.slice(1))),
  };
}

/** Lets time pass as a stream airs, no faster than the recorder follows, and until `isThere`. */
async function airUntil(at: number, isThere: () => Promise<void>) {
  let isFollowed = true;
  while (test.clock.now() < at) {
    const looks = looksAtOrigin();
    test.clock.advance(SEGMENT_MS / 2);
    // Before it begins and after it ends nobody looks: that is found out once.
    isFollowed = await vi
      .waitFor(() => expect(looksAtOrigin()).toBeGreaterThan(looks), {
        timeout: isFollowed ? 300 : 30,
        interval: 10,
      })
      .then(() => true)
      .catch(() => false);
  }
  await vi.waitFor(async () => {
    test.clock.advance(1_000);
    await isThere();
  }, SOON);
}
const looksAtOrigin = () => origin.asked.filter((name) => name.endsWith("best.m3u8")).length;

it("a household watches what it recorded, while it runs and after, and goes on where it left off; nobody else does", async () => {
  let home = await newHousehold("home@example.org");
  let next = await newHousehold("next@example.org");
  const broadcast = await broadcastSoon();
  const recording = await createViewer(test, home.token).record(broadcast.id, {
    beforeSeconds: 0,
    afterSeconds: 0,
  });
  expect(recording).toMatchObject({ status: "SCHEDULED" });
  expect((await start(home, recording.id)).__typename).toBe("ContentUnavailable");

  const status = async () =>
    (await test.sql("recordings", "SELECT status FROM recording ORDER BY start LIMIT 1"))[0]?.["status"];
  test.clock.advance(broadcast.start - test.clock.now());
  await airUntil(broadcast.start + 5 * SEGMENT_MS, async () => {
    expect(await status()).toBe("RECORDING");
    expect(folders()).toHaveLength(1);
  });
  home = await renewed(home);
  const early = await start(home, recording.id);
  expect(early).toMatchObject({ __typename: "PlaySession", slot: { mode: "RECORDING" } });
  await airUntil(test.clock.now(), async () =>
    expect((await played(early.sources[0].url)).text).toContain("TYPE:EVENT"),
  );
  expect((await played(early.sources[0].url)).text).not.toContain("ENDLIST");

  await airUntil(broadcast.stop, async () => expect(await status()).toBe("RECORDED"));
  expect((await played(early.sources[0].url)).text).toContain("ENDLIST");
  home = await renewed(home);
  next = await renewed(next);
  const seen = async (who: Household) =>
    (await test.ask(BOOKMARK, { token: who.token, variables: { id: recording.id } })).data.recording;
  const session = await start(home, recording.id);
  expect(session).toMatchObject({
    resumePositionSeconds: null,
    slot: { mode: "RECORDING", content: null, recording: { id: recording.id, title: recording.title } },
  });
  const { text, bytes } = await played(session.sources[0].url);
  expect(text).toContain("TYPE:VOD");
  const first = (broadcast.start - Date.parse(EVENING)) / SEGMENT_MS;
  expect(bytes).toHaveLength((broadcast.stop - broadcast.start) / SEGMENT_MS);
  expect(bytes.every((segment, at) => segment?.equals(origin.bytesOf(first + at)))).toBe(true);

  const durationSeconds = (broadcast.stop - broadcast.start) / 1_000;
  const input = { slotToken: session.slotToken, sequence: 1, positionSeconds: 23 };
  expect((await test.ask(BEAT, { variables: { input } })).data.heartbeat).toEqual({
    directive: "CONTINUE",
    reason: null,
  });
  await vi.waitFor(async () => {
    test.clock.advance(1_000);
    expect((await seen(home)).bookmark).toEqual({
      positionSeconds: 23,
      durationSeconds,
      finished: false,
      content: null,
      recording: { id: recording.id, title: recording.title },
    });
  }, SOON);
  expect((await start(home, recording.id)).resumePositionSeconds).toBe(23);
  const set = (who: Household, positionSeconds: number) =>
    test.ask(SET, { token: who.token, variables: { id: recording.id, positionSeconds } });
  const end = Math.ceil(durationSeconds * 0.95);
  expect((await set(home, end)).data.setBookmark).toEqual({ positionSeconds: end, finished: true });
  expect((await set(home, end - 1)).data.setBookmark).toEqual({ positionSeconds: end - 1, finished: false });
  expect((await set(next, 5)).errors?.[0]).toMatchObject({
    message: `recordingId must be a recording of the household, got "${recording.id}"`,
  });

  const viewer = createViewer(test, home.token);
  const [later] = await viewer.schedule(broadcast.xmltvId, 6);
  const scheduled = await viewer.record(later?.id ?? "");
  const setRecordable = (recordable: boolean) =>
    test.house.catalog.channels.changeRights({ by: "channel", xmltvId: broadcast.xmltvId }, { recordable });
  const meanwhile = async () =>
    (await viewer.ask(`{ recording(id: "${scheduled.id}") { status reason } }`)).recording;
  await setRecordable(false);
  await vi.waitFor(async () => {
    test.clock.advance(1_000);
    expect(await meanwhile()).toEqual({ status: "SKIPPED", reason: "NOT_RECORDABLE" });
  }, SOON);
  expect((await start(home, recording.id)).__typename).toBe("ContentUnavailable");
  expect(await seen(home)).toBeNull();
  await setRecordable(true);
  await vi.waitFor(async () => {
    test.clock.advance(1_000);
    expect(await meanwhile()).toEqual({ status: "SCHEDULED", reason: null });
  }, SOON);
  expect((await start(home, recording.id)).__typename).toBe("PlaySession");
  expect((await viewer.change(`cancelRecording(id: "${scheduled.id}")`)).status).toBe("CANCELLED");

  const theirs = await start(next, recording.id);
  const never = await start(next, "rec_never");
  expect(theirs.__typename).toBe("ContentUnavailable");
  expect(theirs).toEqual({ ...never, message: never.message.replace("rec_never", recording.id) });
  expect(await seen(next)).toBeNull();

  const billing = await test.house.accounts.issueToken("billing", ["billing"], 60);
  await test.ask(
    `mutation ($accountId: ID!, $until: DateTime!) {
      setEntitlement(accountId: $accountId, productId: "basic", validUntil: $until, idempotencyKey: "end") { __typename } }`,
    {
      token: billing,
      variables: { accountId: home.accountId, until: new Date(test.clock.now() + 1_000).toISOString() },
    },
  );
  await vi.waitFor(async () => {
    test.clock.advance(1_000);
    expect(await start(home, recording.id)).toMatchObject({
      __typename: "NotEntitled",
      missingTags: ["basic"],
    });
  }, SOON);
  expect(await status()).toBe("RECORDED");

  expect(folders()).toHaveLength(1);
  const erased = await test.ask(`mutation { deleteAccount(password: "correct horse") }`, {
    token: home.token,
  });
  expect(erased.data.deleteAccount).toBe(true);
  const needles = [home.accountId, recording.id, home.deviceId, home.profileId];
  await vi.waitFor(async () => {
    test.clock.advance(1_000);
    const traces = Object.values(test.databaseUrls).map((url) => tracesInDatabase(url, needles));
    expect((await Promise.all(traces)).flat()).toEqual([]);
    expect(folders()).toEqual([]);
  }, SOON);
}, 180_000);

it("a household that is erased while it records leaves no media behind, also none that were on their way", async () => {
  const home = await newHousehold("brief@example.org");
  const broadcast = await broadcastSoon();
  const padding = { beforeSeconds: 0, afterSeconds: 0 };
  await createViewer(test, home.token).record(broadcast.id, padding);
  test.clock.advance(broadcast.start - test.clock.now());
  await airUntil(broadcast.start + 5 * SEGMENT_MS, async () => expect(folders()).toHaveLength(1));
  const { token } = await renewed(home);
  const { data } = await test.ask(`mutation { deleteAccount(password: "correct horse") }`, { token });
  expect(data.deleteAccount).toBe(true);
  await airUntil(test.clock.now() + 60_000, async () => expect(folders()).toEqual([]));
  const looks = looksAtOrigin();
  await airUntil(test.clock.now() + 30_000, async () => expect(folders()).toEqual([]));
  expect(looksAtOrigin()).toBe(looks);
}, 90_000);
