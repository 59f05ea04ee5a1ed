import { createContext, useContext, useEffect, useState } from "react";
import type { PlayheadClient } from "../../client/index.js";
import type { KnownDevice } from "./device-pool.js";
import type { Session } from "./session.js";

/** What every part of a signed-in window has. */
export interface Window {
  readonly session: Session;
  readonly client: PlayheadClient;
  readonly device: KnownDevice;
  /** Origins that streams may be fetched from. */
  readonly streamOrigins: readonly string[];
  /** Says what has happened to those who do not see it. */
  readonly announce: (text: string) => void;
  /** Says to everybody why something did not happen. */
  readonly complain: (why: string) => void;
}

const Context = createContext<Window | null>(null);
export const WindowProvider = Context.Provider;

export function useWindow(): Window {
  const window = useContext(Context);
  if (!window) throw new Error("this part of the page is for those who are signed in");
  return window;
}

/** The time, renewed every `everyMs`: seconds for what runs, less often for what is only placed by it. */
export function useNow(everyMs: number): number {
  const { clock } = useWindow().client.platform;
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    let cancel: () => void = () => undefined;
    const tick = () => {
      setNow(clock.now());
      cancel = clock.after(everyMs, tick);
    };
    tick();
    return () => cancel();
  }, [clock, everyMs]);
  return now;
}
