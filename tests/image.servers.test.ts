import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, type RequestOptions, request } from "node:http";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { createClient } from "graphql-ws";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { Lifecycle } from "../lib/lifecycle.js";
import { type Compose, readCompose } from "./support/compose.js";
import { createTestDatabase } from "./support/databases.js";
import { freePort } from "./support/free-port.js";
import { copyLinked, type Image, ImageBuild } from "./support/image.js";
import { startRedisServer } from "./support/redis-servers.js";

const run = promisify(execFile);
/** What of docker-compose.yml is started; the gateways do without the others' fields. */
const CONTAINERS = ["accounts", "catalog", "gateway-1", "gateway-2"] as const;
type Container = (typeof CONTAINERS)[number];
/** Of one address, so that the test comes to the end of it. */
const MOST_A_MINUTE = 500;

const lifecycle = new Lifecycle("image");
let folder: string;
let compose: Compose;
let image: Image;
let redisUrl: string;
let nginxPort: number;
const ports = new Map<string, number>();
const running = new Map<Container, ChildProcess>();

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "playhead-image-"));
  lifecycle.defer("folder", () => rm(folder, { recursive: true, force: true }));
  // Whoever runs the processes is not who built the image.
  await chmod(folder, 0o755);
  [image, compose] = await Promise.all([
    new ImageBuild({
      root: path.join(folder, "image"),
      context: path.resolve("."),
      dockerfile: await readFile("Dockerfile", "utf8"),
      // This checkout has done that, from the same lock file.
      takenOver: { "npm ci": (cwd) => copyLinked("node_modules", path.join(cwd, "node_modules")) },
    }).build(),
    readCompose(),
  ]);
  for (const name of CONTAINERS) ports.set(name, await freePort());
  redisUrl = lifecycle.use("redis", await startRedisServer()).url;
  await mkdir(path.join(folder, "secrets"));
  await writeFile(
    path.join(folder, "secrets", "service-secret"),
    "a secret of this test, and of nothing else\n",
  );
  for (const service of ["accounts", "catalog"] as const) {
    const { url } = lifecycle.use(`${service} database`, await createTestDatabase(service));
    await writeFile(path.join(folder, "secrets", `database-url-${service}`), url);
  }
  await Promise.all(CONTAINERS.map(start));
  nginxPort = await startNginx();
}, 300_000);
afterAll(() => lifecycle.close());

/** A container's settings, with this machine's addresses in place of those of its networks. */
function settingsOf(name: Container): Record<string, string> {
  const given = { ...compose.services[name]?.environment, RATE_GENERAL_ADDRESS: String(MOST_A_MINUTE) };
  const placed = Object.entries(given).map(([variable, value]) => {
    if (variable === "PORT") return [variable, String(ports.get(name))];
    if (variable === "METRICS_PORT") return [variable, "0"];
    if (variable === "REDIS_URL") return [variable, redisUrl];
    if (variable === "TRUSTED_PROXIES") return [variable, "127.0.0.1"];
    const local = value.replace("/run/secrets", path.join(folder, "secrets"));
    return [
      variable,
      local.replace(/http:\/\/(\w+):\d+/, (_all, host) => `http://127.0.0.1:${ports.get(host) ?? 1}`),
    ];
  });
  const { PATH } = process.env;
  return { PATH, ...image.environment, ...Object.fromEntries(placed), HOST: "127.0.0.1" };
}

/** Starts a container's process as the image says, as its user, in a folder that is not that user's. */
async function start(name: Container): Promise<void> {
  const [program = "", ...args] = [...image.entrypoint, ...(compose.services[name]?.command ?? [])];
  const [uid = 0, gid = 0] = image.user.split(":").map(Number);
  const child = spawn(program, args, {
    cwd: image.folder,
    env: settingsOf(name),
    stdio: ["ignore", "pipe", "pipe"],
    ...(process.getuid?.() === 0 && { uid, gid }),
  });
  running.set(name, child);
  const ended = once(child, "exit");
  lifecycle.defer(name, async () => {
    child.kill("SIGTERM");
    await ended;
  });
  let said = "";
  const isReady = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        said += String(chunk);
        if (said.includes("is ready at")) resolve();
      });
    }
  });
  const early = ended.then(([code]) => Promise.reject(new Error(`${name} ended with ${code}: ${said}`)));
  early.catch(() => undefined);
  await Promise.race([isReady, early]);
}

