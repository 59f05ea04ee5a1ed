import { buildSchema } from "graphql";
import { describe, expect, test } from "vitest";
import type { Viewer } from "../../lib/viewer.js";
import { type EventField, isWanted, MOST_LISTED, placesOf, readEventFields } from "./event-directive.js";

function read(event: string): EventField {
  const sdl = `
    directive @event(
      channel: String! each: Boolean! = false scope: String! filter: String snapshot: String initial: String own: String until: String
    ) on FIELD_DEFINITION
    type State { value: Int }
    type Account { state: State other: Int at(time: Int): State }
    type Query { viewer: Account }
    type Subscription { changed(id: ID!, device: ID, ids: [ID!], more: [ID!]!): State! ${event} }
  `;
  const field = readEventFields(sdl, buildSchema(sdl)).get("changed");
  if (!field) throw new Error("it was not read");
  return field;
}

const VIEWER: Viewer = {
  accountId: "ac_1",
  deviceId: null,
  profileId: null,
  sessionId: null,
  scopes: [],
  expiresAt: 0,
};

describe("@event", () => {
  test("is read with its defaults", () => {
    expect(read(`@event(channel: "x.{viewer.accountId}", scope: "account")`)).toEqual({
      name: "changed",
      reread: false,
      channel: "x.{viewer.accountId}",
      each: false,
      scope: "account",
      filter: null,
      snapshot: null,
      initial: null,
      own: null,
      until: null,
      list: null,
    });
  });

  test.each([
    ["has no @event", ""],
    ["scope", `@event(channel: "x", scope: "family")`],
    ["no argument room", `@event(channel: "x.{room}", scope: "public")`],
    ["the token says nothing", `@event(channel: "{viewer.accountId}.{viewer.email}", scope: "account")`],
    ["cannot depend on the viewer", `@event(channel: "x.{viewer.accountId}", scope: "public")`],
    ["could hear another", `@event(channel: "x.{id}", scope: "account")`],
    ["argument:path", `@event(channel: "x", scope: "public", filter: "device")`],
    ["no argument room", `@event(channel: "x", scope: "public", filter: "room:a.b")`],
    ["which does not exist", `@event(channel: "x", scope: "public", snapshot: "viewer.gone")`],
    ["which takes arguments", `@event(channel: "x", scope: "public", snapshot: "viewer.at")`],
    ["but it is State", `@event(channel: "x", scope: "public", snapshot: "viewer.other")`],
    ["only a state", `@event(channel: "x", scope: "public", each: true, snapshot: "viewer.state")`],
    ["only a state", `@event(channel: "x.{id}", scope: "public", each: true, initial: "id:id")`],
    ["no argument room", `@event(channel: "x.{id}", scope: "public", initial: "room:id")`],
    ["no argument room", `@event(channel: "x.{viewer.accountId}", scope: "account", own: "room")`],
    ["another one could hear", `@event(channel: "x.{viewer.accountId}", scope: "account", own: "device")`],
    ["only an event", `@event(channel: "x", scope: "public", until: "expiresAt")`],
    ["not ids and more", `@event(channel: "x.{ids}.{more}", scope: "public")`],
  ])("that would not be heard rightly is refused at the start: %s", (reason, event) => {
    expect(() => read(event)).toThrow(reason);
  });
});

describe("a channel", () => {
  const event = read(`@event(channel: "x.{viewer.accountId}.{id}", scope: "account")`);

  test("is made of the token and of ids", () => {
    expect(placesOf(event, { id: "br_1" }, VIEWER)).toMatchObject([{ channel: "x.ac_1.br_1" }]);
  });

  test.each(["a.b", "", "*", "{id}", "x".repeat(101)])("is not made of %j", (id) => {
    expect(() => placesOf(event, { id }, VIEWER)).toThrow("id must be an id");
  });

  test("of a household needs one", () => {
    expect(() => placesOf(event, { id: "br_1" }, null)).toThrow("needs a signed-in household");
  });
});

describe("a list of ids", () => {
  const event = read(`@event(channel: "x.{more}", scope: "public")`);

  test("is a channel for each, once", () => {
    expect(placesOf(event, { more: ["a", "b", "a"], id: "i" }, null)).toEqual([
      { channel: "x.a", args: { more: "a", id: "i" } },
      { channel: "x.b", args: { more: "b", id: "i" } },
    ]);
  });

  test("has at least one and at most a page", () => {
    const ids = Array.from({ length: MOST_LISTED + 1 }, (_none, index) => `c${index}`);
    expect(placesOf(event, { more: ids.slice(1) }, null)).toHaveLength(MOST_LISTED);
    expect(() => placesOf(event, { more: ids }, null)).toThrow("more must list 1..100 ids, got 101");
    expect(() => placesOf(event, { more: [] }, null)).toThrow("more must list 1..100 ids, got 0");
  });
});

test("what is for one device alone is refused to every other one of its household", () => {
  const channel = "x:{viewer.deviceId}.{viewer.accountId}";
  const event = read(`@event(channel: "${channel}", scope: "account", own: "device")`);
  const tv = { ...VIEWER, deviceId: "dev_tv" };
  expect(placesOf(event, { device: "dev_tv" }, tv)).toMatchObject([{ channel: "x:dev_tv.ac_1" }]);
  for (const viewer of [{ ...VIEWER, deviceId: "dev_phone" }, VIEWER]) {
    expect(() => placesOf(event, { device: "dev_tv" }, viewer)).toThrow("device must be the device that is");
  }
  expect(() => placesOf(event, { device: "dev_tv" }, null)).toThrow("needs a signed-in household");
});

test("a filter lets through what has the argument's value at its path, and all without the argument", () => {
  const event = read(`@event(channel: "x", scope: "public", filter: "device:slot.device.id")`);
  const message = { slot: { device: { id: "dev_1" } } };
  expect(isWanted(event, {}, message)).toBe(true);
  expect(isWanted(event, { device: null }, message)).toBe(true);
  expect(isWanted(event, { device: "dev_1" }, message)).toBe(true);
  expect(isWanted(event, { device: "dev_2" }, message)).toBe(false);
  expect(isWanted(event, { device: "dev_1" }, { slot: null })).toBe(false);
});
