import { useEffect, useState } from "react";
import { OnNowDocument, type OnNowQuery } from "../generated/operations.js";
import { HOUR_MS, MINUTE_MS, timeOf } from "../instants.js";
import { useNow, useWindow } from "../session/context.js";

type Channels = NonNullable<OnNowQuery["channels"]>["edges"];

/** What is on, to be played on the television. */
export function OnNow({ name, onPlay }: { name: string; onPlay: (contentId: string) => void }) {
  const { client } = useWindow();
  const now = useNow(MINUTE_MS);
  const [channels, setChannels] = useState<Channels>([]);
  const isOver = channels.some(({ node }) => node.now && Date.parse(node.now.stop) <= now);
  // Each minute, until what is read has ended nowhere: a read may fail, and clocks differ.
  const due = isOver ? now : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when something of it has ended
  useEffect(() => {
    client.request(OnNowDocument, {}).then(
      ({ data }) => setChannels(data.channels?.edges ?? []),
      () => undefined,
    );
  }, [client, due]);
  return (
    <section className="panel on-now" aria-label="On now">
      <h2>On now</h2>
      <ul>
        {channels.map(({ node: { id, title, now: airing, access } }) =>
          airing && access?.entitled ? (
            <li key={id}>
              <button type="button" onClick={() => onPlay(airing.id)}>
                <span className="unseen">Play on {name}: </span>
                <span className="slot-title">{airing.title}</span>
                <span className="dim">
                  {title} · until {timeOf(airing.stop)}
                </span>
                <progress max={1} value={shareOf(airing, now)} aria-hidden="true" />
              </button>
            </li>
          ) : null,
        )}
      </ul>
    </section>
  );
}

function shareOf({ start, stop }: { start: string; stop: string }, now: number): number {
  const [from, to] = [Date.parse(start), Date.parse(stop)];
  return to > from ? (now - from) / Math.min(to - from, 24 * HOUR_MS) : 0;
}