/** The nginx of docker-compose.yml with the ports of this test. */
async function startNginx(): Promise<number> {
  const port = await freePort();
  let text = await readFile("deploy/compose/nginx.conf", "utf8");
  for (const [from, to] of [
    ["/run/gateways.conf", `${folder}/gateways.conf`],
    ["listen 8080", `listen 127.0.0.1:${port}`],
    ["/run/nginx.pid", `${folder}/nginx.pid`],
    ["access_log /dev/stdout", `access_log ${folder}/access.log`],
    ["error_log /dev/stderr", `error_log ${folder}/error.log`],
  ] as const) {
    expect(text.split(from)).toHaveLength(2);
    text = text.replace(from, to);
  }
  await writeFile(`${folder}/nginx.conf`, text);
  const { command = [] } = compose.services["nginx"] ?? {};
  expect(command.slice(0, 2)).toEqual(["sh", "/etc/nginx/balance.sh"]);
  const gateways = command.slice(2).map((gateway) => `127.0.0.1:${ports.get(gateway.replace(":4000", ""))}`);
  const nginx = spawn("sh", ["deploy/compose/balance.sh", ...gateways], {
    env: {
      PATH: process.env["PATH"],
      STATE: folder,
      NGINX_OPTIONS: `-p ${folder} -c ${folder}/nginx.conf -e ${folder}/error.log`,
    },
    stdio: "ignore",
  });
  const ended = once(nginx, "exit");
  lifecycle.defer("nginx", async () => {
    nginx.kill("SIGTERM");
    await ended;
  });
  await vi.waitFor(() => fetch(`http://127.0.0.1:${port}/ready`), { timeout: 10_000 });
  return port;
}

/** Asks through nginx, from one of this machine's addresses. */
async function ask(query: string, { from = "127.0.0.2", claims = "" } = {}) {
  const headers = {
    "content-type": "application/json",
    ...(claims && { "x-forwarded-for": claims }),
  };
  const options = { port: nginxPort, path: "/graphql", method: "POST", localAddress: from, headers };
  const response = await answerTo({ ...options, host: "127.0.0.1" }, JSON.stringify({ query }));
  let text = "";
  for await (const chunk of response) text += String(chunk);
  const isJson = String(response.headers["content-type"]).includes("json");
  return { status: response.statusCode as number, body: isJson ? JSON.parse(text) : text };
}

async function answerTo(options: RequestOptions, body: string): Promise<IncomingMessage> {
  const sent = request(options);
  sent.end(body);
  try {
    const [response] = await once(sent, "response");
    return response;
  } catch (error) {
    // As browsers do: nginx may let go of a connection on which nothing has come, when it reads anew whom it asks.
    if (sent.reusedSocket) return answerTo(options, body);
    throw error;
  }
}

it("the image has what runs, and neither what tests nor what builds", async () => {
  expect((await readdir(image.folder)).sort()).toEqual([
    "data",
    "dist",
    "node_modules",
    "package.json",
    "prisma",
  ]);
  const { devDependencies } = JSON.parse(await readFile("package.json", "utf8"));
  const installed = await readdir(path.join(image.folder, "node_modules"));
  for (const tool of ["typescript", "vitest", "prisma", "@biomejs", "@graphql-codegen", "graphiql"]) {
    expect(devDependencies).toHaveProperty([
      Object.keys(devDependencies).find((name) => name.startsWith(tool)) ?? tool,
    ]);
    expect(installed).not.toContain(tool);
  }
  const files = await readdir(path.join(image.folder, "dist"), { recursive: true });
  expect(files.filter((file) => /\.test\.|^(tests|bench)\b/.test(file))).toEqual([]);
  expect(image.volumes).toEqual(["/app/data"]);
});

