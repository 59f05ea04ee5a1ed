import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { createLocalJWKSet, type JWTVerifyGetKey } from "jose";
import { expect, it, onTestFinished, vi } from "vitest";
import { startExample } from "../subgraphs/playback/example-playback.js";
import { freePort } from "./support/free-port.js";

/** What operators are given, with ports and folders of the test. */
const { createVerifier } = (await import(new URL("../docs/streams/verifier.mjs", import.meta.url).href)) as {
  createVerifier(keys: JWTVerifyGetKey, now: () => Date): Server;
};

function replaced(text: string, from: string, to: string): string {
  expect(text.split(from)).toHaveLength(2);
  return text.replace(from, to);
}

/** Our nginx.conf, running; the folder that it delivers, its log, and its address. */
async function startNginx(verifierPort: number) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-nginx-"));
  const port = await freePort();
  let text = await readFile("docs/streams/nginx.conf", "utf8");
  text = replaced(text, "127.0.0.1:8090", `127.0.0.1:${verifierPort}`);
  text = replaced(text, "listen 8080", `listen 127.0.0.1:${port}`);
  text = replaced(text, "/var/log/nginx/streams.log", `${folder}/streams.log`);
  text = replaced(text, "/srv/streams", `${folder}/streams`);
  await writeFile(`${folder}/nginx.conf`, text);
  // Its workers are others than root.
  const settings = `daemon off; user root; pid ${folder}/nginx.pid;`;
  const nginx = spawn(
    "nginx",
    ["-p", folder, "-c", `${folder}/nginx.conf`, "-e", `${folder}/error.log`, "-g", settings],
    {
      stdio: "ignore",
    },
  );
  const ended = once(nginx, "exit");
  onTestFinished(async () => {
    nginx.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(() => fetch(url), { timeout: 10_000 });
  return { folder, url };
}

it("an nginx as documented delivers to whoever has a token, what lies beside by its cookie, and nothing else", async () => {
  const playback = await startExample({
    streamTemplates: {
      default: {
        sources: [
          { pathwayId: "cdn", protocol: "HLS", url: "https://cdn.example/{mode}/{contentId}/master.m3u8" },
        ],
        drm: [],
        maximumHeight: null,
      },
      modes: {},
      contents: {},
      tokenSeconds: 14_400,
    },
  });
  const keys = createLocalJWKSet(await playback.service.streamKeys());
  const verifier = createVerifier(keys, () => new Date(playback.clock.now())).listen(0, "127.0.0.1");
  await once(verifier, "listening");
  onTestFinished(() => void verifier.close());
  const nginx = await startNginx((verifier.address() as AddressInfo).port);
  for (const channel of ["ch_one", "ch_two"]) {
    const folder = `${nginx.folder}/streams/live/${channel}`;
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/master.m3u8`, "#EXTM3U");
    await writeFile(`${folder}/segment-1.ts`, "a segment");
  }

  const { slot, sources } = await playback.start("ac_home/dev_tv");
  const { pathname, search } = new URL(sources[0].url);
  const playlist = await fetch(`${nginx.url}${pathname}${search}`);
  expect([playlist.status, await playlist.text()]).toEqual([200, "#EXTM3U"]);
  const [cookie = ""] = (playlist.headers.get("set-cookie") ?? "").split(";");
  const segment = await fetch(`${nginx.url}/live/ch_one/segment-1.ts`, { headers: { cookie } });
  expect([segment.status, await segment.text()]).toEqual([200, "a segment"]);

  const statusOf = async (wanted: string, headers: Record<string, string> = {}) =>
    (await fetch(`${nginx.url}${wanted}`, { headers })).status;
  expect(await statusOf(pathname)).toBe(403);
  expect(await statusOf("/live/ch_one/segment-1.ts")).toBe(403);
  expect(await statusOf("/live/ch_two/segment-1.ts", { cookie })).toBe(403);
  expect(await statusOf(`/live/ch_two/master.m3u8${search}`)).toBe(403);
  expect(await statusOf(`/live/ch_one/..%2fch_two/master.m3u8${search}`)).toBe(403);
  expect(await statusOf("/verify")).toBe(404);
  playback.clock.advance(5 * 3_600_000);
  expect(await statusOf(`${pathname}${search}`)).toBe(403);

  const log = await vi.waitFor(async () => {
    const text = await readFile(`${nginx.folder}/streams.log`, "utf8");
    expect(text.split("\n").length).toBeGreaterThan(8);
    return text;
  });
  expect(log).toContain(`"GET ${pathname}" 200 ${slot.id}`);
  expect(log).not.toContain("token");
});
