import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { PagePart } from "./graphiql.js";

/** What the page at `/` is told when it begins. */
export interface PageSettings {
  /** Who may sign in, filled in already; null leaves it to the viewer. */
  readonly household: { readonly email: string; readonly password: string } | null;
  /** Origins that streams come from; whatever else plays is shown as a clock. */
  readonly streamOrigins: readonly string[];
}

/** What is served at a path; null for what is none of the page's. */
export type Page = (path: string) => Promise<PagePart | null>;

/** The television, and the telephone that is its remote control: one page, which looks at its path. */
const DOCUMENT_PATHS = ["/", "/phone"];
const FOLDER_PATH = "/page/";
const SETTINGS = "settings.json";
/** As its build names its files: nothing that leads elsewhere. */
const FILE = /^[\w-]+\.(js|css|svg)$/;

const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

/** Where `tools/build-page.mjs` puts it, seen from the source and from what is built of it alike. */
const BUILT = new URL(import.meta.url.endsWith(".ts") ? "../dist/page/" : "../page/", import.meta.url);

/** Serves the page that shows the platform at work; for development. `folder` is where its build lies. */
export function createPage(settings: PageSettings, folder: URL = BUILT): Page {
  const contentSecurityPolicy = policyOf(settings.streamOrigins);
  const part = (contentType: string, body: Buffer) => ({ contentType, contentSecurityPolicy, body });
  return async (path) => {
    if (DOCUMENT_PATHS.includes(path)) {
      const body = await read(new URL("index.html", folder));
      return body && part("text/html; charset=utf-8", body);
    }
    if (!path.startsWith(FOLDER_PATH)) return null;
    const name = path.slice(FOLDER_PATH.length);
    if (name === SETTINGS)
      return part("application/json; charset=utf-8", Buffer.from(JSON.stringify(settings)));
    const [, extension = ""] = FILE.exec(name) ?? [];
    const body = extension === "" ? null : await read(new URL(name, folder));
    return body && part(TYPES[extension] ?? "", body);
  };
}

async function read(file: URL): Promise<Buffer | null> {
  try {
    return await readFile(fileURLToPath(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Nothing but the gateway is asked, and where streams come from; nothing runs that is not the page's own. */
function policyOf(streamOrigins: readonly string[]): string {
  const streams = streamOrigins.map((origin) => ` ${origin}`).join("");
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${streams}`,
    // A player hands the picture its segments as blobs.
    `media-src 'self' blob:${streams}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
