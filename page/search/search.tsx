import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { SearchDocument, type SearchQuery } from "../generated/operations.js";
import { dayOf, spanOf } from "../instants.js";
import { useWindow } from "../session/context.js";

type Found = NonNullable<SearchQuery["search"]>;
export type Hit = Found["edges"][number]["node"];

/** A pause in typing. */
const PAUSE_MS = 200;

/** Finds what is, was and will be on, films, series and episodes. */
export function Search({ onOpen }: { onOpen: (hit: Hit) => void }) {
  const [text, setText] = useState("");
  const found = useFound(text.trim());
  const box = useRef<HTMLDivElement>(null);
  const close = () => setText("");
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      close();
      box.current?.querySelector("input")?.focus();
    }
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const stops = [...(box.current?.querySelectorAll<HTMLElement>("input, .hits button") ?? [])];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    stops[Math.min(stops.length - 1, Math.max(0, at + by))]?.focus();
  };
  return (
    <div role="search" className="search" ref={box} onKeyDown={onKeyDown}>
      <input
        type="search"
        aria-label="Search"
        placeholder="Search the guide, films and series"
        value={text}
        maxLength={100}
        onChange={({ target }) => setText(target.value)}
      />
      {found && (
        <div className="hits panel">
          <p className="dim">{saysHowMany(found)}</p>
          <ul>
            {found.edges.map(({ node }) => (
              <li key={node.id}>
                <button
                  type="button"
                  onClick={() => {
                    close();
                    onOpen(node);
                  }}
                >
                  <span className="slot-title">{node.title}</span>
                  <span className="dim">{aboutHit(node)}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** What a search finds, a moment after it was typed; null while nothing is searched for. */
function useFound(text: string): Found | null {
  const { client, announce, complain } = useWindow();
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    if (text === "") {
      setFound(null);
      return;
    }
    let isWanted = true;
    const cancel = client.platform.clock.after(PAUSE_MS, () => {
      client.request(SearchDocument, { text }).then(
        ({ data }) => {
          if (!isWanted || !data.search) return;
          setFound(data.search);
          announce(saysHowMany(data.search));
        },
        () => isWanted && complain("The search does not answer"),
      );
    });
    return () => {
      isWanted = false;
      cancel();
    };
  }, [client, announce, complain, text]);
  return found;
}

function saysHowMany({ totalCount }: Found): string {
  return totalCount === 0 ? "Nothing found" : `${totalCount} found`;
}

function aboutHit(hit: Hit): string {
  switch (hit.__typename) {
    case "Broadcast":
      return `${hit.channel.title} · ${dayOf(hit.start)}, ${spanOf(hit.start, hit.stop)}`;
    case "Channel":
      return hit.number === null ? "Channel" : `Channel ${hit.number}`;
    case "Movie":
      return hit.year === null ? "Film" : `Film, ${hit.year}`;
    case "Episode":
      return `${hit.series.title} · season ${hit.season ?? "?"}, episode ${hit.number ?? "?"}`;
    default:
      return "Series";
  }
}
