import { readFile, writeFile } from "node:fs/promises";
import { markdownTable, writeSection } from "../markdown-section.js";
import type { NightResult } from "./night.js";
import { minutesOf, paceOf } from "./rush.js";
import { OUTAGES, type Outage } from "./scenario.js";
import type { Criterion } from "./verdict.js";

/** What was played, and how it went. */
export interface Played {
  readonly name: Outage | "control";
  readonly result: Pick<NightResult, "night" | "criteria">;
}

/** An evening as it is published. */
export interface PublishedEvening {
  readonly name: Outage | "control";
  /** So many times the usual viewers: 2.5 as in 2015. */
  readonly rate: number;
  readonly viewers: number;
  /** What the hour took of the machine's time. */
  readonly minutes: number;
  readonly pace: string;
  readonly criteria: readonly Pick<Criterion, "name" | "found" | "bar" | "holds">[];
}

/** Evenings of 20,000 take the better part of an hour each: they are played one by one, and each keeps the others' figures. */
const KEPT_IN = "bench/night/published.json";
const SHOWN_IN = "docs/reliability.md";

/** Puts what was played in the place of what was published of the same evening, and writes the tables anew. */
export async function publishEvenings(played: readonly Played[], rate: number): Promise<void> {
  const before: PublishedEvening[] = JSON.parse(await readFile(KEPT_IN, "utf8"));
  const evenings = mergeEvenings(
    before,
    played.map((each) => publishedFrom(each, rate)),
  );
  await writeFile(KEPT_IN, `${JSON.stringify(evenings, null, 2)}\n`);
  const isUsual = (evening: PublishedEvening) => evening.rate === 1;
  const others = evenings.filter((evening) => !isUsual(evening));
  await writeSection(SHOWN_IN, "night", tableOf(evenings.filter(isUsual)));
  await writeSection(SHOWN_IN, "night at another rate", others.length > 0 ? tableOf(others) : "");
}

/** `played` and what of `before` was not played again: by rate, then as `OUTAGES` has them, the control last. */
export function mergeEvenings(
  before: readonly PublishedEvening[],
  played: readonly PublishedEvening[],
): PublishedEvening[] {
  const isAnew = ({ name, rate }: PublishedEvening) =>
    played.some((other) => other.name === name && other.rate === rate);
  const order = [...OUTAGES, "control"];
  return [...before.filter((evening) => !isAnew(evening)), ...played].sort(
    (a, b) => a.rate - b.rate || order.indexOf(a.name) - order.indexOf(b.name),
  );
}

/** One row a criterion, one column an evening. */
export function tableOf(evenings: readonly PublishedEvening[]): string {
  const found = evenings.flatMap(({ criteria }) => criteria);
  const rows = [...new Set(found.map(({ name }) => name))].map((name) => {
    const cells = evenings.map(({ criteria }) => criteria.find((each) => each.name === name));
    const bar = cells.find((each) => each)?.bar ?? "";
    return [name, bar, ...cells.map((each) => (each ? markFailed(each) : ""))];
  });
  return markdownTable(
    ["what", "must be", ...evenings.map(({ name }) => name)],
    [
      ["viewers", "", ...evenings.map(({ viewers }) => viewers.toLocaleString("en"))],
      ["the hour took", "", ...evenings.map(({ minutes }) => `${minutes} min`)],
      ["its pace", "", ...evenings.map(({ pace }) => pace)],
      ...rows,
    ],
  );
}

function publishedFrom({ name, result }: Played, rate: number): PublishedEvening {
  const { night, criteria } = result;
  return {
    name,
    rate,
    viewers: night.viewers,
    minutes: Math.round(minutesOf(night)),
    pace: paceOf(night),
    // Those of one table have one row, whatever starts each had.
    criteria: criteria.map(({ name: what, found, bar, holds }) => ({
      name: what.replace(/ \(\d+ starts\)$/, ""),
      found,
      bar,
      holds,
    })),
  };
}

function markFailed({ found, holds }: Pick<Criterion, "found" | "holds">): string {
  return holds ? found : `**${found}**`;
}
