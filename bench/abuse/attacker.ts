import { setTimeout as delay } from "node:timers/promises";
import { FLOODS, letGo, type Target } from "./floods.js";

/*
 * Who floods, in a process of its own, so that it costs whoever measures nothing but its share of the machine. Its
 * parent says which flood, and `stop`, over IPC; the answer to `stop` is what came of the blows.
 */

/** What its parent says. */
export type FloodCommand = "stop" | { readonly flood: string; readonly target: Target };

/** Blows a second, and those that are not answered yet. */
const RATE = 200;
const MOST_OPEN = 500;
const TICK_MS = 10;

/** One flood, and what came of its blows until it was told to stop. */
interface Flood {
  readonly name: string;
  readonly target: Target;
  readonly outcomes: Record<string, number>;
  open: number;
}

let current: Flood | null = null;
let number = 0;

function note(flood: Flood, outcome: string): void {
  flood.outcomes[outcome] = (flood.outcomes[outcome] ?? 0) + 1;
}

function strike(flood: Flood): void {
  if (flood.open >= MOST_OPEN) {
    note(flood, "not sent");
    return;
  }
  flood.open += 1;
  number += 1;
  (FLOODS[flood.name]?.(flood.target, number) ?? Promise.resolve("no such flood"))
    .catch((error: Error & { code?: string }) => error.code ?? error.name)
    .then((outcome) => note(flood, outcome))
    .finally(() => {
      flood.open -= 1;
    });
}

async function run(flood: Flood): Promise<void> {
  const begunAt = performance.now();
  for (let sent = 0; current === flood; await delay(TICK_MS)) {
    const due = Math.floor(((performance.now() - begunAt) * RATE) / 1_000);
    for (; sent < due; sent += 1) strike(flood);
  }
}

process.on("message", (command: FloodCommand) => {
  if (command === "stop") {
    process.send?.(current?.outcomes ?? {});
    current = null;
    letGo();
    return;
  }
  current = { name: command.flood, target: command.target, outcomes: {}, open: 0 };
  void run(current);
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
