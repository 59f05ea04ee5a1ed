import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Lifecycle } from "../../lib/lifecycle.js";
import { startMailServer } from "../../subgraphs/accounts/testing/mail-server.js";
import { startProxy, type TcpProxy } from "../../tests/support/proxy.js";
import { type ApartHouse, startApartHouse } from "../apart-house.js";
import { markdownTable, writeSection } from "../markdown-section.js";
import { percentile } from "../night/tally.js";
import { audit, notReady } from "./audit.js";
import { makeCast } from "./cast.js";
import { type Cast, KINDS } from "./kinds.js";
import { mountSmallDisk } from "./small-disk.js";
import { type Asked, SteadyLoad } from "./steady-load.js";
import { type Proxied, type Stage, type Trouble, troublesOf } from "./troubles.js";

/*
 * `npm run faults [-- name …] [--publish]`: every dependency in every trouble, one after the other, under steady load.
 * Prints what each kind of request was answered and how long it took until all were answered again, and audits in the end.
 * Exits with 1 where something acknowledged was lost, a household is oversubscribed, a player was stopped, or a process did
 * not come back. Names choose troubles that contain them; `--publish` writes the table of docs/reliability.md.
 */

/** So long each trouble lasts. */
const TROUBLE_MS = 8_000;
/** After which nobody believes any more that it comes back by itself. */
const RECOVERY_MS = 60_000;
/** So many answers in a row make a recovery. */
const ANSWERS_IN_A_ROW = 2;
const STEPPING = pathToFileURL(path.resolve("dist/bench/faults/stepped-process.js"));

interface Row {
  readonly trouble: string;
  readonly cells: readonly string[];
  /** Null where it did not recover. */
  readonly recoveredMs: number | null;
}

async function openStage(lifecycle: Lifecycle): Promise<Stage> {
  const smallDisk = await mountSmallDisk(lifecycle);
  const folder = smallDisk ?? (await mkdtemp(path.join(os.tmpdir(), "playhead-faults-")));
  if (!smallDisk) lifecycle.defer("folder", () => rm(folder, { recursive: true, force: true }));
  const proxies = new Map<Proxied, TcpProxy>();
  const before = async (what: Proxied, url: string) => {
    const target = new URL(url);
    const proxy = lifecycle.use(`proxy of ${what}`, await startProxy(Number(target.port)));
    proxies.set(what, proxy);
    target.port = String(proxy.port);
    return target.toString().replace(/\/$/, "");
  };
  const mail = lifecycle.use("mail server", await startMailServer());
  const house = lifecycle.use(
    "house",
    await startApartHouse({
      folder,
      replicas: { gateway: 2 },
      settings: {
        NODE_OPTIONS: `--import=${STEPPING.href}`,
        SMTP_URL: await before("mail", `smtp://127.0.0.1:${mail.port}`),
      },
      through: before,
    }),
  );
  const [first = "", ...others] = house.endpoints;
  const endpoints = [await before("gateway", first), ...others];
  return { house: { ...house, endpoints }, proxies, mail, smallDisk };
}

/** One trouble from its beginning until all kinds of requests are answered again. */
async function suffer(trouble: Trouble, stage: Stage, load: SteadyLoad): Promise<Row> {
  const begunAt = performance.now();
  const end = await trouble.begin(stage);
  await delay(TROUBLE_MS);
  const endedAt = performance.now();
  await end();
  const recoveredMs = await recovery(stage.house, load, endedAt);
  const asked = await load.sentBetween(begunAt, endedAt);
  return {
    trouble: trouble.name,
    cells: KINDS.map((kind) => cellOf(asked.filter((each) => each.kind === kind))),
    recoveredMs,
  };
}

