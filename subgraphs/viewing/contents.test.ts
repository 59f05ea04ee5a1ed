import { expect, it } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { createLogger } from "../../lib/logger.js";
import type { ServiceTransport } from "../../lib/service.js";
import { createContents } from "./contents.js";

const EPISODES = 30;
const idOf = (series: string, number: number) => `ep_${series}_${number}`;

/** A catalog of series with thirty episodes each. */
function createCatalog() {
  const asked: number[] = [];
  const peers: ServiceTransport = {
    async call(_service, { variables }) {
      const representations = variables?.["representations"] as { readonly id: string }[];
      asked.push(representations.length);
      const edgesOf = (series = "") =>
        Array.from({ length: EPISODES }, (_, index) => ({
          node: { id: idOf(series, index + 1), durationSeconds: 1_500, creditsFromSeconds: null },
        }));
      const _entities = representations.map(({ id }) => ({
        series: { episodes: { edges: edgesOf(id.split("_")[1]) } },
      }));
      return { data: { _entities } };
    },
  };
  const clock = new ManualClock(0);
  return { asked, contents: createContents({ peers, clock, log: createLogger("silent") }) };
}

const finishedOf = (series: string, count: number) =>
  Array.from({ length: count }, (_, index) => idOf(series, count - index));

it("whoever has seen all of one series goes on with the others, and the catalog is asked once more", async () => {
  const { asked, contents } = createCatalog();
  const finished = [...finishedOf("binged", EPISODES), idOf("weekly", 3), idOf("other", EPISODES)];
  const next = await contents.nextEpisodes(finished, { traceId: "test" });
  expect(next.get(idOf("weekly", 3))?.id).toBe(idOf("weekly", 4));
  expect(next.get(idOf("binged", EPISODES))).toBeUndefined();
  expect(asked).toEqual([20, 2]);
});

it("however many series a person follows, the catalog is asked a few times at most", async () => {
  const { asked, contents } = createCatalog();
  const finished = Array.from({ length: 100 }, (_, index) => idOf(`series${index}`, 1));
  expect((await contents.nextEpisodes(finished, { traceId: "test" })).has(finished[59] ?? "")).toBe(true);
  expect(asked).toEqual([20, 20, 20]);
});
