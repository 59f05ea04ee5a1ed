import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGuideFetches, type GuideFetches } from "../subgraphs/catalog/guide-fetches.js";
import { fetchGuide, type GuideReach } from "../subgraphs/catalog/guide-fetching.js";
import { isPublicAddress } from "../subgraphs/catalog/public-address.js";
import type { Catalog } from "../subgraphs/catalog/server.js";
import { unpacked } from "../subgraphs/catalog/unpacking.js";
import { startTestCatalog, type TestService } from "./support/test-service.js";

const INSIDE: GuideReach = { http: true, inside: true };
const OUTSIDE: GuideReach = { http: true, inside: false };
const GUIDE = '<tv><channel id="one"><display-name>One</display-name></channel></tv>';

const answers: Record<string, RequestListener> = {
  "/guide": (_, response) => response.end(GUIDE),
  "/twice": (_, response) => response.writeHead(302, { location: "/once" }).end(),
  "/once": (_, response) => response.writeHead(301, { location: "guide" }).end(),
  "/round": (_, response) => response.writeHead(302, { location: "/round" }).end(),
  "/file": (_, response) => response.writeHead(302, { location: "file:///etc/passwd" }).end(),
  "/gone": (_, response) => response.writeHead(404).end("no"),
  "/hop": (_, response) => response.writeHead(302, { location: "/twice" }).end(),
  "/silent": () => undefined,
  "/stops": (_, response) => void response.write("<tv>"),
  "/drips": (_, response) => {
    const dripping = setInterval(() => response.write(" "), 5);
    response.on("close", () => clearInterval(dripping));
  },
  "/cut": (_, response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("<tv>", () => response.destroy());
  },
};
const server = createServer((request, response) => {
  const answer = answers[request.url ?? ""];
  if (answer) answer(request, response);
  else response.writeHead(500).end();
});
let origin: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe("fetching a guide", () => {
  it("follows a server that has moved it", async () => {
    expect(await textOf(fetchGuide(`${origin}/twice`, INSIDE))).toBe(GUIDE);
  });

  it.each([
    ["redirects for ever", "/round", "more than 5 times"],
    ["redirects to another kind of place", "/file", "must be an http or https URL"],
    ["has none", "/gone", "answered 404"],
    ["breaks off", "/cut", "aborted"],
  ])("says why of a server that %s", async (_name, path, why) => {
    await expect(textOf(fetchGuide(origin + path, INSIDE))).rejects.toThrow(why);
  });

  const limits = { redirects: 3, bytes: GUIDE.length, silenceMs: 10_000, deadlineMs: 10_000 };
  it("takes as many redirects and bytes as there may be", async () => {
    expect(await textOf(fetchGuide(`${origin}/hop`, INSIDE, undefined, limits))).toBe(GUIDE);
  });

  it.each([
    ["one redirect more", "/hop", { redirects: 2 }, "redirects more than 2 times"],
    ["one byte more", "/guide", { bytes: GUIDE.length - 1 }, `sends more than ${GUIDE.length - 1} bytes`],
    ["a server that says nothing", "/silent", { silenceMs: 50 }, "said nothing for 0.05 s"],
    ["a server that stops speaking", "/stops", { silenceMs: 50 }, "said nothing for 0.05 s"],
    ["a server that drips for ever", "/drips", { deadlineMs: 100 }, "timeout"],
  ])("refuses %s", async (_name, path, tighter, why) => {
    const fetched = fetchGuide(origin + path, INSIDE, undefined, { ...limits, ...tighter });
    await expect(textOf(fetched)).rejects.toThrow(why);
  });

  it.each([
    "http://127.0.0.1/",
    "http://localhost/",
    "http://[::1]/",
    "http://0x7f.1/",
    "http://169.254.169.254/",
  ])("asks nobody inside: %s", async (url) => {
    const inside = url.replace(/\/$/, `:${new URL(origin).port}/guide`);
    await expect(textOf(fetchGuide(inside, OUTSIDE))).rejects.toThrow("not one of the open internet");
  });

  it("takes no plain http where that is not allowed", async () => {
    await expect(textOf(fetchGuide(`${origin}/guide`, { http: false, inside: true }))).rejects.toThrow(
      "must be an https URL",
    );
  });
});

