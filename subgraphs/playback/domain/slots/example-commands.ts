import type { HeartbeatCommand, StartCommand } from "./commands.js";
import type { Playout } from "./household.js";

/** Commands as tests send them: what a test does not care about is filled in. */
type Example<Command> = Pick<
  Command,
  Extract<keyof Command, "limit" | "leaseMs" | "deadline" | "startedAt">
> &
  Partial<Command> & { readonly slotId: string; readonly deviceId: string };

export function exampleStart({ slotId, deviceId, ...command }: Example<StartCommand>): StartCommand {
  const playout = examplePlayout(slotId, deviceId);
  return { op: "start", playout, takeOverSlotId: null, positionSeconds: null, ...command };
}

export function exampleBeat({ slotId, deviceId, ...command }: Example<HeartbeatCommand>): HeartbeatCommand {
  return {
    op: "heartbeat",
    playout: examplePlayout(slotId, deviceId),
    sequence: 1,
    event: "HEARTBEAT",
    positionSeconds: null,
    forgive: false,
    timeshift: false,
    ...command,
  };
}

function examplePlayout(slotId: string, deviceId: string): Playout {
  return { slotId, deviceId, contentId: "ch_1", profileId: null, mode: "LIVE", country: null };
}
