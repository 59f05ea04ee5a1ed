import { useEffect, useState } from "react";
import type { Answer, PlayheadClient } from "../../client/index.js";
import { GuideDocument, type GuideQuery } from "../generated/operations.js";
import { HOUR_MS, MINUTE_MS } from "../instants.js";
import { useWindow } from "../session/context.js";
import { ownSubtitle } from "../titles.js";
import type { Airing } from "./grid-walk.js";
import { GuideWatch } from "./guide-watch.js";

/** The part of time that the grid shows. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface GuideRow {
  readonly id: string;
  readonly title: string;
  readonly number: number | null;
  readonly isEntitled: boolean;
  /** What would open the channel. */
  readonly offers: readonly string[];
  readonly airings: readonly Airing[];
}

export interface GuideState {
  readonly rows: readonly GuideRow[];
  /** Of these rows: the one before, while the next is fetched. */
  readonly span: Span;
  readonly isLoading: boolean;
  readonly problem: string | null;
}

const SLOT_MS = 30 * MINUTE_MS;
const WIDTH_MS = 3 * HOUR_MS;
/** A turn of the page leaves an hour of what was seen. */
const STEP_MS = 2 * HOUR_MS;
/** Of a hundred channels each. */
const MOST_PAGES = 5;

/** The three hours with an instant near their beginning, from a half hour on. */
export function spanAt(instant: number): Span {
  const from = Math.floor((instant - SLOT_MS / 2) / SLOT_MS) * SLOT_MS;
  return { from, to: from + WIDTH_MS };
}

export function turned({ from }: Span, direction: "earlier" | "later"): Span {
  const next = from + (direction === "later" ? STEP_MS : -STEP_MS);
  return { from: next, to: next + WIDTH_MS };
}

/** The half hours of a span, for its head. */
export function slotsOf({ from, to }: Span): number[] {
  return Array.from({ length: Math.ceil((to - from) / SLOT_MS) }, (_, index) => from + index * SLOT_MS);
}

/** The channels with what they show in a span, as the guide changes. */
export function useGuide(span: Span): GuideState {
  const { client } = useWindow();
  const { from, to } = span;
  const [state, setState] = useState<GuideState>({ rows: [], span, isLoading: true, problem: null });
  useEffect(() => {
    setState((before) => ({ ...before, isLoading: true, problem: null }));
    const watch = new GuideWatch({
      client,
      async read() {
        const rows = await readGuide(client, { from, to });
        if (!watch.isOver) setState({ rows, span: { from, to }, isLoading: false, problem: null });
        return rows.flatMap(({ airings }) => airings.map(({ id }) => id));
      },
      failed: ({ message }) => setState((before) => ({ ...before, isLoading: false, problem: message })),
    });
    void watch.begin();
    return () => watch.close();
  }, [client, from, to]);
  return state;
}

async function readGuide(client: PlayheadClient, span: Span): Promise<readonly GuideRow[]> {
  const window = { from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() };
  const rows: GuideRow[] = [];
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer: Answer<GuideQuery> = await client.request(GuideDocument, { ...window, after });
    const { channels } = answer.data;
    if (!channels) throw new Error(answer.errors[0]?.message ?? "the guide is not there");
    for (const { node } of channels.edges) {
      const { id, title, number, access, schedule } = node;
      const offers = access?.offers.map(({ name }) => name) ?? [];
      const airings = schedule.map((airing) => ({
        ...airing,
        subtitle: ownSubtitle(airing),
        start: Date.parse(airing.start),
        stop: Date.parse(airing.stop),
      }));
      rows.push({ id, title, number, isEntitled: access?.entitled ?? true, offers, airings });
    }
    if (!channels.pageInfo.hasNextPage) break;
    after = channels.pageInfo.endCursor;
  }
  return rows;
}
