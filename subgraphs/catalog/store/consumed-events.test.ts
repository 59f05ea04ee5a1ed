import { expect, it, onTestFinished, vi } from "vitest";
import { openDatabase } from "../../../lib/database.js";
import { deadLetters } from "../../../lib/events/dead-letters.js";
import { createOutboxLog } from "../../../lib/events/outbox-log.js";
import { EventWorld, log } from "../../../lib/events/testing/world.js";
import { PrismaClient } from "../../../prisma/catalog/client/client.js";

const SOON = { timeout: 10_000, interval: 20 };

it("a service applies events through its own client, whole or not at all, whatever breaks", async () => {
  const world = await EventWorld.open(() => createOutboxLog(log), true);
  const { client, ...database } = await openDatabase({
    service: "catalog",
    databaseUrl: world.consumerUrl,
    onStatement: undefined,
    create: (shared) => new PrismaClient(shared),
  });
  onTestFinished(() => database[Symbol.asyncDispose]());
  const { change } = world.publish(world.process());
  let breaks = 2;
  world.consume(world.process(), "one", {
    database: client,
    mostTries: 2,
    handle: async ({ payload }, tx) => {
      if (payload["step"] === 2) throw new Error("the second step makes no sense");
      if (payload["step"] !== 3) return;
      breaks -= 1;
      if (breaks >= 0) await tx.$queryRawUnsafe("SELECT pg_terminate_backend(pg_backend_pid())::text");
    },
  });
  for (const step of [1, 2, 3, 4]) await change(["red"], step);
  await vi.waitFor(async () => expect(await world.steps("one", "red")).toEqual([1, 3, 4]), SOON);
  expect(await deadLetters(client)).toMatchObject([{ payload: { step: 2 }, tries: 2 }]);
  await vi.waitFor(() => world.outboxIsEmpty(), SOON);
});
