import { useEffect, useState } from "react";
import { RemoteControl, type RemoteWish } from "../../client/index.js";
import { useStreams } from "../household/use-streams.js";
import { useWindow } from "../session/context.js";
import { Mark } from "../session/sign-in.js";
import { NowPlaying } from "./now-playing.js";
import { OnNow } from "./on-now.js";
import { useTelevisions } from "./use-televisions.js";

/** The remote control of the household's televisions. */
export function Phone() {
  const { session, device } = useWindow();
  const streams = useStreams();
  const televisions = useTelevisions(streams);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const listening = televisions.filter(({ acceptsRemote }) => acceptsRemote);
  const plays = (id: string) => streams?.slots.some((each) => each.device?.id === id) ?? false;
  const usual = listening.find(({ id }) => plays(id)) ?? listening[0] ?? null;
  const target = listening.find(({ id }) => id === chosenId) ?? usual;
  // A television that opens later must not take the remote control away from this one.
  useEffect(() => setChosenId((before) => before ?? target?.id ?? null), [target?.id]);
  const send = useSend(target?.id ?? null, target?.name ?? "");
  const slot = streams?.slots.find((each) => each.device?.id === target?.id) ?? null;
  return (
    <div className="phone">
      <header className="bar">
        <h1>
          <Mark /> Remote
        </h1>
        <span className="device">{device.name}</span>
        <button type="button" className="small" onClick={() => void session.signOut()}>
          Sign out
        </button>
      </header>
      <main>
        <fieldset className="panel targets">
          <legend>Television</legend>
          {listening.length === 0 && (
            <p className="dim">No television listens: open one in another window.</p>
          )}
          {listening.map(({ id, name }) => (
            <label key={id}>
              <input
                type="radio"
                name="target"
                checked={id === target?.id}
                onChange={() => setChosenId(id)}
              />
              {name}
            </label>
          ))}
        </fieldset>
        <NowPlaying slot={slot} name={target?.name ?? null} send={send} />
        {target && (
          <OnNow name={target.name} onPlay={(contentId) => void send({ kind: "PLAY", contentId })} />
        )}
      </main>
    </div>
  );
}

export type Send = (wish: RemoteWish) => Promise<void>;

/** Sends commands to a television, and says why one did not arrive. */
function useSend(targetId: string | null, name: string): Send {
  const { client, announce, complain } = useWindow();
  const [remote] = useState(() => new RemoteControl(client));
  useEffect(() => {
    if (targetId !== null) announce(`Remote control of ${name}`);
  }, [announce, targetId, name]);
  return async (wish) => {
    if (targetId === null) return;
    try {
      const result = await remote.send(targetId, wish);
      if ("message" in result) complain(result.message);
      else announce(`${wish.kind.toLowerCase()} sent to ${name}`);
    } catch (error) {
      complain((error as Error).message);
    }
  };
}
