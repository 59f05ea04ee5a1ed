import type { CSSProperties } from "react";
import { useWindow } from "../session/context.js";
import { hueOf } from "../tv/picture.js";
import type { Slot, Streams } from "./use-streams.js";

interface StreamsPanelProps {
  readonly streams: Streams | null;
  readonly onStop: (slotId: string) => void;
}

/** Who of the household watches what, as it changes. */
export function StreamsPanel({ streams, onStop }: StreamsPanelProps) {
  const free = Math.max(0, (streams?.limit ?? 0) - (streams?.inUse ?? 0));
  return (
    <section className="panel" aria-label="Streams of the household">
      <header className="panel-bar">
        <h2>Streams</h2>
        <p className="dim" data-testid="streams-in-use">
          {streams ? `${streams.inUse} of ${streams.limit} in use` : "…"}
        </p>
      </header>
      <ul className="slots">
        {streams?.slots.map((slot) => (
          <SlotLine key={slot.id} slot={slot} onStop={onStop} />
        ))}
        {Array.from({ length: free }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: free places are all alike
          <li key={index} className="slot free">
            Free
          </li>
        ))}
      </ul>
    </section>
  );
}

function SlotLine({ slot, onStop }: { slot: Slot; onStop: StreamsPanelProps["onStop"] }) {
  const { device } = useWindow();
  const isHere = slot.device?.id === device.id;
  const name = slot.device?.name ?? "A device that was removed";
  const title = slot.content?.title ?? slot.recording?.title ?? "";
  return (
    <li className="slot" style={{ "--hue": hueOf(slot.content?.id ?? slot.id) } as CSSProperties}>
      <span className="slot-dot" data-state={slot.state} aria-hidden="true" />
      <span className="slot-text">
        <span className="slot-title">{title}</span>
        <span className="dim">
          {name}
          {isHere && " (this one)"} ·{" "}
          {slot.state === "PAUSED" ? "paused" : slot.mode.replace("_", "-").toLowerCase()}
        </span>
      </span>
      <button
        type="button"
        className="small"
        onClick={() => onStop(slot.id)}
        aria-label={`End ${title} on ${name}`}
      >
        End
      </button>
    </li>
  );
}
