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

  await polled(() => cell.textContent()).toMatch(/, TVNZ 1, .*on now/);
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

it("a series that a search finds leads to its episodes, on demand and on air, and from each back to all", async () => {
  const about = livingRoom.getByRole("region", { name: "About the programme" });
  const find = async (text: string, title: string) => {
    await livingRoom.getByRole("searchbox", { name: "Search" }).fill(text);
    const hit = livingRoom.locator(".hits li button").filter({ hasText: "Series" });
    await hit.filter({ hasText: title }).waitFor();
    await livingRoom.keyboard.press("ArrowDown");
    await polled(() => focused(livingRoom).textContent()).toMatch(title);
    await livingRoom.keyboard.press("Enter");
    await about.getByRole("heading", { name: title, level: 2 }).waitFor();
  };
  await find("harbour lights", "Harbour Lights");
  // The first episode has the focus; Enter opens it, and Enter again plays it.
  const first = about.getByRole("region", { name: "On demand" }).getByRole("button").first();
  await polled(() => focused(livingRoom).textContent()).toBe(await first.textContent());
  expect(await violations(livingRoom)).toEqual([]);
  await livingRoom.keyboard.press("Enter");
  await polled(() => focused(livingRoom).textContent()).toBe("Watch");
  await livingRoom.keyboard.press("Enter");
  await livingRoom.getByText("Living room (this one) · vod").waitFor();
  await about.getByRole("button", { name: "All episodes of Harbour Lights" }).click();
  await about.getByRole("region", { name: "On demand" }).waitFor();

  await find("simpsons", "The Simpsons");
  await about.getByRole("region", { name: "On air and to come" }).getByRole("button").first().waitFor();
  await about.getByRole("region", { name: "Catch-up" }).getByRole("button").first().click();
  await polled(() => focused(livingRoom).textContent()).toBe("Watch (catch-up)");
});

it("a guide that changes while it is open changes in the grid, under the focus as well", async () => {
  const programmes = (...lines: [from: string, to: string, title: string][]) =>
    lines
      .map(
        ([from, to, title]) =>
          `<programme channel="changing" start="20261121${from}00 +0000" stop="20261121${to}00 +0000"><title>${title}</title></programme>`,
      )
      .join("");
  const tell = async (text: string) => {
    const bytes = (async function* () {
      yield Buffer.from(`<tv>${text}</tv>`);
    })();
    const done = await test.house.catalog.importGuide({ source: "changing", bytes });
    expect(done).toMatchObject({ status: "DONE", rejected: 0 });
  };
  const talk: [string, string, string] = ["1030", "1130", "Late Talk"];
  await tell(programmes(["0900", "0930", "Early News"], ["0930", "1030", "The Long Film"], talk));
  const window = await open("/", "Guide watcher");
  const row = window.getByRole("row", { name: /changing/ });
  await row.getByText("The Long Film").click();
  await window.getByRole("heading", { name: "The Long Film", level: 2 }).waitFor();
  await polled(() => focused(window).textContent()).toMatch(/^The Long Film.*22:30 to 23:30/);

  await tell(programmes(["0900", "0945", "Early News"], ["0945", "1030", "The Long Film"], talk));
  await polled(() => focused(window).textContent()).toMatch(/^The Long Film.*22:45 to 23:30/);
  await window.getByText("22:45–23:30").first().waitFor();
  await window.keyboard.press("ArrowRight");
  expect(await focused(window).textContent()).toMatch(/^Late Talk/);

  await tell(programmes(["0900", "0945", "Early News"], ["0945", "1130", "The Longer Film"]));
  await row.getByText("Late Talk").waitFor({ state: "detached" });
  await polled(() => focused(window).textContent()).toMatch(/^The Longer Film/);
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
