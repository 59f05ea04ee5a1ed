import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, signIn, type TestBrowser, watchLive } from "./support/browser.js";
import { type StreamServer, startStreamServer } from "./support/stream-server.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

let test: TestHouse;
let streams: StreamServer;
let browser: TestBrowser;
/** Windows, as one who tries the page opens them. */
let livingRoom: Page;
let phone: Page;

beforeAll(async () => {
  streams = await startStreamServer();
  const house = startTestHouse(undefined, { streamTemplates: streams.templates });
  [test, browser] = await Promise.all([house, openBrowser()]);
  livingRoom = await open("/", "Living room");
  phone = await open("/phone", "Phone");
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await test[Symbol.asyncDispose]();
  await streams[Symbol.asyncDispose]();
});

async function open(path: string, name: string): Promise<Page> {
  const url = new URL(path, test.house.gateway.url).href;
  const page = await browser.open(url, { time: test.clock.now(), timezoneId: "Pacific/Auckland" });
  await signIn(page, name);
  return page;
}

/** The rows of the guide are all alike: some are enough, and hundreds take their time. */
const AUDITED = { exclude: [".grid-row:nth-child(n + 6)"] };

/** What bars those who do not see the page, or not well, or who have no mouse. */
async function violations(page: Page, rules: axe.RunOptions = {}): Promise<string[]> {
  if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(axe.source);
  const options = `${JSON.stringify(AUDITED)}, ${JSON.stringify(rules)}`;
  const { violations: found } = (await page.evaluate(`axe.run(${options})`)) as axe.AxeResults;
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

/** For what a page shows a moment later, on a busy machine. */
const polled = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 15_000 });

const focused = (page: Page) => page.locator(":focus");

it("the guide is walked with the arrows, beyond the hours that are shown, and Enter opens what it is on", async () => {
  const label = () => focused(livingRoom).textContent();
  const press = (key: string) => livingRoom.keyboard.press(key);
  const cell = livingRoom.locator('[role="gridcell"] [tabindex="0"]');
  expect(await cell.count()).toBe(1);
  await cell.focus();
  const first = await label();
  expect(first).toMatch(/, TVNZ 1, .*on now/);
  await press("ArrowDown");
  expect(await label()).toMatch(/, TVNZ 2, .*on now/);
  await press("ArrowUp");
  expect(await label()).toBe(first);

  await press("End");
  const last = await label();
  await press("ArrowRight");
  await polled(label).not.toBe(last);
  expect(await label()).toContain(", TVNZ 1, ");
  await livingRoom.getByRole("button", { name: "Now", exact: true }).click();

  await polled(() => cell.count()).toBe(1);
  await cell.focus();
  await press("Enter");
  await polled(() => focused(livingRoom).textContent()).toBe("Watch live");
  await press("Escape");
  expect(await label()).toMatch(/, TVNZ 1, /);
});

it("a phone in another window pauses the television, winds it back and lets it go on", async () => {
  await watchLive(livingRoom, "TVNZ 1");
  await livingRoom.getByRole("button", { name: "Pause" }).waitFor();
  const remote = phone.getByRole("group", { name: "Remote control" });
  await remote.getByRole("button", { name: "Pause" }).click();
  await livingRoom.getByRole("button", { name: "Resume" }).waitFor();
  await phone.getByText(/^Paused at/).waitFor();

  const at = async () => Number(await livingRoom.getByRole("slider", { name: "Position" }).inputValue());
  const before = await at();
  await remote.getByRole("button", { name: "−30 s, back" }).click();
  await polled(at).toBeLessThanOrEqual(before - 29);
  await remote.getByRole("button", { name: "Resume" }).click();
  await livingRoom.getByRole("button", { name: "Pause" }).waitFor();
});

it("a configured stream plays; one that does not answer leaves the clock, and the slot", async () => {
  await watchLive(livingRoom, "TVNZ 1", "Start over");
  const video = livingRoom.locator("video");
  await video.waitFor();
  const at = () => livingRoom.evaluate("document.querySelector('video').currentTime");
  await polled(at).toBeGreaterThan(0.2);
  await watchLive(livingRoom, "TVNZ 1");
  await livingRoom.locator(".clock").waitFor();
  await livingRoom.getByText("Living room (this one) · live").waitFor();
  expect(streams.asked).toContainEqual(expect.stringMatching(/^\/live\/br_\w+\/master\.m3u8$/));
});

it("a recording that one window schedules appears in the others, and goes when it is cancelled", async () => {
  const kitchen = await open("/", "Kitchen");
  const toCome = kitchen
    .getByRole("row", { name: /TVNZ 2/ })
    .locator(".airing.later")
    .first();
  const title = (await toCome.locator(".airing-title").textContent()) ?? "";
  await toCome.click();
  await kitchen.getByRole("button", { name: "Record", exact: true }).click();
  const line = livingRoom.getByRole("region", { name: "Recordings" }).getByRole("listitem");
  await line.filter({ hasText: title }).filter({ hasText: "scheduled" }).waitFor();
  await livingRoom.getByRole("gridcell", { name: /, TVNZ 2, .*recording/ }).waitFor();
  await kitchen.getByRole("button", { name: `Cancel the recording of ${title}` }).click();
  await polled(() => line.count()).toBe(0);

  await watchLive(kitchen, "Three");
  await livingRoom.getByText("2 of 2 in use").waitFor();
});

it("a third television is refused, takes a stream over, and the one that lost it says why", async () => {
  const bedroom = await open("/", "Bedroom");
  await watchLive(bedroom, "TVNZ 2");
  const dialog = bedroom.getByRole("alertdialog", { name: "Both streams are in use" });
  await dialog.waitFor();
  await dialog.getByRole("button", { name: "Take over from Living room" }).click();
  await bedroom.getByRole("button", { name: "Pause" }).waitFor();
  await livingRoom.getByText("Another device of the household took the stream over.").first().waitFor();
  await phone.getByText("Nothing plays on Living room.").waitFor();
});

it("a search finds what will be on", async () => {
  await livingRoom.getByRole("searchbox", { name: "Search" }).fill("news");
  const hit = livingRoom.locator(".hits li button").first();
  await hit.waitFor();
  const title = await hit.locator(".slot-title").textContent();
  await livingRoom.keyboard.press("ArrowDown");
  await livingRoom.keyboard.press("Enter");
  await livingRoom.getByRole("heading", { name: title ?? "", level: 2 }).waitFor();
});

it("nothing bars anybody from it, in the dark or the light, and nothing is asked of anybody else", async () => {
  for (const page of [livingRoom, phone]) {
    expect(await violations(page)).toEqual([]);
  }
  await livingRoom.emulateMedia({ colorScheme: "light" });
  expect(await violations(livingRoom, { runOnly: ["color-contrast"] })).toEqual([]);
  const notFound = "Failed to load resource: the server responded with a status of 404 (Not Found)";
  expect(new Set(browser.troubles)).toEqual(new Set([`asked ${streams.origin}`, notFound]));
});
