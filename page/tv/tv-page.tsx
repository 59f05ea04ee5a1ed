import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Guide, type GuideProps } from "../guide/guide.js";
import { RecordingsPanel } from "../household/recordings.js";
import { StreamsPanel } from "../household/streams.js";
import { useRecordings } from "../household/use-recordings.js";
import { useStreams } from "../household/use-streams.js";
import { type Hit, Search } from "../search/search.js";
import { useWindow } from "../session/context.js";
import { Mark } from "../session/sign-in.js";
import { useStore } from "../session/store.js";
import { Details } from "./details.js";
import { Television } from "./television.js";
import { TvScreen } from "./tv-screen.js";

/** The television that this window is; null until it listens. */
function useTelevision(): Television | null {
  const { client, streamOrigins, announce, complain } = useWindow();
  const [television, setTelevision] = useState<Television | null>(null);
  useEffect(() => {
    const opened = new Television({ client, streamOrigins, announce, complain });
    const close = () => opened.close();
    setTelevision(opened);
    addEventListener("pagehide", close);
    return () => {
      removeEventListener("pagehide", close);
      close();
    };
  }, [client, streamOrigins, announce, complain]);
  return television;
}

export function TvPage() {
  const television = useTelevision();
  return television && <Parts television={television} />;
}

/** Everything that a television shows, and what of it was chosen. */
function Parts({ television }: { television: Television }) {
  const { at, ...rest } = useStore(television);
  const streams = useStreams();
  const recordings = useRecordings();
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [opened, setOpened] = useState(0);
  const [sought, setSought] = useState<GuideProps["sought"]>(null);
  const guide = useRef<HTMLDivElement>(null);
  const playing = "wish" in rest && at !== "full" ? rest.wish.content : null;
  const recordedIds = useMemo(() => new Set(recordings.byBroadcast.keys()), [recordings.byBroadcast]);
  const open = useCallback((id: string) => {
    setSelectedId(id);
    setOpened((times) => times + 1);
  }, []);
  const backToGuide = () =>
    guide.current?.querySelector<HTMLElement>('[role="gridcell"] [tabindex="0"]')?.focus();
  return (
    <div className="tv-page">
      <Bar
        onOpen={(hit) => {
          open(hit.id);
          if (hit.__typename === "Broadcast")
            setSought({ channelId: hit.channel.id, at: Date.parse(hit.start) });
        }}
      />
      <main className="stage">
        <TvScreen television={television} />
        <Details
          id={selectedId ?? playing?.id ?? null}
          {...{ opened, television, recordings }}
          onOpen={open}
          onLeave={backToGuide}
        />
        <div className="household">
          <StreamsPanel streams={streams} onStop={(id) => void television.end(id)} />
          <RecordingsPanel recordings={recordings} />
        </div>
        <div className="guide-place" ref={guide}>
          <Guide
            {...{ selectedId, recordedIds, sought }}
            playingId={playing?.id ?? null}
            onSelect={setSelectedId}
            onOpen={open}
          />
        </div>
      </main>
    </div>
  );
}

function Bar({ onOpen }: { onOpen: (hit: Hit) => void }) {
  const { session, device } = useWindow();
  return (
    <header className="bar">
      <h1>
        <Mark /> Playhead
      </h1>
      <Search onOpen={onOpen} />
      <nav aria-label="Windows" className="buttons">
        {/* Without an opener: a window that shares this one's storage would be this device again. */}
        <a href="/phone" target="_blank" rel="noopener noreferrer">
          Open a phone
        </a>
        <a href="/" target="_blank" rel="noopener noreferrer">
          Open another TV
        </a>
        <a href="/graphql" target="_blank" rel="noopener noreferrer">
          GraphiQL
        </a>
        <span className="device">{device.name}</span>
        <button type="button" onClick={() => void session.signOut()}>
          Sign out
        </button>
      </nav>
    </header>
  );
}
