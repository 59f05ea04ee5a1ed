import { useEffect, useState } from "react";
import { PlayersDocument } from "../generated/operations.js";
import type { Slot } from "../household/use-streams.js";
import { useWindow } from "../session/context.js";

/** Where a player said that it was, and when it was heard. */
interface Said {
  readonly slotId: string;
  readonly seconds: number;
  readonly heardAt: number;
}

/**
 * Where a player is, by its last sign of life: it goes on from there unless it is paused. By this device's own clock,
 * which may be another one than the platform's.
 */
export function usePosition(slot: Slot, now: number): number {
  const { client } = useWindow();
  const { clock } = client.platform;
  const [said, setSaid] = useState<Said | null>(null);
  useEffect(
    () =>
      client.subscribe(
        PlayersDocument,
        {},
        {
          next: ({ playoutChanged: { slot: update } }) => {
            if (update.id !== slot.id || update.positionSeconds === null) return;
            setSaid({ slotId: update.id, seconds: update.positionSeconds, heardAt: clock.now() });
          },
        },
      ),
    [client, clock, slot.id],
  );
  const known = said?.slotId === slot.id ? said : null;
  const seconds = known?.seconds ?? slot.positionSeconds ?? 0;
  const heardAt = known?.heardAt ?? Date.parse(slot.lastHeartbeatAt);
  return slot.state === "PAUSED" ? seconds : seconds + Math.max(0, now - heardAt) / 1_000;
}
