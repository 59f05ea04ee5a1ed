import { createContext, runInContext } from "node:vm";
import { expect, test } from "vitest";
import { createFixture, type Fixture } from "./testing/fixture.js";

const BROWSER = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

async function read(fixture: Fixture, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(new URL(path, fixture.gateway.url), { headers });
  return { response, text: await response.text() };
}

/** What a page or a style sheet makes a browser ask for. */
function references(text: string): string[] {
  const attributes = [...text.matchAll(/\b(?:src|href|action|data|poster)\s*=\s*"([^"]*)"/g)];
  const styles = [...text.matchAll(/url\(\s*["']?([^"')]*)/g), ...text.matchAll(/@import\s+["']([^"']*)/g)];
  return [...attributes, ...styles].map(([, reference = ""]) => reference);
}

test.each(["/graphql", "/graphiql"])("a browser that comes to %s gets GraphiQL", async (path) => {
  await using fixture = await createFixture({ hasGraphiQl: true });
  const { response, text } = await read(fixture, path, BROWSER);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(text).toContain("<!doctype html>");
});

test("the page and all that belongs to it come from here, and nothing refers to anywhere else", async () => {
  await using fixture = await createFixture({ hasGraphiQl: true });
  const { text } = await read(fixture, "/graphql", BROWSER);
  const parts = references(text).filter((reference) => reference !== "data:,");
  expect(parts).toHaveLength(7);
  expect(text).not.toMatch(/https?:|\/\/[a-z]|<script>|\son\w+=/);
  for (const part of parts) {
    expect(part).toMatch(/^\/graphiql\/[\w-]+\.(js|css)$/);
    const { response, text: body } = await read(fixture, part);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^text\/(javascript|css); charset=utf-8$/);
    expect(body.length).toBeGreaterThan(10);
    if (part.endsWith(".css"))
      expect(references(body).filter((each) => !/^(data:|#)/.test(each))).toEqual([]);
  }
});

test("the browser lets the page ask nobody but this gateway, and run nothing but its own scripts", async () => {
  await using fixture = await createFixture({ hasGraphiQl: true });
  const { response } = await read(fixture, "/graphql", BROWSER);
  const policy = Object.fromEntries(
    (response.headers.get("content-security-policy") ?? "").split("; ").map((directive) => {
      const [name = "", ...sources] = directive.split(" ");
      return [name, sources];
    }),
  );
  expect(policy["default-src"]).toEqual(["'none'"]);
  expect(policy["script-src"]).toEqual(["'self'"]);
  expect(policy["connect-src"]).toEqual(["'self'"]);
  expect(Object.values(policy).flat()).not.toContainEqual(expect.stringMatching(/http|\*|unsafe-eval/));
});

test("the page asks this gateway over HTTP and WebSocket, with the headers of its editor", async () => {
  await using fixture = await createFixture({ hasGraphiQl: true });
  const { text } = await read(fixture, "/graphiql/page.js");
  const seen: Record<string, unknown> = {};
  type Options = { url: string; connectionParams?: () => unknown };
  runInContext(
    text,
    createContext({
      URL,
      location: { href: fixture.gateway.url },
      document: { getElementById: () => "root" },
      graphqlWs: { createClient: (options: Options) => Object.assign(seen, { ws: options }) },
      GraphiQL: {
        createFetcher: (options: Options) => {
          seen["http"] = options.url;
          return (...given: unknown[]) => given;
        },
      },
      React: { createElement: (_type: unknown, props: object) => props },
      ReactDOM: { createRoot: () => ({ render: (props: object) => Object.assign(seen, props) }) },
    }),
  );
  const ws = seen["ws"] as Options;
  expect([seen["http"], ws.url]).toEqual([fixture.gateway.url, fixture.gateway.webSocketUrl]);
  const fetcher = seen["fetcher"] as (...given: unknown[]) => unknown;
  fetcher({ query: "{ a }" }, { headers: { authorization: "Bearer ac_1" } });
  expect(ws.connectionParams?.()).toEqual({ authorization: "Bearer ac_1" });
});

test("production has none of it, and clients that are no browsers get answers of GraphQL", async () => {
  await using production = await createFixture({ introspection: false });
  expect((await read(production, "/graphiql")).response.status).toBe(404);
  expect((await read(production, "/graphiql/graphiql.js")).response.status).toBe(404);
  const { response, text } = await read(production, "/graphql", BROWSER);
  expect([response.status, text.includes("<")]).toEqual([400, false]);
  await using development = await createFixture({ hasGraphiQl: true });
  const asked = await read(development, "/graphql?query=%7B__typename%7D", {
    accept: "application/json",
    "apollo-require-preflight": "true",
  });
  expect(asked.text).toContain(`"__typename":"Query"`);
  for (const part of ["nothing.js", "..%2fserver.ts", "constructor", "__proto__"]) {
    expect((await read(development, `/graphiql/${part}`)).response.status).toBe(404);
  }
});
