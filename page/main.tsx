import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";
import { DevicePool } from "./session/device-pool.js";
import { Session } from "./session/session.js";
import { readSettings } from "./settings.js";
import "./styles/base.css";
import "./styles/guide.css";
import "./styles/screens.css";

/** The same page is the television, and at `/phone` or with `?phone` its remote control. */
const isPhone = location.pathname === "/phone" || new URLSearchParams(location.search).has("phone");
const root = createRoot(document.getElementById("root") as HTMLElement);

try {
  const settings = await readSettings();
  const session = new Session({
    endpoint: new URL("/graphql", location.href).href,
    family: isPhone ? "MOBILE" : "TV",
    pool: new DevicePool(localStorage, navigator.locks),
    storage: sessionStorage,
  });
  root.render(
    <StrictMode>
      <App session={session} settings={settings} isPhone={isPhone} />
    </StrictMode>,
  );
  await session.begin();
} catch (error) {
  root.render(<p role="alert">Playhead does not answer: {(error as Error).message}</p>);
}
