import { expect, it, onTestFinished, vi } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { openEventBus } from "../../lib/events/event-bus.js";
import { createOutbox } from "../../lib/events/outbox.js";
import { openEventPool } from "../../lib/events/sql.js";
import { randomIds } from "../../lib/ids.js";
import { createLogger } from "../../lib/logger.js";
import type { ServiceRequest } from "../../lib/service.js";
import { createTestDatabase } from "../../tests/support/databases.js";
import { exampleAiring } from "./domain/example-airings.js";
import { hearOthers } from "./events.js";
import { startExampleDesk, WHO } from "./example-desk.js";
import { createFacts } from "./facts.js";

const log = createLogger("silent");

const ALL = { entitlementTags: ["basic"], recordingSeconds: 180_000 };
const NOTHING = { entitlementTags: [], recordingSeconds: 0 };

it("a household whose product has ended records nothing for it, also where the end is heard of by a clock that is behind", async () => {
  const desk = await startExampleDesk();
  onTestFinished(() => desk[Symbol.asyncDispose]());
  await desk.guide([exampleAiring()]);
  await desk.wishes.schedule("br_1", null, WHO);
  const end = desk.clock.now() + 2_000;
  desk.clock.advance(1_000);

  const accounts = await createTestDatabase("accounts");
  onTestFinished(() => accounts[Symbol.asyncDispose]());
  const pool = openEventPool(accounts.url, log);
  onTestFinished(() => pool[Symbol.asyncDispose]());
  const events = openEventBus({ clock: desk.clock, ids: randomIds, log });
  onTestFinished(() => events[Symbol.asyncDispose]());
  const carrier = events.carry("accounts", accounts.url);
  const outbox = createOutbox({ carrier, clock: new ManualClock(end), ids: randomIds });
  const peers = {
    call: async (_service: string, { variables = {} }: ServiceRequest) => ({
      data: { heldByHousehold: Number(variables["at"] ?? 0) < end ? ALL : NOTHING },
    }),
  };
  const facts = createFacts({ peers, clock: desk.clock, log });
  const heard = hearOthers(events, { client: desk.client, facts, clock: desk.clock });
  onTestFinished(() => heard[Symbol.asyncDispose]());

  await outbox.transaction(pool, async (_tx, announce) =>
    announce({ type: "entitlements.changed", key: "ac_1", payload: {} }),
  );
  await vi.waitFor(async () => expect(await desk.client.planDue.count()).toBe(1), { timeout: 15_000 });
  expect(await desk.client.household.findUnique({ where: { accountId: "ac_1" } })).toMatchObject({
    totalSeconds: 0,
    entitlementTags: [],
  });
});
