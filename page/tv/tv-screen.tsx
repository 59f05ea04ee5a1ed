import { type KeyboardEvent, useEffect, useRef } from "react";
import { durationOf, lengthInSeconds } from "../instants.js";
import { useNow } from "../session/context.js";
import { useStore } from "../session/store.js";
import { Picture } from "./picture.js";
import type { Television, TelevisionState } from "./television.js";

type Showing = Extract<TelevisionState, { at: "playing" | "paused" }>;

/** The screen of the television, and its buttons. */
export function TvScreen({ television }: { television: Television }) {
  const state = useStore(television);
  return (
    <section className="tv panel" aria-label="Television" data-state={state.at}>
      <div className="tv-screen">
        <Screen television={television} state={state} />
      </div>
      {(state.at === "playing" || state.at === "paused") && (
        <Controls television={television} state={state} />
      )}
    </section>
  );
}

function Screen({ television, state }: { television: Television; state: TelevisionState }) {
  switch (state.at) {
    case "idle":
      return <p className="tv-note">Choose something in the guide.</p>;
    case "starting":
      return <p className="tv-note">Starting {state.wish.content.title}…</p>;
    case "playing":
    case "paused":
      return <Picture television={television} state={state} />;
    case "full":
      return <Full television={television} state={state} />;
    case "over":
      return (
        <div className="tv-note">
          <p>{state.why}</p>
          <button type="button" onClick={() => television.dismiss()}>
            All right
          </button>
        </div>
      );
  }
}

/** There is no room: says who has it, and offers to take it over. */
function Full({
  television,
  state,
}: {
  television: Television;
  state: Extract<TelevisionState, { at: "full" }>;
}) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const { wish, limit } = state;
  const leave = (event: KeyboardEvent) => {
    if (event.key === "Escape") television.dismiss();
  };
  return (
    <div
      className="full"
      role="alertdialog"
      aria-labelledby="full-title"
      aria-describedby="full-text"
      onKeyDown={leave}
    >
      <h2 id="full-title">{allInUse(limit.limit)}</h2>
      <p id="full-text">Take one over to watch {wish.content.title} here.</p>
      <ul>
        {limit.occupied.map(({ id, device }, index) => (
          <li key={id}>
            <button
              ref={index === 0 ? first : undefined}
              type="button"
              className="primary"
              onClick={() => void television.watch(wish, id)}
            >
              Take over from {device?.name ?? "a device that was removed"}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => television.dismiss()}>
        Leave them
      </button>
    </div>
  );
}

function allInUse(limit: number): string {
  if (limit === 1) return "The household's stream is in use";
  return limit === 2 ? "Both streams are in use" : `All ${limit} streams are in use`;
}

/** A step of the buttons beside the pause. */
const STEP_SECONDS = 30;

function Controls({ television, state }: { television: Television; state: Showing }) {
  useNow(1_000);
  const { seconds } = television.position;
  const length = lengthInSeconds(state.wish.content);
  const isPaused = state.at === "paused";
  const jump = (by: number) => television.seek(Math.min(Math.max(0, seconds + by), length ?? seconds + by));
  return (
    <div className="controls" role="group" aria-label="Playback">
      <button
        type="button"
        className="primary"
        onClick={() => (isPaused ? television.resume() : television.pause())}
      >
        {isPaused ? "Resume" : "Pause"}
      </button>
      <button type="button" onClick={() => jump(-STEP_SECONDS)} aria-label="−30 s, back">
        −30 s
      </button>
      <button type="button" onClick={() => jump(STEP_SECONDS)} aria-label="+30 s, forward">
        +30 s
      </button>
      {length !== null && (
        <input
          type="range"
          aria-label="Position"
          aria-valuetext={`${durationOf(seconds)} of ${durationOf(length)}`}
          min={0}
          max={length}
          value={Math.min(Math.floor(seconds), length)}
          onChange={({ target }) => television.seek(target.valueAsNumber)}
        />
      )}
      <span className="tag">{state.mode.replace("_", "-").toLowerCase()}</span>
      <button type="button" onClick={() => void television.stop()}>
        Stop
      </button>
    </div>
  );
}
