import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../lib/clock.js";
import { createOutbox } from "../../../lib/events/outbox.js";
import { randomIds } from "../../../lib/ids.js";
import { createTestDatabase } from "../../../tests/support/databases.js";
import { meanwhile } from "../../../tests/support/meanwhile.js";
import { openCatalogStore } from "../store.js";

it("an operator who changes the rights of all channels while a guide comes in undoes none of the import", async () => {
  const own = await createTestDatabase("catalog");
  const carrier = { wake: () => undefined, [Symbol.asyncDispose]: async () => undefined };
  const outbox = createOutbox({ carrier, clock: systemClock, ids: randomIds });
  const store = await openCatalogStore(own.url, undefined, outbox);
  onTestFinished(async () => {
    await store[Symbol.asyncDispose]();
    await own[Symbol.asyncDispose]();
  });
  const ids = ["ch_1", "ch_2"];
  await store.client.channel.createMany({ data: ids.map((id) => ({ id, xmltvId: id, title: id })) });
  const start = new Date();
  const broadcast = (channelId: string) => ({
    ...{
      id: `br_${channelId}`,
      channelId,
      start,
      stop: start,
      stopInferred: false,
      title: "News",
      details: {},
    },
  });
  const operator = await store.client.$transaction(async (tx) => {
    // As an import does it: in the order of the guide.
    await tx.broadcast.create({ data: broadcast("ch_2") });
    const begun = await meanwhile(store.client, () =>
      store.changeRights({ by: "all" }, { recordable: false }),
    );
    await tx.broadcast.create({ data: broadcast("ch_1") });
    return begun;
  });
  expect(await operator.done).toEqual({ channels: 2, changed: 2 });
  expect(await store.client.broadcast.count()).toBe(2);
});
