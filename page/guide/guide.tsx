import {
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { dayOf, MINUTE_MS, spanOf } from "../instants.js";
import { useNow, useWindow } from "../session/context.js";
import { GridHead, GridRow } from "./grid-row.js";
import { type Place, placeAt, placeOf, walk } from "./grid-walk.js";
import { type GuideState, type Span, spanAt, turned, useGuide } from "./guide-data.js";

export interface GuideProps {
  /** What the details are of. */
  readonly selectedId: string | null;
  readonly playingId: string | null;
  /** Ids of broadcasts that are, or will be, recorded. */
  readonly recordedIds: ReadonlySet<string>;
  /** Where a search led: the hours and the channel to show. */
  readonly sought: { readonly channelId: string; readonly at: number } | null;
  readonly onSelect: (id: string) => void;
  /** Selects, and goes to what can be done with it. */
  readonly onOpen: (id: string) => void;
}

/** Channels by hours. The arrows walk over it, also beyond the hours that are shown. */
export function Guide(props: GuideProps) {
  const { announce, client } = useWindow();
  const now = useNow(MINUTE_MS / 2);
  const [span, setSpan] = useState<Span>(() => spanAt(client.platform.clock.now()));
  const guide = useGuide(span);
  const focus = useGridFocus(guide, setSpan, now);
  useSought(props.sought, guide, setSpan, focus);
  const turn = (next: Span, at = next.from) => {
    setSpan(next);
    focus.set({ row: focus.place?.row ?? 0, at });
    announce(`The guide from ${dayOf(next.from)}, ${spanOf(next.from, next.to)}`);
  };
  return (
    <section className="guide panel" aria-label="Guide">
      <header className="guide-bar">
        <h2>Guide</h2>
        <p className="dim">
          {dayOf(span.from)}, {spanOf(span.from, span.to)}
        </p>
        <div className="buttons">
          <button type="button" onClick={() => turn(turned(span, "earlier"))}>
            <span aria-hidden="true">‹</span> Earlier
          </button>
          <button type="button" onClick={() => turn(spanAt(now), now)}>
            Now
          </button>
          <button type="button" onClick={() => turn(turned(span, "later"))}>
            Later <span aria-hidden="true">›</span>
          </button>
        </div>
        <p className="dim keys" id="guide-keys">
          Arrows walk, Enter opens
        </p>
      </header>
      {guide.problem && (
        <p className="problem" role="alert">
          The guide cannot be read: {guide.problem}
        </p>
      )}
      <Grid {...props} guide={guide} focus={focus} now={now} />
    </section>
  );
}

interface GridProps extends GuideProps {
  readonly guide: GuideState;
  readonly focus: ReturnType<typeof useGridFocus>;
  readonly now: number;
}

function Grid({ guide, focus, now, onOpen, onSelect, ...marks }: GridProps) {
  const { rows, span, isLoading } = guide;
  const open = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return focus.onKeyDown(event);
    const { row, airing } = focus.place ?? { row: -1, airing: -1 };
    const found = rows[row]?.airings[airing];
    if (!found) return;
    event.preventDefault();
    onOpen(found.id);
  };
  const onPick = useCallback(
    (place: Place, id: string) => {
      focus.set(place);
      onSelect(id);
    },
    [focus.set, onSelect],
  );
  return (
    <div className="grid-scroll" ref={focus.scrollRef}>
      <div
        role="grid"
        tabIndex={-1}
        className="grid"
        aria-label={`Guide, ${spanOf(span.from, span.to)}`}
        aria-describedby="guide-keys"
        aria-rowcount={rows.length + 1}
        aria-busy={isLoading}
        onKeyDown={open}
        onFocus={focus.onFocus}
        onBlur={focus.onBlur}
      >
        <GridHead span={span} now={now} />
        {rows.map((row, index) => (
          <GridRow
            key={row.id}
            {...{ row, index, span, now, onPick }}
            focused={focus.place?.row === index ? focus.place.airing : null}
            selected={indexIn(row.airings, marks.selectedId)}
            playing={marks.playingId === row.id || indexIn(row.airings, marks.playingId) !== null}
            recordedIds={marks.recordedIds}
          />
        ))}
      </div>
    </div>
  );
}

