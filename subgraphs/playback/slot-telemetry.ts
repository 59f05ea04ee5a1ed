import type { Metrics } from "../../lib/telemetry/metrics.js";
import type { SlotStore } from "./slot-store.js";

/** The slot store, with what comes of each command counted: STOP and REFUSED are what an alarm looks at. */
export function observedSlotStore(store: SlotStore, metrics: Metrics): SlotStore {
  const commands = metrics.counter({
    name: "slot_commands_total",
    help: "Commands to the slot store by their answer; AWAY where it could not be asked.",
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
        commands.inc({ command: command.op, answer: "AWAY" });
        throw error;
      } finally {
        stop();
      }
    },
    forget: (accountId) => store.forget(accountId),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