/** When the first of each kind was answered after which none failed, in milliseconds since `since`. */
async function recovery(house: ApartHouse, load: SteadyLoad, since: number): Promise<number | null> {
  for (;;) {
    const back = KINDS.map((kind) => backSince(load.sentSince(kind, since)));
    const away = await notReady(house);
    if (back.every((at) => at !== null) && away.length === 0) return Math.max(...back) - since;
    if (performance.now() - since > RECOVERY_MS) {
      const kinds = KINDS.filter((_, index) => back[index] === null);
      const told = kinds.map(
        (kind) => `${kind.name} (${load.sentSince(kind, since).at(-1)?.wrong ?? "no answer"})`,
      );
      console.log(`FAIL  not back: ${[...told, ...away].join(", ")}`);
      return null;
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

/** How many were answered, how fast, and what the others were told most. */
function cellOf(asked: readonly Asked[]): string {
  const answered = asked.filter(({ wrong }) => wrong === null).length;
  const p50 = percentile(
    asked.map(({ tookMs }) => tookMs),
    0.5,
  );
  const why = new Map<string, number>();
  for (const { wrong } of asked) if (wrong !== null) why.set(wrong, (why.get(wrong) ?? 0) + 1);
  const most = [...why].sort(([, left], [, right]) => right - left)[0]?.[0];
  const share = asked.length === 0 ? "–" : `${Math.round((100 * answered) / asked.length)}%`;
  return [
    share,
    p50 < 1_000 ? `${p50.toFixed(0)} ms` : `${(p50 / 1_000).toFixed(1)} s`,
    ...(most ? [most] : []),
  ].join(", ");
}

function tableOf(rows: readonly Row[]): string {
  const head = ["trouble", ...KINDS.map(({ name }) => name), "all answered again after"];
  return markdownTable(
    head,
    rows.map(({ trouble, cells, recoveredMs }) => [
      trouble,
      ...cells,
      recoveredMs === null ? "**never**" : `${(recoveredMs / 1_000).toFixed(1)} s`,
    ]),
  );
}

async function run(names: readonly string[], isPublished: boolean): Promise<boolean> {
  await using lifecycle = new Lifecycle("faults");
  const stage = await openStage(lifecycle);
  const cast: Cast = await makeCast(stage.house, lifecycle);
  const load = new SteadyLoad(cast);
  const all = troublesOf(stage.smallDisk !== null);
  const wanted = all.filter(({ name }) => names.length === 0 || names.some((part) => name.includes(part)));
  const rows: Row[] = [];
  const quietAt = performance.now();
  await delay(TROUBLE_MS);
  const quiet = await load.sentBetween(quietAt, performance.now());
  rows.push({
    trouble: "none",
    cells: KINDS.map((kind) => cellOf(quiet.filter((each) => each.kind === kind))),
    recoveredMs: 0,
  });
  for (const trouble of wanted) {
    rows.push(await suffer(trouble, stage, load));
    const row = rows.at(-1) as Row;
    console.log(`${row.trouble}: ${row.cells.join(" | ")} | back after ${row.recoveredMs?.toFixed(0)} ms`);
  }
  await load[Symbol.asyncDispose]();
  const wrongs = await audit(stage, cast);
  const { ledger } = cast;
  const said = `Audited: ${ledger.recordingIds.size} recordings and ${ledger.positions.size} bookmarks that were acknowledged, ${ledger.mailedTo.size} addresses that were promised a mail, ${cast.watching.length} players that were to go on; ${wrongs.length} wrong.`;
  console.log(said);
  for (const wrong of wrongs.slice(0, 20)) console.log(`FAIL  ${wrong}`);
  if (isPublished) await writeSection("docs/reliability.md", "faults", `${tableOf(rows)}\n\n${said}`);
  return wrongs.length === 0 && rows.every(({ recoveredMs }) => recoveredMs !== null);
}

const words = process.argv.slice(2);
const holds = await run(
  words.filter((word) => !word.startsWith("--")),
  words.includes("--publish"),
).catch((error: Error) => {
  console.error(error);
  return false;
});
process.exit(holds ? 0 : 1);
