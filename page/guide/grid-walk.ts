/** One airing of a channel, as far as the grid places it; instants are milliseconds. */
export interface Airing {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string | null;
  readonly start: number;
  readonly stop: number;
}

/** What walks are made over: channels with their airings, by start. */
export type Rows = readonly { readonly airings: readonly Airing[] }[];

/** Where the focus is. `at` is the instant that it keeps while it goes up and down, as the eye does. */
export interface Place {
  readonly row: number;
  readonly airing: number;
  readonly at: number;
}

/** Another place; or another part of time, in which the walk goes on in `row` at the instant `at`. */
export type Step =
  | { readonly to: Place }
  | { readonly turn: "earlier" | "later"; readonly row: number; readonly at: number };

/** How many channels PageUp and PageDown pass. */
const PAGE_ROWS = 8;

/** The airing of a row at an instant, or the nearest to it; null where the row has none. */
export function placeAt(rows: Rows, row: number, at: number): Place | null {
  const airings = rows[row]?.airings ?? [];
  let best: Place | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const [index, { start, stop }] of airings.entries()) {
    const distance = at < start ? start - at : at >= stop ? at - stop + 1 : 0;
    if (distance < bestDistance) {
      best = { row, airing: index, at };
      bestDistance = distance;
    }
  }
  return best;
}

/** Where an airing is now, `from` being the first instant that is shown; null where it is not shown any more. */
export function placeOf(rows: Rows, id: string, from: number): Place | null {
  for (const [row, { airings }] of rows.entries()) {
    const airing = airings.findIndex((one) => one.id === id);
    const found = airings[airing];
    if (found) return { row, airing, at: Math.max(found.start, from) };
  }
  return null;
}

/** Where a key leads from a place; null where it leads nowhere. */
export function walk(rows: Rows, place: Place, key: string): Step | null {
  switch (key) {
    case "ArrowLeft":
      return along(rows, place, -1);
    case "ArrowRight":
      return along(rows, place, 1);
    case "ArrowUp":
      return across(rows, place, place.row - 1, -1);
    case "ArrowDown":
      return across(rows, place, place.row + 1, 1);
    case "PageUp":
      return across(rows, place, Math.max(0, place.row - PAGE_ROWS), 1);
    case "PageDown":
      return across(rows, place, Math.min(rows.length - 1, place.row + PAGE_ROWS), -1);
    case "Home":
      return airingOf(rows, place.row, 0);
    case "End":
      return airingOf(rows, place.row, (rows[place.row]?.airings.length ?? 0) - 1);
    default:
      return null;
  }
}

function along(rows: Rows, { row, airing }: Place, by: 1 | -1): Step | null {
  const here = rows[row]?.airings[airing];
  if (!here) return null;
  const next = airingOf(rows, row, airing + by);
  if (next) return next;
  return by === 1 ? { turn: "later", row, at: here.stop } : { turn: "earlier", row, at: here.start - 1 };
}

/** To `row`, or the first beyond it that has something at all. */
function across(rows: Rows, { at, row: from }: Place, row: number, by: 1 | -1): Step | null {
  for (let next = row; next >= 0 && next < rows.length; next += by) {
    const to = placeAt(rows, next, at);
    if (to) return next === from ? null : { to };
  }
  return null;
}

function airingOf(rows: Rows, row: number, airing: number): Step | null {
  const found = rows[row]?.airings[airing];
  return found ? { to: { row, airing, at: found.start } } : null;
}
