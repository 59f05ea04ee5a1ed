import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { freePort } from "./free-port.js";

/** A Redis of the test's own, that it may hang, kill and empty. */
export interface RedisServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** As a crash: nothing is kept. */
  kill(): Promise<void>;
  /** Stops answering, keeping its connections open, until `resume`. */
  hang(): void;
  resume(): void;
  /** Starts again on the same port, empty. */
  restart(): Promise<void>;
}

/** Fails where there is no redis-server: a test that needs one is never skipped. */
export async function startRedisServer(
  options: { readonly args?: readonly string[]; readonly password?: string | undefined } = {},
): Promise<RedisServer> {
  if (spawnSync("redis-server", ["--version"]).status !== 0) {
    throw new Error("redis-server is not installed: `apt-get install redis-server`");
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-redis-"));
  const port = await freePort();
  let server = await launch(port, folder, options);
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGCONT");
    server.kill("SIGKILL");
    await ended;
  };
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    kill,
    hang: () => void server.kill("SIGSTOP"),
    resume: () => void server.kill("SIGCONT"),
    async restart() {
      await kill();
      server = await launch(port, folder, options);
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Three masters without replicas that share the slots; with a password, where they are to ask for one. */
export async function startRedisCluster(
  options: { readonly password?: string } = {},
): Promise<{ readonly url: string; readonly masters: readonly RedisServer[] } & AsyncDisposable> {
  const { password } = options;
  const args = ["--cluster-enabled", "yes"];
  const servers = await Promise.all([1, 2, 3].map(() => startRedisServer({ args, password })));
  const addresses = servers.map(({ port }) => `127.0.0.1:${port}`);
  const access = password === undefined ? [] : ["-a", password, "--no-auth-warning"];
  const created = spawnSync("redis-cli", [...access, "--cluster", "create", ...addresses, "--cluster-yes"]);
  if (created.status !== 0) throw new Error(`no cluster: ${created.stdout}${created.stderr}`);
  return {
    masters: servers,
    url: `redis+cluster://${password === undefined ? "" : `:${password}@`}${addresses.join(",")}`,
    async [Symbol.asyncDispose]() {
      for (const server of servers) await server[Symbol.asyncDispose]();
    },
  };
}

async function launch(
  port: number,
  folder: string,
  { args = [], password }: { readonly args?: readonly string[]; readonly password?: string | undefined },
): Promise<ChildProcess> {
  const secured = password === undefined ? [] : ["--requirepass", password];
  const settings = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const server = spawn("redis-server", [...settings, ...secured, "--dir", folder, ...args], {
    stdio: "ignore",
  });
  const probe = new Redis(port, "127.0.0.1", {
    lazyConnect: true,
    retryStrategy: null,
    ...(password !== undefined && { password }),
  });
  probe.on("error", () => undefined);
  // A node of a cluster writes its configuration to a disk that may be busy.
  for (let attempt = 0; attempt < 800; attempt += 1) {
    try {
      await probe.connect();
      await probe.ping();
      probe.disconnect();
      return server;
    } catch {
      await delay(25);
    }
  }
  server.kill("SIGKILL");
  throw new Error(`redis-server did not answer on port ${port}`);
}
