import { expect, it } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { createLogger } from "../../lib/logger.js";
import { createContents } from "./contents.js";

it("however many episodes a person has finished, the catalog is asked once for what follows them, and not for nothing", async () => {
  const asked: number[] = [];
  const contents = createContents({
    peers: {
      async call(_service, { variables }) {
        const representations = variables?.["representations"] as { readonly id: string }[];
        asked.push(representations.length);
        const after = (id: string) => ({ id: `${id}_next`, durationSeconds: 1_500 });
        // What is withdrawn is not there, and behind the last there is none.
        const entityOf = ({ id }: { readonly id: string }) =>
          id === "ep_gone" ? null : { id, next: id === "ep_last" ? null : after(id) };
        return { data: { _entities: representations.map(entityOf) } };
      },
    },
    clock: new ManualClock(0),
    log: createLogger("silent"),
  });
  const next = await contents.nextEpisodes(["ep_1", "ep_gone", "ep_last", "ep_9"], { traceId: "test" });
  expect([...next]).toEqual([
    ["ep_1", { id: "ep_1_next", durationSeconds: 1_500, creditsFromSeconds: null }],
    ["ep_9", { id: "ep_9_next", durationSeconds: 1_500, creditsFromSeconds: null }],
  ]);
  expect(await contents.nextEpisodes([], { traceId: "test" })).toEqual(new Map());
  expect(asked).toEqual([4]);
});
