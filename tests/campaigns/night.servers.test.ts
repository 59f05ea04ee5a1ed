import { expect, it } from "vitest";
import { playNight } from "../../bench/night/night.js";
import { SHORT_NIGHT } from "../../bench/night/scenario.js";

/** The house starts, and thirty seconds are played. */
const LONGEST_MS = 300_000;

it(
  "an evening of 2,000 viewers, in which the slot store hangs, stops, refuses and forgets nobody",
  async () => {
    const said: string[] = [];
    const { criteria, tally, notes } = await playNight(SHORT_NIGHT, "hang", (line) => said.push(line));
    const starts = Object.values(tally.startMs).reduce((sum, { length }) => sum + length, 0);
    process.stdout.write(`night campaign: ${JSON.stringify({ starts, ...notes })}\n`);
    expect(starts).toBeGreaterThanOrEqual(SHORT_NIGHT.viewers * 0.9);
    // How much a machine carries is for `npm run bench:night` to say, where nothing else is going on.
    const broken = criteria.filter(({ isPromise, holds }) => isPromise && !holds);
    expect(
      broken.map(({ name, found }) => `${name}: ${found}`),
      said.join("\n"),
    ).toEqual([]);
  },
  LONGEST_MS,
);
