import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { furnishDemo } from "../launcher/demo.js";
import { type House, startHouse } from "../launcher/house.js";
import { type ServiceName, services } from "../launcher/manifest.js";
import { startPostgresCluster } from "../launcher/postgres-cluster.js";
import { ManualClock } from "../lib/clock.js";
import { randomIds } from "../lib/ids.js";
import { Lifecycle } from "../lib/lifecycle.js";
import { createLogger } from "../lib/logger.js";
import { applyMigrations } from "../lib/schema-engine.js";
import { openBrowser, signIn, watchLive } from "../tests/support/browser.js";

/** `npm run page:screenshot`: the page's picture in the README, of a house of its own on a Saturday evening. */
const EVENING = Date.parse("2026-11-21T07:38:00Z");
const PICTURE = "docs/page.png";
const LOOK = { timezoneId: "Pacific/Auckland", locale: "en-GB", colorScheme: "dark" } as const;
const TV = { width: 1_600, height: 1_000 };
const PHONE = { width: 360, height: 590 };
/** As they are in the demo's guide of that evening. */
const RECORDED = ["The Wedding Ringer", "Southern Charm", "Tanna"];

const lifecycle = new Lifecycle("screenshot");
try {
  await takePicture((await openHouse()).gateway.url);
  console.log(`${PICTURE} is the page as it is now.`);
} finally {
  await lifecycle.close();
}

async function openHouse(): Promise<House> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-picture-"));
  lifecycle.defer("folder", () => rm(folder, { recursive: true, force: true }));
  const cluster = lifecycle.use("PostgreSQL", await startPostgresCluster({ folder }));
  const urls: [ServiceName, string][] = [];
  for (const { name } of services) {
    const url = await cluster.provide(name);
    await applyMigrations(url, `prisma/${name}/migrations`);
    urls.push([name, url]);
  }
  const clock = new ManualClock(EVENING);
  const house = lifecycle.use(
    "house",
    await startHouse({
      port: 0,
      host: "127.0.0.1",
      introspection: true,
      allowedOrigins: null,
      databaseUrls: Object.fromEntries(urls) as Record<ServiceName, string>,
      clock,
      ids: randomIds,
      log: createLogger("error"),
    }),
  );
  await furnishDemo(house, clock);
  return house;
}

/** Two televisions play, some things will be recorded, and a phone lies before the guide. */
async function takePicture(url: string): Promise<void> {
  const browser = lifecycle.use("browser", await openBrowser());
  const open = (at: string, viewport: { width: number; height: number }) =>
    browser.open(new URL(at, url).href, { time: EVENING, viewport, ...LOOK });
  const kitchen = await open("/", TV);
  await signIn(kitchen, "Kitchen");
  await watchLive(kitchen, "Three");
  await kitchen.getByRole("button", { name: "Pause" }).click();
  for (const title of RECORDED) {
    await kitchen.getByRole("gridcell", { name: title }).getByRole("button").first().click();
    await kitchen.getByRole("button", { name: "Record", exact: true }).click();
    await kitchen.getByRole("listitem").filter({ hasText: "scheduled" }).filter({ hasText: title }).waitFor();
  }
  const livingRoom = await open("/", TV);
  await signIn(livingRoom, "Living room");
  await watchLive(livingRoom, "TVNZ 1");
  await livingRoom.getByText("2 of 2 in use").waitFor();
  const phone = await open("/phone", PHONE);
  await signIn(phone, "Phone");
  await phone.getByRole("radio", { name: "Living room" }).check();
  await phone.getByText(/^Playing at/).waitFor();
  const pictures = [await livingRoom.screenshot(), await phone.screenshot()];
  await compose(
    await open("about:blank", TV),
    pictures.map((picture) => picture.toString("base64")),
  );
  for (const trouble of browser.troubles) console.error(trouble);
}

/** The phone's window before the television's. */
async function compose(page: Page, [television = "", phone = ""]: readonly string[]): Promise<void> {
  const image = (data: string, style: string) => `<img src="data:image/png;base64,${data}" style="${style}">`;
  const place =
    "position:fixed;right:48px;bottom:32px;width:274px;border:7px solid #05070b;border-radius:30px";
  await page.setContent(
    `<body style="margin:0">${image(television, "display:block")}${image(phone, `${place};box-shadow:0 24px 60px #000c`)}`,
  );
  await page.screenshot({ path: PICTURE });
}
