import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { TypedDocumentString } from "../../client/index.js";
import { Lifecycle } from "../../lib/lifecycle.js";
import { beatOnce, closeBenchClients, type Playing, signUpAndPlay } from "../bench-players.js";
import { OPERATIONS } from "../gateway/operations.js";
import { median } from "../median.js";
import { type SetUp, startBenchHouse } from "../sign-up-houses.js";
import { type CpuByPart, cpuBetween, cpuOf, ownChildren, STORES } from "./house-cpu.js";

/**
 * `npm run bench:whole`: milliseconds of CPU that the whole system takes for a request, once in one process (`npm start`)
 * and once with a process for each service, as it is deployed: the grid of 50 channels with what is on and each one's
 * access, and the heartbeat, of households that watch, through the gateway. Both houses have the demo's guide and a
 * PostgreSQL of their own; they are asked in turns, a round each, and the median of the rounds counts. What PostgreSQL and
 * Redis take is told apart. Exits with 1 where one process takes more than half of what the processes apart take together.
 * `OPERATION=grid` compares in that alone.
 */
const ROUNDS = 7;
const AT_ONCE = 8;
const HIGHEST_RATIO = 0.5;
const SET_UPS: readonly SetUp[] = ["in one process", "apart"];
/** It is not the limits of rates that are measured. */
const SETTINGS = { RATE_GENERAL_HOUSEHOLD: "1000000", RATE_PLAYBACK_HOUSEHOLD: "1000000" };

interface Measured {
  readonly requests: number;
  readonly warmUp: number;
  readonly ask: (of: Playing, turn: number) => Promise<void>;
}

const GRID = new TypedDocumentString<{ channels: { edges: object[] } }, object>(
  OPERATIONS["grid of 50 channels"]?.query ?? "",
);
const MEASURED: Readonly<Record<string, Measured>> = {
  grid: {
    requests: 200,
    warmUp: 400,
    async ask({ client }) {
      const { data, errors } = await client.request(GRID, {});
      if (errors.length > 0 || data.channels.edges.length !== 50) throw new Error(JSON.stringify(errors));
    },
  },
  heartbeat: {
    requests: 1_000,
    warmUp: 2_000,
    ask: ({ client, slotToken }, turn) => beatOnce(client, slotToken, turn),
  },
};

interface House {
  readonly setUp: SetUp;
  readonly roots: ReadonlySet<number>;
  readonly playing: readonly Playing[];
  turn: number;
}

async function openHouse(setUp: SetUp, folder: string, lifecycle: Lifecycle): Promise<House> {
  const others = ownChildren();
  const url = await startBenchHouse(
    setUp,
    path.join(folder, setUp.replaceAll(" ", "-")),
    lifecycle,
    SETTINGS,
  );
  const roots = new Set([...ownChildren()].filter((id) => !others.has(id)));
  return { setUp, roots, playing: await signUpAndPlay(url, AT_ONCE), turn: 0 };
}

/** Each household asks its next when it has been answered, so that none shares another's answer. */
async function askMany(house: House, { ask }: Measured, requests: number): Promise<void> {
  let left = requests;
  const client = async (of: Playing) => {
    for (; left > 0; left -= 1) {
      house.turn += 1;
      await ask(of, house.turn);
    }
  };
  await Promise.all(house.playing.map(client));
}

interface Round {
  readonly parts: CpuByPart;
  readonly aSecond: number;
}

async function compare(name: string, measured: Measured, houses: readonly House[]): Promise<number> {
  for (const house of houses) await askMany(house, measured, measured.warmUp);
  const rounds = new Map<House, Round[]>(houses.map((house) => [house, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [house, taken] of rounds) {
      const before = cpuOf(house.roots);
      const began = performance.now();
      await askMany(house, measured, measured.requests);
      const aSecond = (measured.requests * 1_000) / (performance.now() - began);
      taken.push({ parts: cpuBetween(before, cpuOf(house.roots), measured.requests), aSecond });
    }
  }
  console.log(`\n${name}: CPU for a request, of all processes of the house`);
  const [together = Number.NaN, apart = Number.NaN] = [...rounds].map(([{ setUp }, taken]) =>
    report(setUp, taken),
  );
  console.log(`  ratio ${(together / apart).toFixed(2)} (at most ${HIGHEST_RATIO})`);
  return together / apart;
}

/** The CPU of the house's own processes. */
function report(setUp: SetUp, rounds: readonly Round[]): number {
  const names = [...new Set(rounds.flatMap(({ parts }) => [...parts.keys()]))];
  const stores = Object.values(STORES);
  const isOwn = (part: string) => !stores.includes(part);
  const ownOf = ({ parts }: Round) =>
    [...parts].reduce((sum, [part, cpuMs]) => (isOwn(part) ? sum + cpuMs : sum), 0);
  const own = median(rounds.map(ownOf));
  const ofPart = (part: string) => median(rounds.map(({ parts }) => parts.get(part) ?? 0));
  const each = names.map((part) => `${part} ${ofPart(part).toFixed(2)}`).join(", ");
  const aSecond = median(rounds.map((round) => round.aSecond)).toFixed(0);
  console.log(`  ${setUp.padEnd(15)} ${own.toFixed(2)} ms  ${aSecond.padStart(5)}/s  (${each})`);
  return own;
}

const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-bench-"));
const lifecycle = new Lifecycle("bench");
lifecycle.defer("folder", () => rm(folder, { recursive: true, force: true }));
try {
  const houses: House[] = [];
  for (const setUp of SET_UPS) houses.push(await openHouse(setUp, folder, lifecycle));
  const ratios: number[] = [];
  for (const [name, measured] of Object.entries(MEASURED)) {
    if (name.includes(process.env["OPERATION"] ?? "")) ratios.push(await compare(name, measured, houses));
  }
  console.log(`\n${os.availableParallelism()} cores, load ${os.loadavg()[0]?.toFixed(1)}`);
  if (Math.max(...ratios) > HIGHEST_RATIO) process.exitCode = 1;
} finally {
  await closeBenchClients();
  await lifecycle.close();
}
