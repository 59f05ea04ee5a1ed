import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Milliseconds of CPU, user and system, by what took them: `house`, `gateway`, `catalog`, …, `PostgreSQL`, `Redis`. */
export type CpuByPart = ReadonlyMap<string, number>;

/** Parts that are no process of ours. */
export const STORES: Readonly<Record<string, string>> = { postgres: "PostgreSQL", "redis-server": "Redis" };

const TICK_MS = 1_000 / Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

interface Seen {
  readonly id: number;
  readonly parent: number;
  /** With that of its children that have ended. */
  readonly cpuMs: number;
}

/** Processes that this one has started itself. */
export function ownChildren(): ReadonlySet<number> {
  return new Set(
    seenProcesses()
      .filter(({ parent }) => parent === process.pid)
      .map(({ id }) => id),
  );
}

/** What `roots` and all under them have taken since they started. */
export function cpuOf(roots: ReadonlySet<number>): CpuByPart {
  const seen = seenProcesses();
  const byPart = new Map<string, number>();
  const add = (under: Seen, part: string) => {
    byPart.set(part, (byPart.get(part) ?? 0) + under.cpuMs);
    for (const child of seen.filter(({ parent }) => parent === under.id)) {
      add(child, storeOf(child.id) ?? part);
    }
  };
  for (const root of seen.filter(({ id }) => roots.has(id))) {
    add(root, storeOf(root.id) ?? nameOf(root.id));
  }
  return byPart;
}

/** What was taken between two looks, a request. */
export function cpuBetween(before: CpuByPart, after: CpuByPart, requests: number): CpuByPart {
  return new Map([...after].map(([part, cpuMs]) => [part, (cpuMs - (before.get(part) ?? 0)) / requests]));
}

function storeOf(id: number): string | undefined {
  return STORES[path.basename(commandLine(id)[0] ?? "")];
}

/** `npm start -- catalog` is `catalog`, and `npm start` the house. */
function nameOf(id: number): string {
  return commandLine(id)[2] || "house";
}

function commandLine(id: number): string[] {
  try {
    return readFileSync(`/proc/${id}/cmdline`, "utf8").split(/[\0 ]/);
  } catch {
    return [];
  }
}

function seenProcesses(): Seen[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      // After the program's name, which is in parentheses: state, parent, and from the twelfth on user, system, and theirs.
      const fields = readFileSync(`/proc/${name}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ")
        .map(Number);
      const ticks = fields.slice(11, 15).reduce((sum, each) => sum + each, 0);
      return [{ id: Number(name), parent: fields[1] ?? 0, cpuMs: ticks * TICK_MS }];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}
