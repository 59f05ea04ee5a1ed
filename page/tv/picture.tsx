import { type CSSProperties, useEffect, useRef } from "react";
import { durationOf, spanOf, timeOf } from "../instants.js";
import { useNow } from "../session/context.js";
import type { About, Television, TelevisionState } from "./television.js";

type Showing = Extract<TelevisionState, { at: "playing" | "paused" }>;

/** What plays: its stream, or a clock where there is none to be had. */
export function Picture({ television, state }: { television: Television; state: Showing }) {
  const { content } = state.wish;
  if (state.url !== null)
    return <Video key={state.url} television={television} state={state} url={state.url} />;
  return (
    <div className="clock" style={{ "--hue": hueOf(content.id) } as CSSProperties}>
      <div className="clock-bars" aria-hidden="true" data-held={state.at === "paused" || undefined}>
        <i /> <i /> <i /> <i /> <i />
      </div>
      <p className="clock-place">{placeOf(content)}</p>
      <p className="clock-title">{content.title}</p>
      <RunningTime television={television} state={state} />
    </div>
  );
}

/** How far it is, by the second. */
function RunningTime({ television, state }: { television: Television; state: Showing }) {
  const now = useNow(1_000);
  const { seconds } = television.position;
  return (
    <p className="clock-time">
      <time>{durationOf(seconds)}</time>
      <span className="clock-wall">
        {state.at === "paused" ? "paused" : state.mode === "LIVE" ? `live · ${timeOf(now)}` : timeOf(now)}
      </span>
    </p>
  );
}

interface VideoProps {
  readonly television: Television;
  readonly state: Showing;
  readonly url: string;
}

function Video({ television, state, url }: VideoProps) {
  const ref = useRef<HTMLVideoElement>(null);
  const isLive = state.mode === "LIVE";
  useEffect(() => {
    const video = ref.current;
    return video ? attach(video, url, () => television.lostPicture()) : undefined;
  }, [television, url]);
  useEffect(() => {
    const video = ref.current;
    if (!video) return;
    // What the viewer did, here or on a phone. A browser may want a click before it plays: the next press is one.
    if (state.at === "paused") video.pause();
    else void video.play().catch(() => undefined);
    const { seconds } = television.position;
    if (!isLive && Math.abs(video.currentTime - seconds) > 2) video.currentTime = seconds;
  }, [television, state, isLive]);
  return (
    // biome-ignore lint/a11y/useMediaCaption: captions are in the stream, where it has any
    <video
      ref={ref}
      className="video"
      autoPlay
      playsInline
      aria-label={state.wish.content.title}
      onTimeUpdate={({ currentTarget }) => {
        if (!isLive && !currentTarget.seeking) television.position.set(currentTarget.currentTime);
      }}
    />
  );
}

/** Plays a stream in an element until the answer is called; `onLost` when it cannot. */
function attach(video: HTMLVideoElement, url: string, onLost: () => void): () => void {
  let isOver = false;
  let detach: () => void = () => undefined;
  const begin = async () => {
    const { default: Hls } = await import("hls.js");
    if (isOver) return;
    if (!Hls.isSupported()) {
      // Browsers that play HLS by themselves.
      video.src = url;
      video.onerror = onLost;
      return;
    }
    // The policy of the page lets nothing run from a blob, which a worker would be.
    const hls = new Hls({ enableWorker: false });
    hls.on(Hls.Events.ERROR, (_event, { fatal }) => {
      if (fatal) onLost();
    });
    hls.loadSource(url);
    hls.attachMedia(video);
    detach = () => hls.destroy();
  };
  begin().catch(onLost);
  return () => {
    isOver = true;
    detach();
  };
}

/** A colour of its own for everything, the same each time. */
export function hueOf(id: string): number {
  let hue = 0;
  for (const letter of id) hue = (hue * 31 + letter.charCodeAt(0)) % 360;
  return hue;
}

/** Where and when something airs, or what it is. */
export function placeOf(content: About): string {
  switch (content.__typename) {
    case "Broadcast":
      return `${content.channel.title} · ${spanOf(content.start, content.stop)}`;
    case "Channel":
      return content.now ? `Now: ${content.now.title}` : "Channel";
    case "Movie":
      return "Film";
    case "Episode":
      return content.series.title;
    default:
      return "Series";
  }
}
