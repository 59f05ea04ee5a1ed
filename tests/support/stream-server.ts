import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { authorityOf, listen } from "../../lib/http/listening.js";
import { Lifecycle } from "../../lib/lifecycle.js";
import { parseStreamTemplates } from "../../subgraphs/playback/stream-templates.js";

/** A stand-in for a CDN, which has eight seconds of a test picture for everything that is played from its start. */
export interface StreamServer extends AsyncDisposable {
  readonly origin: string;
  /** START_OVER streams from here, and everything else from an address that answers 404. */
  readonly templates: ReturnType<typeof parseStreamTemplates>;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
}

const FOLDER = path.resolve("tests/support/stream");
const FILES = ["master.m3u8", "segment.mpegts"];

export async function startStreamServer(): Promise<StreamServer> {
  const lifecycle = new Lifecycle("stream server");
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://cdn");
    asked.push(pathname);
    const name = path.basename(pathname);
    const isThere = pathname.startsWith("/start-over/") && FILES.includes(name);
    response.writeHead(isThere ? 200 : 404, { "access-control-allow-origin": "*" });
    response.end(isThere ? await readFile(path.join(FOLDER, name)) : undefined);
  });
  const host = "127.0.0.1";
  const origin = `http://${authorityOf({ host, port: await listen(server, { host, port: 0 }) })}`;
  lifecycle.defer("server", () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const url = `${origin}/{mode}/{contentId}/master.m3u8`;
  const sources = [{ pathwayId: "cdn-a", protocol: "HLS", url }];
  return {
    origin,
    templates: parseStreamTemplates(JSON.stringify({ default: { sources } })),
    asked,
    [Symbol.asyncDispose]: () => lifecycle.close(),
  };
}
