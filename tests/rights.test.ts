import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { SignedIn } from "./support/test-client.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

let test: TestHouse;
let tv: SignedIn;
let starts = 0;
beforeAll(async () => {
  test = await startTestHouse();
  tv = await test.signIn("Living room");
  for (const xmltvId of ["north", "south", "else"]) {
    const group = xmltvId === "else" ? "Others" : "Islands";
    await channels().upsert({ xmltvId, group, entitlementTags: [], recordable: true, countries: ["NZ"] });
  }
});
afterAll(() => test[Symbol.asyncDispose]());

const channels = () => test.house.catalog.channels;

const rightsOf = async (xmltvId: string) => {
  const { data } = await test.ask(
    "query ($xmltvId: String) { channel(xmltvId: $xmltvId) { id rights { startOver catchUpSeconds recordable pauseLive countries } } }",
    { variables: { xmltvId } },
  );
  return data.channel;
};

/** Ends at once what could be started. */
async function start(xmltvId: string): Promise<string> {
  const { id: contentId } = await rightsOf(xmltvId);
  starts += 1;
  const input = { contentId, deviceId: tv.deviceId, clientRequestId: `start ${starts}` };
  const { data } = await test.ask(
    `mutation ($input: StartPlayoutInput!) { startPlayout(input: $input) { __typename ... on PlaySession { slotToken } } }`,
    { token: tv.token, variables: { input } },
  );
  const { __typename, slotToken } = data.startPlayout;
  if (slotToken) {
    await test.ask("mutation ($token: String!) { endPlayout(slotToken: $token, sequence: 1) }", {
      variables: { token: slotToken },
    });
  }
  return __typename;
}

it("a broadcaster's rights hold for its whole group from the next question on, and for nobody else", async () => {
  const group = { by: "group", group: "Islands" } as const;
  expect(await channels().changeRights(group, { recordable: false, catchUpSeconds: 60 })).toEqual({
    channels: 2,
    changed: 2,
  });
  for (const xmltvId of ["north", "south"]) {
    expect((await rightsOf(xmltvId)).rights).toEqual({
      startOver: false,
      catchUpSeconds: 60,
      recordable: false,
      pauseLive: true,
      countries: ["NZ"],
    });
  }
  expect((await rightsOf("else")).rights).toMatchObject({ recordable: true, catchUpSeconds: 0 });
  expect(await channels().changeRights(group, { recordable: false })).toEqual({ channels: 2, changed: 0 });
  expect(await channels().changeRights({ by: "channel", xmltvId: "none" }, { recordable: false })).toEqual({
    channels: 0,
    changed: 0,
  });
});

it("a group is sold with other tags at once, and its other channels keep theirs", async () => {
  const tagsOf = async (xmltvId: string) =>
    (
      await test.ask("query ($xmltvId: String) { channel(xmltvId: $xmltvId) { entitlementTags } }", {
        variables: { xmltvId },
      })
    ).data.channel.entitlementTags;
  const group = { by: "group", group: "Islands" } as const;
  expect(await channels().changeRights(group, { entitlementTags: ["islands", "sport"] })).toEqual({
    channels: 2,
    changed: 2,
  });
  expect(await Promise.all(["north", "south", "else"].map(tagsOf))).toEqual([
    ["islands", "sport"],
    ["islands", "sport"],
    [],
  ]);
  expect(await channels().changeRights(group, { entitlementTags: [""] })).toMatchObject({
    field: "entitlementTags",
  });
  expect(await channels().changeRights(group, { entitlementTags: [] })).toMatchObject({ changed: 2 });
  expect(await tagsOf("north")).toEqual([]);
});

it("playback refuses a channel as soon as it may not be watched where the viewer is, and lets it in again", async () => {
  expect(await start("north")).toBe("PlaySession");
  const abroad = { by: "group", group: "Islands" } as const;
  await channels().changeRights(abroad, { countries: ["AU"] });
  // Playback keeps what it knows of a channel for a while: the event, not the age, makes it ask again.
  await vi.waitFor(async () => expect(await start("north")).not.toBe("PlaySession"), { timeout: 5_000 });
  expect(await start("else")).toBe("PlaySession");
  await channels().changeRights(abroad, { countries: [] });
  await vi.waitFor(async () => expect(await start("north")).toBe("PlaySession"), { timeout: 5_000 });
});

it("rights that break a rule change nothing", async () => {
  const before = await rightsOf("north");
  expect(await channels().changeRights({ by: "all" }, { catchUpSeconds: -1 })).toEqual({
    field: "catchUpSeconds",
    message: "catchUpSeconds must be 0..2592000, got -1",
  });
  expect(await channels().changeRights({ by: "all" }, { countries: ["nz"] })).toMatchObject({
    field: "countries",
  });
  expect(await rightsOf("north")).toEqual(before);
});
