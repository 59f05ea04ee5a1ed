import { setTimeout as delay } from "node:timers/promises";
import { FLOODS, letGo, type Target } from "./floods.js";

/*
 * Who floods, in a process of its own, so that it costs whoever measures nothing but its share of the machine. Its parent says
 * which flood, and `stop`, over IPC; the answer to `stop` is what came of the blows.
 */

/** What its parent says. */
export type FloodCommand = "stop" | { readonly flood: string; readonly target: Target };

/** Blows a second, and those that are not answered yet. */
const RATE = 200;
const MOST_OPEN = 500;
const TICK_MS = 10;

let outcomes: Record<string, number> = {};
let flood: string | null = null;
let open = 0;
let number = 0;

function note(outcome: string): void {
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
}

function strike(name: string, target: Target): void {
  if (open >= MOST_OPEN) {
    note("not sent");
    return;
  }
  open += 1;
  number += 1;
  (FLOODS[name]?.(target, number) ?? Promise.resolve("no such flood"))
    .catch((error: Error & { code?: string }) => error.code ?? error.name)
    .then(note)
    .finally(() => {
      open -= 1;
    });
}

async function run(name: string, target: Target): Promise<void> {
  const begunAt = performance.now();
  for (let sent = 0; flood === name; await delay(TICK_MS)) {
    const due = Math.floor(((performance.now() - begunAt) * RATE) / 1_000);
    for (; sent < due; sent += 1) strike(name, target);
  }
}

process.on("message", (command: FloodCommand) => {
  if (command === "stop") {
    flood = null;
    process.send?.(outcomes);
    letGo();
    return;
  }
  outcomes = {};
  flood = command.flood;
  void run(command.flood, command.target);
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
