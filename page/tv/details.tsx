import { useEffect, useRef, useState } from "react";
import type { PlayMode } from "../../client/index.js";
import { AboutDocument } from "../generated/operations.js";
import type { Recordings } from "../household/use-recordings.js";
import { dayOf, lengthOf, MINUTE_MS, spanOf } from "../instants.js";
import { useNow, useWindow } from "../session/context.js";
import { ownSubtitle } from "../titles.js";
import { placeOf } from "./picture.js";
import type { About, Television } from "./television.js";

interface DetailsProps {
  readonly id: string | null;
  /** Grows when the viewer wants to do something with it: the first button takes the focus. */
  readonly opened: number;
  readonly television: Television;
  readonly recordings: Recordings;
  readonly onLeave: () => void;
}

/** What is known of something; null until it is. */
function useAbout(id: string | null): About | null {
  const { client } = useWindow();
  const [about, setAbout] = useState<About | null>(null);
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
  }, [client, id]);
  return about?.id === id ? about : null;
}

/** What was chosen, and what can be done with it. */
export function Details({ id, opened, television, recordings, onLeave }: DetailsProps) {
  const about = useAbout(id);
  const actions = useRef<HTMLDivElement>(null);
  const answered = useRef(0);
  useEffect(() => {
    if (!about || opened === answered.current) return;
    answered.current = opened;
    actions.current?.querySelector("button")?.focus();
  }, [about, opened]);
  return (
    <section
      className="panel details"
      aria-label="About the programme"
      aria-busy={id !== null && !about}
      onKeyDown={({ key }) => key === "Escape" && onLeave()}
    >
      {about ? (
        <>
          <p className="dim">{whenOf(about)}</p>
          <h2>{about.title}</h2>
          <Notes about={about} />
          <div className="buttons" ref={actions}>
            <Actions about={about} television={television} recordings={recordings} />
          </div>
          {"description" in about && <p className="description">{about.description}</p>}
        </>
      ) : (
        <p className="dim">Choose something in the guide, or search for it.</p>
      )}
    </section>
  );
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

/** How something can be watched now, the usual way first. */
function waysToWatch(about: About, now: number): { readonly label: string; readonly mode?: PlayMode }[] {
  if (about.__typename === "Series") return [];
  if (about.__typename !== "Broadcast") return [{ label: "Watch" }];
  const { rights } = about;
  const [start, stop] = [Date.parse(about.start), Date.parse(about.stop)];
  if (now < start) return [];
  if (now < stop) {
    const live = { label: "Watch live", mode: "LIVE" } as const;
    return rights.startOver ? [live, { label: "Start over", mode: "START_OVER" }] : [live];
  }
  return now < stop + rights.catchUpSeconds * 1_000 ? [{ label: "Watch (catch-up)", mode: "CATCH_UP" }] : [];
}
