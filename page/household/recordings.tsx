import { dayOf, lengthOf, timeOf } from "../instants.js";
import type { Quota, RecordingLine, Recordings } from "./use-recordings.js";

/** What is and will be recorded, and the room that is left for it. */
export function RecordingsPanel({ recordings }: { recordings: Recordings }) {
  const { lines, quota, cancel } = recordings;
  return (
    <section className="panel recordings" aria-label="Recordings">
      <header className="panel-bar">
        <h2>Recordings</h2>
        {quota && <Room quota={quota} />}
      </header>
      {lines.length === 0 && <p className="dim">Nothing yet: choose a programme and record it.</p>}
      <ul className="recording-lines">
        {lines.map((line) => (
          <Line key={line.id} line={line} onCancel={() => void cancel(line)} />
        ))}
      </ul>
    </section>
  );
}

function Room({ quota: { totalSeconds, usedSeconds, reservedSeconds } }: { quota: Quota }) {
  const taken = usedSeconds + reservedSeconds;
  return (
    <p className="room dim">
      <meter min={0} max={totalSeconds} value={taken} aria-label="Room for recordings" />
      {lengthOf(taken)} of {lengthOf(totalSeconds)}
    </p>
  );
}

function Line({ line, onCancel }: { line: RecordingLine; onCancel: () => void }) {
  const isToCome = line.status === "SCHEDULED" || line.status === "RECORDING";
  return (
    <li className="recording" data-status={line.status}>
      <span className="rec" aria-hidden="true" />
      <span className="slot-text">
        <span className="slot-title">{line.title}</span>
        <span className="dim">
          {line.status.toLowerCase()} · {dayOf(line.scheduledStart)}, {timeOf(line.scheduledStart)}
          {line.channel && ` · ${line.channel.title}`}
        </span>
      </span>
      {isToCome && (
        <button
          type="button"
          className="small"
          onClick={onCancel}
          aria-label={`Cancel the recording of ${line.title}`}
        >
          Cancel
        </button>
      )}
    </li>
  );
}
