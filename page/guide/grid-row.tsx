import { type CSSProperties, memo } from "react";
import { spanOf, timeOf } from "../instants.js";
import type { Airing, Place } from "./grid-walk.js";
import { type GuideRow, type Span, slotsOf } from "./guide-data.js";

interface RowProps {
  readonly row: GuideRow;
  readonly index: number;
  readonly span: Span;
  readonly now: number;
  /** Of its airings; null where none of them is. */
  readonly focused: number | null;
  readonly selected: number | null;
  readonly playing: boolean;
  readonly recordedIds: ReadonlySet<string>;
  readonly onPick: (place: Place, id: string) => void;
}

/** The half hours above the grid, and the line of now, which goes down through all rows. */
export function GridHead({ span, now }: { span: Span; now: number }) {
  return (
    <div role="row" aria-rowindex={1} className="grid-row grid-head">
      <div role="columnheader" className="grid-channel">
        Channel
      </div>
      {slotsOf(span).map((slot) => (
        <div key={slot} role="columnheader" className="grid-slot">
          {timeOf(slot)}
        </div>
      ))}
      {now >= span.from && now < span.to && (
        <div
          className="grid-now"
          aria-hidden="true"
          style={{ "--at": shareOf(now, span) } as CSSProperties}
        />
      )}
    </div>
  );
}

/** A channel, and what it shows. */
export const GridRow = memo(function GridRow(props: RowProps) {
  const { row, index, playing } = props;
  return (
    <div role="row" aria-rowindex={index + 2} className="grid-row" data-playing={playing || undefined}>
      <div role="rowheader" className="grid-channel">
        <span className="grid-number">{row.number}</span>
        <span className="grid-name">{row.title}</span>
        {!row.isEntitled && (
          <span className="tag" title={`Part of ${row.offers.join(", ")}`}>
            {row.offers[0] ?? "locked"}
          </span>
        )}
      </div>
      <div role="presentation" className="grid-track">
        {row.airings.map((airing, place) => (
          <Cell key={airing.id} {...props} airing={airing} place={place} />
        ))}
        {row.airings.length === 0 && (
          <div role="gridcell" className="grid-gap">
            No guide for these hours
          </div>
        )}
      </div>
    </div>
  );
});

function Cell({ airing, place, ...props }: RowProps & { airing: Airing; place: number }) {
  const { row, index, span, now, focused, selected, recordedIds, onPick } = props;
  const { id, title, subtitle, start, stop } = airing;
  const from = shareOf(Math.max(start, span.from), span);
  const width = shareOf(Math.min(stop, span.to), span) - from;
  const when = now >= stop ? "past" : now >= start ? "now" : "later";
  const isRecorded = recordedIds.has(id);
  const said = [
    row.title,
    `${timeOf(start)} to ${timeOf(stop)}`,
    when === "now" && "on now",
    isRecorded && "recording",
    !row.isEntitled && "not in your package",
  ];
  return (
    <div
      role="gridcell"
      className="grid-cell"
      aria-selected={selected === place}
      style={{ left: `${from * 100}%`, width: `${width * 100}%` }}
    >
      <button
        type="button"
        tabIndex={focused === place ? 0 : -1}
        className={`airing ${when}`}
        title={`${title}\n${spanOf(start, stop)}`}
        data-begun={start < span.from || undefined}
        onClick={() => onPick({ row: index, airing: place, at: Math.max(start, span.from) }, id)}
      >
        <span className="airing-title">
          {isRecorded && <span className="rec" aria-hidden="true" />}
          {title}
        </span>
        <span className="airing-note">{subtitle ?? timeOf(start)}</span>
        <span className="unseen">, {said.filter(Boolean).join(", ")}</span>
      </button>
    </div>
  );
}

function shareOf(instant: number, { from, to }: Span): number {
  return (instant - from) / (to - from);
}
