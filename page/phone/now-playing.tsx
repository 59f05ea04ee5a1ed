import type { CSSProperties } from "react";
import type { Slot } from "../household/use-streams.js";
import { durationOf, lengthInSeconds } from "../instants.js";
import { useNow } from "../session/context.js";
import { hueOf } from "../tv/picture.js";
import type { Send } from "./phone.js";
import { usePosition } from "./use-position.js";

const STEP_SECONDS = 30;

interface NowPlayingProps {
  readonly slot: Slot | null;
  /** Of the television; null where none listens. */
  readonly name: string | null;
  readonly send: Send;
}

/** What plays on the television, and the buttons for it. */
export function NowPlaying({ slot, name, send }: NowPlayingProps) {
  return (
    <section
      className="panel now-playing"
      aria-label="On the television"
      style={{ "--hue": hueOf(slot?.content?.id ?? "") } as CSSProperties}
    >
      {slot ? (
        <Playing slot={slot} send={send} />
      ) : (
        <p className="dim">{name === null ? "Nothing to control." : `Nothing plays on ${name}.`}</p>
      )}
    </section>
  );
}

function Playing({ slot, send }: { slot: Slot; send: Send }) {
  const now = useNow(1_000);
  const position = usePosition(slot, now);
  const length = slot.content && lengthInSeconds(slot.content);
  const isPaused = slot.state === "PAUSED";
  const seek = (to: number) => {
    const positionSeconds = Math.floor(Math.min(Math.max(0, to), length ?? to));
    void send({ kind: "SEEK", positionSeconds });
  };
  return (
    <>
      <h2>{slot.content?.title ?? slot.recording?.title}</h2>
      <p className="dim">
        {isPaused ? "Paused" : "Playing"} at {durationOf(position)}
        {length !== null && ` of ${durationOf(length)}`}
      </p>
      <div className="remote" role="group" aria-label="Remote control">
        <button type="button" onClick={() => seek(position - STEP_SECONDS)} aria-label="−30 s, back">
          −30 s
        </button>
        <button
          type="button"
          className="primary large"
          onClick={() => void send({ kind: isPaused ? "RESUME" : "PAUSE" })}
        >
          {isPaused ? "Resume" : "Pause"}
        </button>
        <button type="button" onClick={() => seek(position + STEP_SECONDS)} aria-label="+30 s, forward">
          +30 s
        </button>
      </div>
      <button type="button" className="wide" onClick={() => void send({ kind: "STOP" })}>
        Stop
      </button>
    </>
  );
}
