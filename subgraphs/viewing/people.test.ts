import { pino } from "pino";
import { beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import type { Viewer } from "../../lib/viewer.js";
import { createPeople, type People } from "./people.js";

const VIEWER: Viewer = {
  accountId: "ac_1",
  profileId: null,
  deviceId: null,
  sessionId: null,
  scopes: [],
  expiresAt: 0,
};
const CALLER = { traceId: "test" };

let clock: ManualClock;
let people: People;
/** Answers what accounts was asked, in the order in which it was; null: it cannot. */
let answers: ((ids: readonly string[] | null) => void)[];

beforeEach(() => {
  clock = new ManualClock("2026-11-22T19:00:00Z");
  answers = [];
  const peers = {
    call: () =>
      new Promise<{ data: { viewer: object } }>((resolve, reject) => {
        answers.push((ids) =>
          ids
            ? resolve({ data: { viewer: { profiles: ids.map((id) => ({ id })) } } })
            : reject(new Error("away")),
        );
      }),
  };
  people = createPeople({ peers, clock, log: pino({ level: "silent" }) });
});

const self = () => people.self(VIEWER, CALLER);
const person = (id: string) => people.person(VIEWER, id, CALLER);
const idOf = async (found: ReturnType<typeof person>) => (await found)?.id ?? null;

describe("accounts is asked once for all who ask about a household at the same time", () => {
  it("and anew a minute later", async () => {
    const asked = [self(), person("pr_1"), person("pr_2"), person("pr_nobody")];
    answers[0]?.(["pr_1", "pr_2"]);
    expect(await Promise.all(asked.map(idOf))).toEqual(["pr_1", "pr_1", "pr_2", null]);
    clock.advance(61_000);
    const later = self();
    answers[1]?.(["pr_2"]);
    expect(await idOf(later)).toBe("pr_2");
    expect(answers).toHaveLength(2);
  });

  it("but never about one household for another", async () => {
    const asked = [self(), people.self({ ...VIEWER, accountId: "ac_2" }, CALLER)];
    answers[0]?.(["pr_1"]);
    answers[1]?.(["pr_2"]);
    expect(await Promise.all(asked)).toEqual([
      { id: "pr_1", accountId: "ac_1" },
      { id: "pr_2", accountId: "ac_2" },
    ]);
  });

  it("but not for who asks after the household has changed", async () => {
    const before = person("pr_1");
    clock.advance(1);
    people.changed("ac_1");
    clock.advance(1);
    const after = [person("pr_1"), person("pr_1")];
    expect(answers).toHaveLength(2);
    answers[1]?.(["pr_2"]);
    answers[0]?.(["pr_1", "pr_2"]);
    expect(await Promise.all([before, ...after].map(idOf))).toEqual(["pr_1", null, null]);
  });

  it("and once more for those named whom that answer does not have: they may have come since", async () => {
    const before = self();
    clock.advance(1);
    const named = ["pr_new", "pr_new", "pr_nobody"].map(person);
    answers[0]?.(["pr_1"]);
    expect(await idOf(before)).toBe("pr_1");
    await expect.poll(() => answers.length).toBe(2);
    answers[1]?.(["pr_1", "pr_new"]);
    expect(await Promise.all(named.map(idOf))).toEqual(["pr_new", "pr_new", null]);
    expect(answers).toHaveLength(2);
  });

  it("and who waits for it in vain is told, and asks anew next time", async () => {
    const asked = [self(), self()];
    answers[0]?.(null);
    for (const one of asked) await expect(one).rejects.toThrow("cannot be checked now");
    const again = self();
    answers[1]?.(["pr_1"]);
    expect(await idOf(again)).toBe("pr_1");
  });
});

it("of a household that is gone nobody is known any more", async () => {
  const asked = self();
  answers.shift()?.(["pr_anna"]);
  expect(await idOf(asked)).toBe("pr_anna");
  people.forget("ac_1");
  const again = self();
  answers.shift()?.(null);
  await expect(again).rejects.toThrow("cannot be checked");
});
