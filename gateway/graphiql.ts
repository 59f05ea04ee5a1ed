import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

/** Where the page and its parts are. */
export const GRAPHIQL_PATH = "/graphiql";

/** What of GraphiQL a browser is given. */
export interface PagePart {
  readonly contentType: string;
  readonly contentSecurityPolicy: string;
  readonly body: Buffer;
}

/** The page itself, or one of its parts by name; null for what is none. */
export type GraphiQl = (part: string) => Promise<PagePart | null>;

/** Files of packages as they were installed: nothing is fetched from anywhere else. */
const PACKAGED: Readonly<Record<string, readonly [packageName: string, file: string]>> = {
  "react.js": ["react", "umd/react.production.min.js"],
  "react-dom.js": ["react-dom", "umd/react-dom.production.min.js"],
  "graphiql.js": ["graphiql", "graphiql.min.js"],
  "graphiql.css": ["graphiql", "graphiql.min.css"],
  "graphql-ws.js": ["graphql-ws", "umd/graphql-ws.min.js"],
};

const SCRIPTS = ["react.js", "react-dom.js", "graphql-ws.js", "graphiql.js", "page.js"];

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Playhead</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${GRAPHIQL_PATH}/graphiql.css">
<link rel="stylesheet" href="${GRAPHIQL_PATH}/page.css">
</head>
<body>
<div id="graphiql">Loading…</div>
${SCRIPTS.map((script) => `<script src="${GRAPHIQL_PATH}/${script}"></script>`).join("\n")}
</body>
</html>
`;

/** Subscriptions connect with the headers of the editor, each anew, so that a fresh token is used at once. */
const PAGE_SCRIPT = `"use strict";
const url = new URL("/graphql", location.href).href;
let headers = {};
const wsClient = graphqlWs.createClient({ url: url.replace(/^http/, "ws"), connectionParams: () => headers });
const ask = GraphiQL.createFetcher({ url, wsClient });
const fetcher = (request, options) => {
  headers = (options && options.headers) || {};
  return ask(request, options);
};
const defaultQuery = "{\\n  channels(first: 5) {\\n    edges { node { number title now { title stop } } }\\n  }\\n}\\n";
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, { fetcher, defaultQuery, defaultEditorToolsVisibility: true }),
);
`;

const PAGE_STYLE = "html, body, #graphiql { height: 100%; margin: 0; }\n";

/**
 * Nothing but the gateway itself is asked, and nothing else runs. The editor writes styles into the page; its fonts
 * are within its style sheet.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const MADE: Readonly<Record<string, string>> = { "": PAGE, "page.js": PAGE_SCRIPT, "page.css": PAGE_STYLE };

const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

/** Serves GraphiQL from the packages beside this program; null where they are not installed, as in the image. */
export function createGraphiQl(): GraphiQl | null {
  const { resolve } = createRequire(import.meta.url);
  const isInstalled = Object.values(PACKAGED).every(([packageName]) => {
    try {
      return resolve(`${packageName}/package.json`) !== "";
    } catch {
      return false;
    }
  });
  if (!isInstalled) return null;
  const read = async (part: string): Promise<Buffer | null> => {
    if (Object.hasOwn(MADE, part)) return Buffer.from(MADE[part] ?? "");
    const [packageName = "", file = ""] = Object.hasOwn(PACKAGED, part) ? (PACKAGED[part] ?? []) : [];
    if (packageName === "") return null;
    return readFile(path.join(path.dirname(resolve(`${packageName}/package.json`)), file));
  };
  return async (part) => {
    const body = await read(part);
    if (!body) return null;
    const contentType = TYPES[path.extname(part)] ?? "text/html; charset=utf-8";
    return { contentType, contentSecurityPolicy: POLICY, body };
  };
}
