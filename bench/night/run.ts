import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { drawNight, rasterise } from "./chart.js";
import { playControl } from "./control.js";
import { type NightResult, playNight } from "./night.js";
import { publishEvenings } from "./published.js";
import { paceOf } from "./rush.js";
import { type Night, OUTAGES, type Outage, SHORT_NIGHT, WHOLE_NIGHT } from "./scenario.js";
import type { Criterion } from "./verdict.js";

/*
 * `npm run bench:night [-- outage … | all | control] [--viewers N] [--speed K] [--rush K] [--rate R] [--short]
 * [--publish]`: an hour of television with an outage in the midst of it, through real gateways, against what must hold.
 * Without an outage: `hang`, and the control. `--publish` puts its figures into a table of docs/reliability.md, beside those of evenings
 * that were published before, and draws docs/night.svg and docs/night.png where the rate is the usual one and the control was played.
 */

const USAGE = `usage: npm run bench:night -- [${OUTAGES.join("|")}|all|control …]
  --viewers N   400 where it is not said
  --speed K     the hour takes 60 / K minutes; 12 where it is not said
  --rush K      when most press play, K times as fast as the machine's; as fast as otherwise where it is not said
  --rate R      R times as many viewers, as in 2015: 2.5
  --short       two minutes of it with 2,000 viewers, in half a minute
  --publish     puts the figures into docs/reliability.md; with the control docs/night.svg and docs/night.png, too`;
/** The control needs no gateway, and so goes faster: as fast as its Redis answers so many heartbeats a second. */
const CONTROL_BEATS_A_SECOND = 20_000;
const HIGHEST_CONTROL_SPEED = 60;
const WHAT_FAILS: Readonly<Record<Outage, string>> = {
  hang: "the slot store hangs",
  kill: "the slot store dies with all it knew",
  postgres: "PostgreSQL is away",
  catalog: "the catalog is away",
  accounts: "accounts is away",
  viewing: "viewing is away",
  gateway: "one of two gateways dies",
};

interface PlayedNight {
  readonly name: Outage | "control";
  readonly result: NightResult;
}

function readOrders() {
  const { values, positionals } = parseArgs({
    options: {
      viewers: { type: "string", default: "400" },
      speed: { type: "string", default: "12" },
      rush: { type: "string" },
      rate: { type: "string", default: "1" },
      short: { type: "boolean", default: false },
      publish: { type: "boolean", default: false },
    },
    allowPositionals: true,
  });
  const [viewers, speed, rate] = [Number(values.viewers), Number(values.speed), Number(values.rate)];
  const rush = values.rush === undefined ? null : Number(values.rush);
  const unknown = positionals.find((name) => !["all", "control", ...OUTAGES].includes(name));
  if (unknown !== undefined || !(viewers > 0 && speed > 0 && rate > 0 && (rush ?? 1) > 0))
    throw new Error(USAGE);
  const whole: Night = { ...WHOLE_NIGHT, speed, rush, viewers: Math.round(viewers * rate) };
  const night = values.short ? SHORT_NIGHT : whole;
  const wanted = positionals.length > 0 ? positionals : ["hang", "control"];
  const isAll = wanted.includes("all");
  const outages = OUTAGES.filter((outage) => isAll || wanted.includes(outage));
  return { night, rate, outages, hasControl: isAll || wanted.includes("control"), publish: values.publish };
}

function print(criteria: readonly Criterion[], notes: NightResult["notes"]): void {
  for (const { name, found, bar, holds } of criteria) {
    console.log(`${holds ? "ok  " : "FAIL"}  ${name.padEnd(56)} ${found.padStart(12)}   must be ${bar}`);
  }
  for (const [what, said] of Object.entries(notes)) console.log(`      ${what}: ${said}`);
}

/** The chart is of an evening as it is, beside the control. */
async function drawChart(played: readonly PlayedNight[]): Promise<void> {
  const control = played.find(({ name }) => name === "control")?.result;
  const ours = played.find(({ name }) => name !== "control");
  if (!control || !ours) return;
  const svg = drawNight({
    night: ours.result.night,
    outage: WHAT_FAILS[ours.name as Outage],
    ours: ours.result.tally.buckets,
    control: control.tally.buckets,
  });
  await writeFile("docs/night.svg", svg);
  await writeFile("docs/night.png", await rasterise(svg));
}

async function main(): Promise<boolean> {
  const { night, rate, outages, hasControl, publish: isPublished } = readOrders();
  const played: PlayedNight[] = [];
  for (const outage of outages) {
    console.log(`\n${WHAT_FAILS[outage]}: ${night.viewers} viewers, ${paceOf(night)}`);
    played.push({ name: outage, result: await playNight(night, outage, console.log) });
    print(played.at(-1)?.result.criteria ?? [], played.at(-1)?.result.notes ?? {});
  }
  if (hasControl) {
    const speed = Math.min(HIGHEST_CONTROL_SPEED, (60 * CONTROL_BEATS_A_SECOND) / night.viewers);
    console.log(`\nas in 2014: ${night.viewers} viewers, ${speed} times as fast`);
    played.push({ name: "control", result: await playControl({ ...night, speed, rush: null }, console.log) });
    print(played.at(-1)?.result.criteria ?? [], {});
  }
  if (isPublished) await publishEvenings(played, rate);
  if (isPublished && rate === 1) await drawChart(played);
  return played.every(({ result }) => result.criteria.every(({ holds }) => holds));
}

const holds = await main().catch((error: Error) => {
  console.error(error.message);
  return false;
});
// A ten-second timer inside the schema engine would hold the process for nothing.
process.exit(holds ? 0 : 1);
