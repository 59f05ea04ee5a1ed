import { useCallback, useEffect, useMemo, useState } from "react";
import { Phone } from "./phone/phone.js";
import { WindowProvider } from "./session/context.js";
import type { Session } from "./session/session.js";
import { SignIn } from "./session/sign-in.js";
import { useStore } from "./session/store.js";
import type { Settings } from "./settings.js";
import { TvPage } from "./tv/tv-page.js";

interface AppProps {
  readonly session: Session;
  readonly settings: Settings;
  readonly isPhone: boolean;
}

/** A problem is read in a few seconds. */
const PROBLEM_MS = 8_000;

export function App({ session, settings, isPhone }: AppProps) {
  const state = useStore(session);
  const [said, setSaid] = useState({ text: "", isProblem: false });
  const announce = useCallback((text: string) => setSaid({ text, isProblem: false }), []);
  const complain = useCallback((text: string) => setSaid({ text, isProblem: true }), []);
  const { clock } = session.client.platform;
  useEffect(
    () => (said.isProblem ? clock.after(PROBLEM_MS, () => announce("")) : undefined),
    [said, clock, announce],
  );
  const { streamOrigins } = settings;
  const device = state.at === "signed in" ? state.device : null;
  const window = useMemo(
    () => device && { session, client: session.client, device, streamOrigins, announce, complain },
    [session, device, streamOrigins, announce, complain],
  );
  return (
    <>
      <p className={said.isProblem ? "complaint" : "unseen"} role="status">
        {said.text}
      </p>
      {state.at === "signed out" && <SignIn {...{ session, state, settings, isPhone }} />}
      {window && <WindowProvider value={window}>{isPhone ? <Phone /> : <TvPage />}</WindowProvider>}
    </>
  );
}
