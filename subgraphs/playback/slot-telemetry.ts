import type { Metrics } from "../../lib/telemetry/metrics.js";
import { type SlotStore, SlotStoreAway } from "./slot-store.js";

/** The slot store, with what comes of each command counted: STOP and REFUSED are what an alarm looks at. */
export function observedSlotStore(store: SlotStore, metrics: Metrics): SlotStore {
  const commands = metrics.counter({
    name: "slot_commands_total",
    help: "Commands to the slot store by their answer; AWAY where it could not be asked, FAILED where it cannot say.",
    labels: ["command", "answer"],
  });
  const seconds = metrics.seconds({
    name: "slot_command_seconds",
    help: "How long the slot store took.",
    labels: ["command"],
  });
  return {
    async run(accountId, command) {
      const stop = seconds.startTimer({ command: command.op });
      try {
        const outcome = await store.run(accountId, command);
        commands.inc({ command: command.op, answer: outcome.reply.status });
        return outcome;
      } catch (error) {
        commands.inc({ command: command.op, answer: error instanceof SlotStoreAway ? "AWAY" : "FAILED" });
        throw error;
      } finally {
        stop();
      }
    },
    forget: (accountId) => store.forget(accountId),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

/** What could not be asked when a start was granted all the same. */
export type Untold = "slot store" | "facts";

/** Counts starts that are granted on trust: failing open is for an evening's hiccup, and somebody has to hear of it. */
export function countStartsOnTrust(metrics: Metrics | undefined): (untold: Untold) => () => void {
  const starts = metrics?.counter({
    name: "starts_on_trust_total",
    help: "Starts that were granted though the slot store, or facts of other services, could not be asked for.",
    labels: ["untold"],
  });
  return (untold) => () => starts?.inc({ untold });
}
