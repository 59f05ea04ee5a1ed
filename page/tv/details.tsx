import { useEffect, useRef, useState } from "react";
import { AboutDocument, GuideChangedDocument } from "../generated/operations.js";
import type { Recordings } from "../household/use-recordings.js";
import { dayOf, lengthOf, MINUTE_MS, spanOf } from "../instants.js";
import { useNow, useWindow } from "../session/context.js";
import { ownSubtitle } from "../titles.js";
import { placeOf } from "./picture.js";
import { SeriesParts } from "./series-parts.js";
import type { About, Television } from "./television.js";
import { waysToWatch } from "./ways-to-watch.js";

interface DetailsProps {
  readonly id: string | null;
  /** Grows when the viewer wants to do something with it: the first button takes the focus, or else the title. */
  readonly opened: number;
  readonly television: Television;
  readonly recordings: Recordings;
  readonly onOpen: (id: string) => void;
  readonly onLeave: () => void;
}

/** What is known of something, as the guide changes it; null until it is known. */
function useAbout(id: string | null): About | null {
  const { client } = useWindow();
  const [about, setAbout] = useState<About | null>(null);
  /** Grows with each change of it. */
  const [changes, setChanges] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again with each change
  useEffect(() => {
    if (id === null) return;
    let isWanted = true;
    const keep = (content: About | null) => {
      if (isWanted) setAbout(content);
    };
    client.request(AboutDocument, { id }).then(
      ({ data }) => keep(data.content),
      () => keep(null),
    );
    return () => {
      isWanted = false;
    };
  }, [client, id, changes]);
  const known = about?.id === id ? about : null;
  const airingId = known?.__typename === "Broadcast" ? known.id : null;
  useEffect(() => {
    if (airingId === null) return;
    const next = () => setChanges((times) => times + 1);
    return client.subscribe(GuideChangedDocument, { ids: [airingId] }, { next });
  }, [client, airingId]);
  return known;
}

/** What was chosen, and what can be done with it. */
export function Details({ id, opened, television, recordings, onOpen, onLeave }: DetailsProps) {
  const about = useAbout(id);
  const panel = useRef<HTMLElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const series = about && seriesOf(about);
  const answered = useRef(0);
  useEffect(() => {
    if (!about || opened === answered.current) return;
    answered.current = opened;
    (panel.current?.querySelector("button") ?? title.current)?.focus();
  }, [about, opened]);
  return (
    <section
      ref={panel}
      className="panel details"
      aria-label="About the programme"
      aria-busy={id !== null && !about}
      onKeyDown={({ key }) => key === "Escape" && onLeave()}
    >
      {about ? (
        <>
          <p className="dim">{whenOf(about)}</p>
          <h2 ref={title} tabIndex={-1}>
            {about.title}
          </h2>
          <Notes about={about} />
          <div className="buttons">
            <Actions about={about} television={television} recordings={recordings} />
            {series && (
              <button type="button" onClick={() => onOpen(series.id)}>
                All episodes<span className="unseen"> of {series.title}</span>
              </button>
            )}
          </div>
          {"description" in about && <p className="description">{about.description}</p>}
          {about.__typename === "Series" && <SeriesParts key={about.id} series={about} onOpen={onOpen} />}
        </>
      ) : (
        <p className="dim">Choose something in the guide, or search for it.</p>
      )}
    </section>
  );
}

function seriesOf(about: About): { readonly id: string; readonly title: string } | null {
  if (about.__typename === "Broadcast") return about.partOf;
  return about.__typename === "Episode" ? about.series : null;
}

function whenOf(about: About): string {
  if (about.__typename !== "Broadcast") return placeOf(about);
  return `${about.channel.title} · ${dayOf(about.start)}, ${spanOf(about.start, about.stop)}`;
}

function Notes({ about }: { about: About }) {
  const notes: (string | null | false | undefined)[] = [];
  if (about.__typename === "Broadcast") {
    notes.push(ownSubtitle(about), about.season !== null && `season ${about.season}`);
    notes.push(about.episode !== null && `episode ${about.episode}`, about.isNew && "new");
    notes.push(about.year !== null && String(about.year));
  }
  if ("durationSeconds" in about) notes.push(lengthOf(about.durationSeconds));
  if ("categories" in about) notes.push(...about.categories.slice(0, 3));
  if ("minimumAge" in about && about.minimumAge) notes.push(`from ${about.minimumAge}`);
  const said = notes.filter(Boolean);
  return said.length > 0 ? <p className="notes">{said.join(" · ")}</p> : null;
}

type ActionsProps = Pick<DetailsProps, "television" | "recordings"> & { readonly about: About };

function Actions({ about, television, recordings }: ActionsProps) {
  const now = useNow(MINUTE_MS / 2);
  const recording = recordings.byBroadcast.get(about.id);
  const isEntitled = about.access?.entitled ?? true;
  const offers = about.access?.offers.map(({ name }) => name) ?? [];
  if (!isEntitled) {
    return <p className="tag">Part of {offers.length > 0 ? offers.join(" or ") : "another product"}</p>;
  }
  const isBroadcast = about.__typename === "Broadcast";
  return (
    <>
      {waysToWatch(about, now).map(({ label, mode }, index) => (
        <button
          key={label}
          type="button"
          className={index === 0 ? "primary" : ""}
          onClick={() => void television.watch({ content: about, ...(mode ? { mode } : {}) })}
        >
          {label}
        </button>
      ))}
      {isBroadcast && recording && recording.status !== "RECORDED" && (
        <button type="button" onClick={() => void recordings.cancel(recording)}>
          <span className="rec" aria-hidden="true" /> Do not record
        </button>
      )}
      {isBroadcast && !recording && about.rights.recordable && now < Date.parse(about.stop) && (
        <button type="button" onClick={() => void recordings.schedule(about.id)}>
          <span className="rec" aria-hidden="true" /> Record
        </button>
      )}
    </>
  );
}