function indexIn(airings: readonly { id: string }[], id: string | null): number | null {
  const index = id === null ? -1 : airings.findIndex((airing) => airing.id === id);
  return index < 0 ? null : index;
}

/** One cell of the grid can be reached with Tab; the keys move which. A walk beyond the hours shown goes on in the next. */
function useGridFocus(guide: GuideState, setSpan: (span: Span) => void, now: number) {
  const { rows, span } = guide;
  const scrollRef = useRef<HTMLDivElement>(null);
  const [wished, setWished] = useState<{ readonly row: number; readonly at: number } | null>(null);
  /** The hours in which the wished place takes the focus, as soon as they are there; null once it has. */
  const movesIn = useRef<number | null>(null);
  const place = useMemo(
    () => placeAt(rows, wished?.row ?? 0, wished?.at ?? now) ?? firstPlace(rows, wished?.at ?? now),
    [rows, wished, now],
  );
  const hold = useHold(guide, place, setWished, scrollRef);
  useLayoutEffect(() => {
    if (movesIn.current !== span.from || !place) return;
    movesIn.current = null;
    focusCell(scrollRef);
  }, [place, span.from]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !place) return;
    const step = walk(rows, place, event.key);
    if (!step) return;
    event.preventDefault();
    const next = "to" in step ? span : turned(span, step.turn);
    movesIn.current = next.from;
    setWished("to" in step ? step.to : step);
    // Until the next hours are there, the cell that has the focus keeps it.
    if (!("to" in step)) setSpan(next);
  };
  return { place, set: setWished, scrollRef, onKeyDown, ...hold };
}

type ScrollRef = RefObject<HTMLDivElement | null>;

function focusCell(scrollRef: ScrollRef): void {
  scrollRef.current?.querySelector<HTMLElement>('[role="gridcell"] [tabindex="0"]')?.focus();
}

/** A guide that changes under the focus takes it along with its airing; where that is gone, to what airs in its place. */
function useHold(
  { rows, span }: GuideState,
  place: Place | null,
  setPlace: (place: Place) => void,
  scrollRef: ScrollRef,
) {
  const isHeld = useRef(false);
  const held = useRef<{ rows: GuideState["rows"]; from: number; id: string | undefined } | null>(null);
  useLayoutEffect(() => {
    const before = held.current;
    const { from } = span;
    const id = place ? rows[place.row]?.airings[place.airing]?.id : undefined;
    held.current = { rows, from, id };
    if (!isHeld.current) return;
    const hasChanged = before !== null && before.rows !== rows && before.from === from && before.id !== id;
    const moved = hasChanged && before.id !== undefined ? placeOf(rows, before.id, from) : null;
    if (moved) setPlace(moved);
    else if (document.activeElement === document.body) focusCell(scrollRef);
  }, [rows, span, place, setPlace, scrollRef]);
  const onFocus = () => {
    isHeld.current = true;
  };
  const onBlur = () => {
    isHeld.current = false;
  };
  return { onFocus, onBlur };
}

/** Brings what was sought into view, and leaves the focus where it is. */
function useSought(
  sought: GuideProps["sought"],
  { rows, span }: GuideState,
  setSpan: (span: Span) => void,
  { set, scrollRef }: ReturnType<typeof useGridFocus>,
) {
  const shown = useRef<GuideProps["sought"]>(null);
  useEffect(() => {
    if (sought) setSpan(spanAt(sought.at));
  }, [sought, setSpan]);
  useEffect(() => {
    if (!sought || shown.current === sought || span.from !== spanAt(sought.at).from) return;
    shown.current = sought;
    const row = rows.findIndex(({ id }) => id === sought.channelId);
    if (row < 0) return;
    set({ row, at: sought.at });
    // One row is the head.
    scrollRef.current?.querySelectorAll('[role="row"]')[row + 1]?.scrollIntoView({ block: "center" });
  }, [sought, rows, span.from, set, scrollRef]);
}

function firstPlace(rows: GuideState["rows"], at: number): Place | null {
  const row = rows.findIndex(({ airings }) => airings.length > 0);
  return row < 0 ? null : placeAt(rows, row, at);
}