describe("an address", () => {
  it.each([
    ["93.184.216.34", true],
    ["2606:4700::1111", true],
    ["10.1.2.3", false],
    ["100.64.0.1", false],
    ["172.31.255.255", false],
    ["192.168.1.1", false],
    ["0.0.0.0", false],
    ["255.255.255.255", false],
    ["::", false],
    ["::ffff:8.8.8.8", false],
    ["64:ff9b::7f00:1", false],
    ["fd00::1", false],
    ["fe80::1", false],
    ["2002:7f00:1::", false],
  ])("%s is of the open internet: %s", (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic);
  });
});

describe("unpacking a guide", () => {
  async function* inChunks(bytes: Uint8Array, size: number) {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const long = Array.from({ length: 20_000 }, (_, index) => `${index} ${(index * 7_919) % 10_007}\n`).join(
    "",
  );

  it.each([1, 1_000, 100_000])(
    "gives what was packed, however it arrives: %d bytes at once",
    async (size) => {
      expect(await textOf(unpacked(inChunks(gzipSync(long), size)))).toBe(long);
      expect(await textOf(unpacked(inChunks(Buffer.from(long), size)))).toBe(long);
    },
  );

  it("keeps what came before it broke off", async () => {
    const packed = gzipSync(long);
    const text = await textOf(unpacked(inChunks(packed.subarray(0, packed.length / 2), 1_000)));
    expect(long.startsWith(text)).toBe(true);
    expect(text.length).toBeGreaterThan(long.length / 4);
  });

  it.each([
    ["packed", gzipSync(long)],
    ["as it is", Buffer.from(long)],
  ])("takes as many bytes as there may be, and not one more: %s", async (_name, bytes) => {
    const within = (most: number) => {
      const limits = { bytes: most, ratio: 200, ratioFromBytes: 0 };
      return textOf(unpacked(inChunks(bytes, 1_000), limits));
    };
    expect(await within(long.length)).toBe(long);
    await expect(within(long.length - 1)).rejects.toThrow(`a guide may have ${long.length - 1} bytes`);
  });

  it("takes what unpacks as far as it may, and nothing further, once it is long enough to tell", async () => {
    const zeros = Buffer.alloc(1_000_000);
    const packed = gzipSync(zeros);
    // Not every byte counts in the end: gzip has a frame.
    const ratio = Math.ceil((zeros.length / packed.length) * 1.1);
    const within = (limits: { ratio: number; ratioFromBytes: number }) =>
      textOf(unpacked(inChunks(packed, packed.length), { bytes: zeros.length, ...limits }));
    expect((await within({ ratio, ratioFromBytes: 0 })).length).toBe(zeros.length);
    expect((await within({ ratio: 10, ratioFromBytes: zeros.length })).length).toBe(zeros.length);
    await expect(within({ ratio: 10, ratioFromBytes: 0 })).rejects.toThrow("more than 10 times");
  });

  it("refuses what unpacks to a thousand times its size", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1_024 * 1_024));
    await expect(textOf(unpacked(inChunks(bomb, 16_384)))).rejects.toThrow("more than 200 times");
  });
});

describe("importing a guide from a URL", () => {
  let test: TestService<Catalog>;
  let guides: GuideFetches;
  beforeAll(async () => {
    test = await startTestCatalog();
    guides = createGuideFetches(INSIDE, (guide) => test.service.importGuide(guide), test.clock);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it("imports what is there, and the second time changes nothing", async () => {
    expect(await guides.fetch("test", `${origin}/guide`)).toMatchObject({ status: "DONE", channels: 1 });
    expect(await guides.fetch("test", `${origin}/guide`)).toMatchObject({ status: "DONE", created: 0 });
  });

  it("is FAILED with the reason where none came", async () => {
    expect(await guides.fetch("test", `${origin}/gone`)).toMatchObject({
      status: "FAILED",
      problems: [{ reason: "the guide stopped arriving: the server answered 404" }],
    });
  });

  it.each([
    ["no URL", "test", "guide.xml", "url must be an http or https URL"],
    ["a file", "test", "file:///etc/passwd", "url must be an http or https URL"],
    ["a source without a name", " ", "https://guide.example/", "source must have 1..100 characters"],
  ])("refuses %s", async (_name, source, url, rule) => {
    await expect(guides.fetch(source, url)).rejects.toThrow(rule);
  });

  it("is not for viewers", async () => {
    const { errors } = await test.ask(
      'mutation { importGuide(source: "test", url: "https://guide.example/") { status } }',
    );
    expect(errors).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  });
});