it("a query and a mutation go through nginx, gateway and services to databases and back", async () => {
  expect((await ask("{ channels(first: 1) { totalCount } }")).body).toEqual({
    data: { channels: { totalCount: 0 } },
  });
  const signUp =
    'signUp(email: "image@playhead.example", password: "in a container", country: "NZ") { __typename }';
  const { body } = await ask(`mutation { ${signUp} }`);
  expect(body.errors).toBeUndefined();
  expect(body.data.signUp.__typename).toBe("Session");
});

it("the image's own health check finds each process well", async () => {
  const [program = "", ...args] = image.healthCheck;
  for (const name of CONTAINERS) {
    await run(program, args, { cwd: image.folder, env: settingsOf(name) });
  }
  const nobody = { ...settingsOf("accounts"), PORT: String(await freePort()) };
  await expect(run(program, args, { cwd: image.folder, env: nobody })).rejects.toMatchObject({ code: 1 });
});

it("a second screen connects through nginx by WebSocket", async () => {
  const client = createClient({ url: `ws://127.0.0.1:${nginxPort}/graphql`, webSocketImpl: WebSocket });
  const results = client.iterate({ query: "{ __typename }" });
  expect((await results.next()).value).toEqual({ data: { __typename: "Query" } });
  await client.dispose();
});

it("a client that offers HTTP/2 with its request, as Java's does, is answered through nginx", async () => {
  const offered = {
    connection: "Upgrade, HTTP2-Settings",
    upgrade: "h2c",
    "http2-settings": "AAMAAABkAAQAAP__",
  };
  const asked = request(`http://127.0.0.1:${nginxPort}/graphql`, {
    method: "POST",
    headers: { ...offered, "content-type": "application/json" },
  });
  asked.end(JSON.stringify({ query: "{ __typename }" }));
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  expect(JSON.parse(await text(answer))).toEqual({ data: { __typename: "Query" } });
});

it("while a gateway stops, nobody who comes through nginx is refused", async () => {
  const leaving = running.get("gateway-2");
  if (!leaving) throw new Error("there is no second gateway");
  const statuses = new Set<number>();
  let answered = 0;
  const ended = once(leaving, "exit");
  leaving.kill("SIGTERM");
  const asking = Array.from({ length: 4 }, async (_, client) => {
    while (leaving.exitCode === null) {
      statuses.add((await ask("{ __typename }", { from: `127.0.1.${client + 1}` })).status);
      answered += 1;
    }
  });
  await Promise.all(asking);
  expect(await ended).toEqual([0, null]);
  expect(
    [...statuses].every((status) => status === 200 || status === 429),
    [...statuses].join(),
  ).toBe(true);
  expect(answered).toBeGreaterThan(20);
});

it("an address is that of who connects to nginx, whatever else a client says of itself", async () => {
  const begun = performance.now();
  const statuses: number[] = [];
  for (let first = 0; first < 2 * MOST_A_MINUTE && !statuses.includes(429); first += 10) {
    const claims = Array.from({ length: 10 }, (_, one) => `198.51.100.${(first + one) % 250}`);
    const answers = claims.map((claim) => ask("{ __typename }", { from: "127.0.2.1", claims: claim }));
    statuses.push(...(await Promise.all(answers)).map(({ status }) => status));
  }
  expect(statuses).toContain(429);
  // A minute's, and what was added to it while they were sent.
  const added = ((performance.now() - begun) / 60_000) * MOST_A_MINUTE;
  expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(MOST_A_MINUTE + added + 10);
  expect((await ask("{ __typename }", { from: "127.0.2.2", claims: "127.0.2.1" })).status).toBe(200);
});
