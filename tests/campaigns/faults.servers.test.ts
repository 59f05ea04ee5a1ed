import { expect, it } from "vitest";
import { runFaults } from "../../bench/faults/campaign.js";
import { KINDS } from "../../bench/faults/kinds.js";

/** The house starts, and each trouble takes some five seconds; `npm run faults` has all of them, for longer. */
const LONGEST_MS = 300_000;
const TROUBLE_MS = 2_500;
const ALL = KINDS.map(({ name }) => name);
const WHAT_MUST_GO_ON: Readonly<Record<string, readonly string[]>> = {
  none: ALL,
  "mail down": ALL,
  "redis hanging": ALL,
  "PostgreSQL down": ["play start", "heartbeat"],
  "catalog hanging": ["play start", "heartbeat", "sign-in", "history", "bookmark", "code by mail"],
  "gateway dies, one of two": ALL,
  "clock of accounts stepped": ALL,
};

it(
  "viewers get what a trouble does not concern, all of it when it is over, and whatever they were promised",
  async () => {
    const plan = { wants: (trouble: string) => trouble in WHAT_MUST_GO_ON, troubleMs: TROUBLE_MS };
    const { rows, audited, wrongs } = await runFaults(plan, ({ trouble, recoveredMs }) =>
      process.stderr.write(`faults: ${trouble}, back after ${recoveredMs?.toFixed(0)} ms\n`),
    );
    expect(wrongs).toEqual([]);
    const failed = rows.flatMap(({ trouble, answers }) =>
      answers
        .filter(({ kind, asked, answered }) => WHAT_MUST_GO_ON[trouble]?.includes(kind) && answered < asked)
        .map(({ kind, otherwise }) => `${trouble}: ${kind} was told ${otherwise}`),
    );
    expect(failed).toEqual([]);
    // A campaign in which none of these happened has proved nothing.
    expect(rows.map(({ trouble }) => trouble).sort()).toEqual(Object.keys(WHAT_MUST_GO_ON).sort());
    for (const { asked } of rows.flatMap(({ answers }) => answers)) expect(asked).toBeGreaterThan(0);
    for (const count of Object.values(audited)) expect(count).toBeGreaterThan(0);
  },
  LONGEST_MS,
);
