import { accessSync, constants } from "node:fs";
import { type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { Lifecycle } from "../../lib/lifecycle.js";

/** Debian's; nothing is downloaded. */
const PROGRAM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** For what a page shows a moment after it was asked for, on a busy machine. */
const WAIT_MS = 15_000;

export interface WindowOptions extends BrowserContextOptions {
  /** What the browser takes for now; then its time goes on. */
  readonly time: number;
}

/** A browser of which each window is a person's own: they share nothing. */
export interface TestBrowser extends AsyncDisposable {
  /** Opens a window at `url`. Whatever it asks of another origin, and whatever breaks in it, is in `troubles`. */
  open(url: string, options: WindowOptions): Promise<Page>;
  readonly troubles: readonly string[];
}

/** Fails where there is no Chromium: a test that needs one is never skipped. */
export async function openBrowser(): Promise<TestBrowser> {
  try {
    accessSync(PROGRAM, constants.X_OK);
  } catch {
    throw new Error(`there is no Chromium at ${PROGRAM}: apt-get install chromium, or set CHROMIUM`);
  }
  const lifecycle = new Lifecycle("browser");
  // A container's root has no sandbox to run in, and its /dev/shm is small; only our own page is shown.
  const args = ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"];
  const browser = await chromium.launch({ executablePath: PROGRAM, args });
  lifecycle.defer("Chromium", () => browser.close());
  const troubles: string[] = [];
  return {
    troubles,
    async open(url, { time, ...options }) {
      const context = await browser.newContext({ viewport: { width: 1_600, height: 1_000 }, ...options });
      context.setDefaultTimeout(WAIT_MS);
      const page = await context.newPage();
      page.on("request", (request) => {
        const asked = new URL(request.url());
        const isOwn = asked.origin === new URL(url).origin || ["data:", "blob:"].includes(asked.protocol);
        if (!isOwn) troubles.push(`asked ${asked.origin}`);
      });
      page.on("pageerror", (error) => troubles.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error") troubles.push(message.text());
      });
      await page.clock.install({ time });
      await page.goto(url);
      return page;
    },
    [Symbol.asyncDispose]: () => lifecycle.close(),
  };
}

/** Makes the window a device of this name. */
export async function signIn(page: Page, name: string): Promise<void> {
  await page.getByLabel("Name of this device").fill(name);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
}

/** Chooses what is on a channel now, and begins to watch it. */
export async function watchLive(page: Page, channel: string, how = "Watch live"): Promise<void> {
  await page
    .getByRole("gridcell", { name: new RegExp(`, ${channel}, .*on now`) })
    .getByRole("button")
    .click();
  await page.getByRole("button", { name: how }).click();
}
