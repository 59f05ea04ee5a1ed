import { useEffect, useState } from "react";
import { type AiringFragment, PastAiringsDocument } from "../generated/operations.js";
import { dayOf, lengthOf, MINUTE_MS, spanOf } from "../instants.js";
import { useNow, useWindow } from "../session/context.js";
import { ownSubtitle } from "../titles.js";
import type { About } from "./television.js";
import { waysToWatch } from "./ways-to-watch.js";

type Series = Extract<About, { __typename: "Series" }>;

interface PartsProps {
  readonly series: Series;
  readonly onOpen: (id: string) => void;
}

/** What a search takes. */
const TEXT_CHARACTERS = 200;

/** Everything of a series that can be watched now or will air: each leads to its own details. */
export function SeriesParts({ series, onOpen }: PartsProps) {
  const now = useNow(MINUTE_MS / 2);
  const past = usePastAirings(series);
  const episodes = series.episodes.edges.map(({ node }) => ({
    id: node.id,
    title: `${numbersOf(node.season, node.number)}${node.title}`,
    note: lengthOf(node.durationSeconds),
  }));
  const airings = series.upcoming.edges.map(({ node }) => lineOf(node));
  const caughtUp = past?.filter(({ stop, ...rest }) => {
    return Date.parse(stop) <= now && waysToWatch({ stop, ...rest }, now).length > 0;
  });
  const lists = [
    { name: "On demand", lines: episodes, hasMore: series.episodes.pageInfo.hasNextPage },
    { name: "On air and to come", lines: airings, hasMore: series.upcoming.pageInfo.hasNextPage },
    { name: "Catch-up", lines: caughtUp?.map(lineOf) ?? [], hasMore: false },
  ].filter(({ lines }) => lines.length > 0);
  if (lists.length === 0) return <p className="dim">{past && "Nothing of it can be watched or will air."}</p>;
  return lists.map(({ name, lines, hasMore }) => (
    <section key={name} aria-label={name} className="episodes">
      <h3>{name}</h3>
      <ul>
        {lines.map(({ id, title, note }) => (
          <li key={id}>
            <button type="button" onClick={() => onOpen(id)}>
              <span className="slot-title">{title}</span>
              <span className="dim">{note}</span>
            </button>
          </li>
        ))}
      </ul>
      {hasMore && <p className="dim">There are more: search for their titles.</p>}
    </section>
  ));
}

function lineOf(airing: AiringFragment) {
  const { id, title, season, episode, channel, start, stop } = airing;
  return {
    id,
    title: `${numbersOf(season, episode)}${ownSubtitle(airing) ?? title}`,
    note: `${dayOf(start)}, ${spanOf(start, stop)} · ${channel.title}`,
  };
}

/** `2.05 `: season and episode, as far as they are known. */
function numbersOf(season: number | null, episode: number | null): string {
  if (episode === null) return "";
  return season === null ? `${episode}. ` : `${season}.${String(episode).padStart(2, "0")} `;
}

/** The newest first; null until they are known. */
function usePastAirings({ id: seriesId, title }: Series): readonly AiringFragment[] | null {
  const { client } = useWindow();
  const [airings, setAirings] = useState<readonly AiringFragment[] | null>(null);
  useEffect(() => {
    let isWanted = true;
    const keep = (found: readonly AiringFragment[]) => {
      if (isWanted) setAirings(found);
    };
    const before = new Date(client.platform.clock.now()).toISOString();
    client.request(PastAiringsDocument, { title: title.slice(0, TEXT_CHARACTERS), seriesId, before }).then(
      ({ data }) => {
        const found = data.search?.edges.flatMap(({ node }) =>
          node.__typename === "Broadcast" ? [node] : [],
        );
        keep((found ?? []).sort((one, other) => Date.parse(other.start) - Date.parse(one.start)));
      },
      () => keep([]),
    );
    return () => {
      isWanted = false;
    };
  }, [client, seriesId, title]);
  return airings;
}
