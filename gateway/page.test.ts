import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { createPage } from "./page.js";
import { createFixture, type Fixture } from "./testing/fixture.js";

const SETTINGS = {
  household: { email: "demo@playhead.example", password: "watch-tv-tonight" },
  streamOrigins: ["https://cdn-a.example"],
};

async function read(fixture: Fixture, at: string) {
  const response = await fetch(new URL(at, fixture.gateway.url));
  return { response, text: await response.text() };
}

test("in development the page is at / and, as a remote control, at /phone; all that it refers to comes from here", async () => {
  await using fixture = await createFixture({ page: SETTINGS });
  for (const at of ["/", "/?phone", "/phone"]) {
    const { response, text } = await read(fixture, at);
    expect([response.status, response.headers.get("content-type")]).toEqual([
      200,
      "text/html; charset=utf-8",
    ]);
    const parts = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, reference = ""]) => reference);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) {
      expect(part).toMatch(/^\/page\/[\w-]+\.(js|css|svg)$/);
      expect((await read(fixture, part)).response.status).toBe(200);
    }
  }
});

test("the page is told who may sign in, and from where streams come", async () => {
  await using fixture = await createFixture({ page: SETTINGS });
  const { text } = await read(fixture, "/page/settings.json");
  expect(JSON.parse(text)).toEqual(SETTINGS);
});

test("the browser lets the page ask nobody but this gateway and where streams come from", async () => {
  await using fixture = await createFixture({ page: SETTINGS });
  const { response } = await read(fixture, "/");
  const policy = response.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; ");
  expect(policy).toContain("; connect-src 'self' https://cdn-a.example; ");
  expect(policy).not.toMatch(/unsafe|\*/);
});

test("production has none of it, and nowhere is anything served but what was built", async () => {
  await using production = await createFixture();
  for (const at of ["/", "/phone", "/page/settings.json"]) {
    expect((await read(production, at)).response.status).toBe(404);
  }
  await using development = await createFixture({ page: SETTINGS });
  for (const part of ["nothing.js", ".built-from", "..%2fgateway%2fpage.js", "constructor"]) {
    expect((await read(development, `/page/${part}`)).response.status).toBe(404);
  }
});

test("where nothing was built there is nothing, instead of a failure", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-page-"));
  const page = createPage(SETTINGS, pathToFileURL(`${folder}/`));
  expect(await page("/")).toBeNull();
  await writeFile(path.join(folder, "index.html"), "<!doctype html>");
  expect((await page("/"))?.body.toString()).toBe("<!doctype html>");
  await rm(folder, { recursive: true });
});
