import { markdownTable, writeSection } from "../markdown-section.js";
import { type Answers, type FaultResult, type Row, runFaults } from "./campaign.js";
import { KINDS } from "./kinds.js";

/*
 * `npm run faults [-- name …] [--publish]`: every dependency in every trouble, one after the other, under steady load.
 * Prints what each kind of request was answered and how long it took until all were answered again, and audits in the end.
 * Exits with 1 where something acknowledged was lost, a household is oversubscribed, a player was stopped, or a process did
 * not come back. Names choose troubles that contain them; `--publish` writes the table of docs/reliability.md.
 */

const TROUBLE_MS = 8_000;

/** How many were answered, how fast, and what the others were told most. */
function cellOf({ asked, answered, p50Ms, otherwise }: Answers): string {
  return [
    asked === 0 ? "–" : `${Math.round((100 * answered) / asked)}%`,
    p50Ms < 1_000 ? `${p50Ms.toFixed(0)} ms` : `${(p50Ms / 1_000).toFixed(1)} s`,
    ...(otherwise ? [otherwise] : []),
  ].join(", ");
}

function tableOf(rows: readonly Row[]): string {
  const head = ["trouble", ...KINDS.map(({ name }) => name), "all answered again after"];
  return markdownTable(
    head,
    rows.map(({ trouble, answers, recoveredMs }) => [
      trouble,
      ...answers.map(cellOf),
      recoveredMs === null ? "**never**" : `${(recoveredMs / 1_000).toFixed(1)} s`,
    ]),
  );
}

function auditOf({ audited, wrongs }: FaultResult): string {
  const { recordings, bookmarks, mails, players } = audited;
  return `Audited: ${recordings} recordings and ${bookmarks} bookmarks that were acknowledged, ${mails} addresses that were promised a mail, ${players} players that were to go on; ${wrongs.length} wrong.`;
}

async function run(names: readonly string[], isPublished: boolean): Promise<boolean> {
  const wants = (trouble: string) => names.length === 0 || names.some((part) => trouble.includes(part));
  const result = await runFaults({ wants, troubleMs: TROUBLE_MS }, ({ trouble, answers, recoveredMs }) => {
    const back = recoveredMs === null ? "not back" : `back after ${recoveredMs.toFixed(0)} ms`;
    console.log(`${trouble}: ${answers.map(cellOf).join(" | ")} | ${back}`);
  });
  console.log(auditOf(result));
  for (const wrong of result.wrongs.slice(0, 20)) console.log(`FAIL  ${wrong}`);
  const section = `${tableOf(result.rows)}\n\n${auditOf(result)}`;
  if (isPublished) await writeSection("docs/reliability.md", "faults", section);
  return result.wrongs.length === 0;
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
