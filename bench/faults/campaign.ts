import { setTimeout as delay } from "node:timers/promises";
import { Lifecycle } from "../../lib/lifecycle.js";
import type { ApartHouse } from "../apart-house.js";
import { percentile } from "../night/tally.js";
import { audit, notReady } from "./audit.js";
import { makeCast } from "./cast.js";
import { KINDS, type Kind } from "./kinds.js";
import { openStage } from "./stage.js";
import { type Asked, SteadyLoad } from "./steady-load.js";
import { type Stage, type Trouble, troublesOf } from "./troubles.js";

/** After which nobody believes any more that it comes back by itself. */
const RECOVERY_MS = 60_000;
/** So many answers in a row make a recovery. */
const ANSWERS_IN_A_ROW = 2;

/** What is to be suffered. */
export interface FaultPlan {
  /** Troubles by name. */
  wants(trouble: string): boolean;
  /** So long each of them lasts. */
  readonly troubleMs: number;
}

/** What became of one kind of request in a trouble. */
export interface Answers {
  readonly kind: string;
  readonly asked: number;
  /** As they should be. */
  readonly answered: number;
  readonly p50Ms: number;
  /** What the others were told most; null where there were none. */
  readonly otherwise: string | null;
}

/** One trouble, or none. */
export interface Row {
  readonly trouble: string;
  /** In the order of KINDS. */
  readonly answers: readonly Answers[];
  /** From its end until all were answered again; null where that did not come. */
  readonly recoveredMs: number | null;
}

export interface FaultResult {
  readonly rows: readonly Row[];
  /** What the audit looked for. */
  readonly audited: Readonly<Record<"recordings" | "bookmarks" | "mails" | "players", number>>;
  /** What it found, and what did not come back. */
  readonly wrongs: readonly string[];
}

/** Steady load on a house of its own, one trouble after the other, and an audit; `say` hears of each when it is over. */
export async function runFaults(plan: FaultPlan, say: (row: Row) => void): Promise<FaultResult> {
  await using lifecycle = new Lifecycle("faults");
  const stage = await openStage(lifecycle);
  const cast = await makeCast(stage.house, lifecycle);
  const load = new SteadyLoad(cast);
  const wanted = troublesOf(stage.smallDisk !== null).filter(({ name }) => plan.wants(name));
  const rows: Row[] = [];
  const wrongs: string[] = [];
  for (const trouble of [NONE, ...wanted]) {
    const { row, away } = await suffer(trouble, plan.troubleMs, stage, load);
    rows.push(row);
    say(row);
    if (row.recoveredMs === null) wrongs.push(`${row.trouble}: not back: ${away.join(", ")}`);
  }
  await load[Symbol.asyncDispose]();
  wrongs.push(...(await audit(stage, cast)));
  const { recordingIds, positions, mailedTo } = cast.ledger;
  const audited = {
    recordings: recordingIds.size,
    bookmarks: positions.size,
    mails: mailedTo.size,
    players: cast.watching.length,
  };
  return { rows, audited, wrongs };
}

const NONE: Trouble = { name: "none", begin: async () => async () => undefined };

/** One trouble from its beginning until all kinds of requests are answered again, or nobody believes in it: those are away. */
async function suffer(trouble: Trouble, troubleMs: number, stage: Stage, load: SteadyLoad) {
  const beginsAt = performance.now();
  const end = await trouble.begin(stage);
  const begunAt = trouble.breaksConnections ? performance.now() : beginsAt;
  await delay(troubleMs);
  const endedAt = performance.now();
  await end();
  const { recoveredMs, away } = await recovery(stage.house, load, endedAt);
  const asked = await load.sentBetween(begunAt, endedAt);
  const answers = KINDS.map((kind) => answersTo(kind, asked));
  return { row: { trouble: trouble.name, answers, recoveredMs }, away };
}

/** When the first of each kind was answered after which none failed, in milliseconds since `since`. */
async function recovery(house: ApartHouse, load: SteadyLoad, since: number) {
  for (;;) {
    const back = KINDS.map((kind) => backSince(load.sentSince(kind, since)));
    const processes = await notReady(house);
    if (back.every((at) => at !== null) && processes.length === 0)
      return { recoveredMs: Math.max(...back) - since, away: [] };
    if (performance.now() - since > RECOVERY_MS) {
      const kinds = KINDS.filter((_, index) => back[index] === null).map(
        (kind) => `${kind.name} (${load.sentSince(kind, since).at(-1)?.wrong ?? "no answer"})`,
      );
      return { recoveredMs: null, away: [...kinds, ...processes] };
    }
    await delay(200);
  }
}

/** Null while there are not so many good answers in a row. */
function backSince(asked: readonly Asked[]): number | null {
  const firstOfRow = asked.findLastIndex(({ wrong }) => wrong !== null) + 1;
  const row = asked.slice(firstOfRow);
  const [first] = row;
  return first && row.length >= ANSWERS_IN_A_ROW ? first.sentAt + first.tookMs : null;
}

function answersTo(kind: Kind, all: readonly Asked[]): Answers {
  const asked = all.filter((each) => each.kind === kind);
  const why = new Map<string, number>();
  for (const { wrong } of asked) if (wrong !== null) why.set(wrong, (why.get(wrong) ?? 0) + 1);
  return {
    kind: kind.name,
    asked: asked.length,
    answered: asked.filter(({ wrong }) => wrong === null).length,
    p50Ms: percentile(
      asked.map(({ tookMs }) => tookMs),
      0.5,
    ),
    otherwise: [...why].sort(([, left], [, right]) => right - left)[0]?.[0] ?? null,
  };
}
