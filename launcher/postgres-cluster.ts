import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { isAlive, StartError } from "./data-lock.js";
import { findPostgresBinaries } from "./postgres-binaries.js";
import { choosePostgresUser, ownerFor, type PostgresUser } from "./postgres-user.js";

/** A PostgreSQL of our own, in a folder; stopped when disposed, its data kept. */
export interface PostgresCluster extends AsyncDisposable {
  /** Connects as the cluster's owner, to `database`. */
  adminUrl(database: string): string;
  /** The database of a service, with its own role; made when there is none. Other services' roles cannot enter it. */
  provide(service: string): Promise<string>;
}

export interface ClusterOptions {
  /** Owned by the cluster: `postgres/` and `credentials.json` in it. */
  readonly folder: string;
  /** False gives up durability for speed: for tests. */
  readonly durable?: boolean;
  /** Where it listens: that of before, for services that wait for it to come back. Any free one where this is left out. */
  readonly port?: number;
  /** Whoever starts it no longer wants it: what was begun is stopped. */
  readonly signal?: AbortSignal;
}

const ADMIN = "playhead";
/** From a start to the first answer; a recovery after a crash of the whole machine takes its time. */
const READY_WITHIN_MS = 60_000;
const READY_POLL_MS = 30;
/** How long a PostgreSQL that was told to stop may take before it is killed. */
const STOP_WITHIN_MS = 10_000;
/** All services with their pools, and tests beside them. */
const MOST_CONNECTIONS = 200;

/**
 * Starts the cluster in `folder`, making it first where there is none. One that a crashed process left running is
 * stopped before, with everything it had committed.
 *
 * @throws StartError when it cannot be made or does not start, and where `signal` says that nobody wants it any more.
 */
export async function startPostgresCluster(options: ClusterOptions): Promise<PostgresCluster> {
  const folder = path.resolve(options.folder);
  const data = path.join(folder, "postgres");
  const binaries = await findPostgresBinaries();
  await mkdir(folder, { recursive: true });
  const user = await choosePostgresUser([binaries.postgres, folder]);
  const credentials = await readCredentials(folder);
  await stopLeftover(data);
  if (!(await exists(path.join(data, "PG_VERSION"))))
    await initialise(binaries.initdb, folder, { user, credentials, signal: options.signal });
  demandWanted(options.signal);

  const port = options.port ?? (await freePort());
  const log = await open(path.join(folder, "postgres.log"), "w", 0o600);
  const settings = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    `max_connections=${MOST_CONNECTIONS}`,
    ...(options.durable === false ? ["fsync=off", "synchronous_commit=off", "full_page_writes=off"] : []),
  ];
  const server = run(
    user,
    binaries.postgres,
    ["-D", data, ...settings.flatMap((line) => ["-c", line])],
    log.fd,
  );
  const stopIt = () => void stop(server);
  options.signal?.addEventListener("abort", stopIt, { once: true });
  await log.close();

  const adminUrl = (database: string) => url(ADMIN, credentials.admin, port, database);
  try {
    await answering(server, adminUrl("postgres"), path.join(folder, "postgres.log"));
    demandWanted(options.signal);
  } catch (error) {
    await stop(server);
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", stopIt);
  }
  return {
    adminUrl,
    provide: (service) => provide(adminUrl("postgres"), service, credentials.services, port),
    [Symbol.asyncDispose]: () => stop(server),
  };
}

/**
 * The database of a service in the cluster that another process runs in `folder`.
 *
 * @throws StartError while that one has not begun to run it.
 */
export async function findServiceDatabase(folder: string, service: string): Promise<string> {
  const running = await readFile(path.join(folder, "postgres", "postmaster.pid"), "utf8").catch(() => "");
  // PostgreSQL writes its port in the fourth line.
  const port = Number(running.split("\n")[3]);
  if (!Number.isInteger(port) || port <= 0) {
    throw new StartError(`Playhead is about to start or to end on ${folder}: try again`);
  }
  const { services } = await readCredentials(folder);
  return url(service, passwordOf(services, service), port, service);
}

function passwordOf(seed: string, service: string): string {
  return `${seed}-${service}`;
}

interface Credentials {
  readonly admin: string;
  /** Seed of the services' passwords: a service added later needs no new file. */
  readonly services: string;
}

async function readCredentials(folder: string): Promise<Credentials> {
  const file = path.join(folder, "credentials.json");
  if (await exists(file)) return JSON.parse(await readFile(file, "utf8")) as Credentials;
  const secret = () => randomBytes(24).toString("base64url");
  const credentials = { admin: secret(), services: secret() };
  // Beside its place first: a disk that is full leaves no half of it, which no later start could read.
  await writeFile(`${file}.new`, JSON.stringify(credentials), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return credentials;
}

/** Makes the cluster beside its place and moves it there when it is whole: a start that is killed leaves no half. */
async function initialise(
  initdb: string,
  folder: string,
  {
    user,
    credentials,
    signal,
  }: {
    readonly user: PostgresUser;
    readonly credentials: Credentials;
    readonly signal: AbortSignal | undefined;
  },
): Promise<void> {
  const unfinished = path.join(folder, "postgres.new");
  const passwordFile = path.join(folder, "password.new");
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, credentials.admin, { mode: 0o600 });
  const owner = await ownerFor(user);
  if (owner) {
    await chown(unfinished, owner.uid, owner.gid);
    await chown(passwordFile, owner.uid, owner.gid);
  }
  const options = [
    `--username=${ADMIN}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    // Its passwords are random: nobody guesses them, and every connection would pay for making that slow.
    "--set=scram_iterations=1",
    "--encoding=UTF8",
    "--locale=C",
    "--no-instructions",
  ];
  demandWanted(signal);
  const made = run(user, initdb, ["-D", unfinished, ...options], "pipe");
  const kill = () => void made.kill("SIGINT");
  signal?.addEventListener("abort", kill, { once: true });
  const output: Buffer[] = [];
  made.stdout?.on("data", (chunk: Buffer) => output.push(chunk));
  made.stderr?.on("data", (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | string>((resolve) => {
    made.once("error", (error) => resolve(error.message));
    made.once("close", (status) => resolve(status ?? "killed"));
  });
  signal?.removeEventListener("abort", kill);
  await rm(passwordFile, { force: true });
  if (code !== 0) {
    throw new StartError(
      `cannot make a PostgreSQL in ${folder} (${code}): ${Buffer.concat(output).toString().trim()}`,
    );
  }
  await rename(unfinished, path.join(folder, "postgres"));
}

function run(
  user: PostgresUser,
  program: string,
  args: readonly string[],
  output: "pipe" | number,
): ChildProcess {
  const [command = program, ...rest] = [...user.prefix, program, ...args];
  return spawn(command, rest, {
    ...user.spawnAs,
    stdio: ["ignore", output, output],
    // Its own process group: Ctrl-C reaches us alone, and we stop it after everything that needs it.
    detached: true,
    env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C", TZ: "UTC" },
  });
}

async function answering(server: ChildProcess, adminUrl: string, logFile: string): Promise<void> {
  let ended: string | undefined;
  server.once("error", (error) => {
    ended = error.message;
  });
  server.once("exit", (code) => {
    ended ??= `exit ${code}`;
  });
  for (let waitedMs = 0; waitedMs < READY_WITHIN_MS; waitedMs += READY_POLL_MS) {
    if (ended !== undefined) throw new StartError(`PostgreSQL did not start (${ended}): see ${logFile}`);
    const client = new pg.Client({ connectionString: adminUrl });
    try {
      await client.connect();
      return;
    } catch {
      await delay(READY_POLL_MS);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  throw new StartError(`PostgreSQL did not answer within ${READY_WITHIN_MS / 1_000} s: see ${logFile}`);
}

function demandWanted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new StartError("ended while PostgreSQL was starting");
}

/** SIGINT is PostgreSQL's fast shutdown: sessions end, what is committed is on disk. */
async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGINT");
  const fuse = setTimeout(() => server.kill("SIGKILL"), STOP_WITHIN_MS);
  await ended;
  clearTimeout(fuse);
}

async function stopLeftover(data: string): Promise<void> {
  const pid = Number(
    (await readFile(path.join(data, "postmaster.pid"), "utf8").catch(() => "")).split("\n")[0],
  );
  if (!isAlive(pid) || !(await isPostgres(pid))) return;
  process.kill(pid, "SIGINT");
  for (let waitedMs = 0; isAlive(pid) && waitedMs < STOP_WITHIN_MS; waitedMs += READY_POLL_MS)
    await delay(READY_POLL_MS);
  if (isAlive(pid))
    throw new StartError(`an earlier PostgreSQL (process ${pid}) on ${data} does not stop: end it first`);
}

/** Process ids are used again: after a reboot the one in the file may be anybody's. */
async function isPostgres(pid: number): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => undefined);
  return commandLine === undefined || commandLine.includes("postgres");
}

async function provide(adminUrl: string, service: string, seed: string, port: number): Promise<string> {
  const password = passwordOf(seed, service);
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const name = client.escapeIdentifier(service);
    const has = async (sql: string) => (await client.query(sql, [service])).rowCount === 1;
    if (!(await has("SELECT 1 FROM pg_roles WHERE rolname = $1")))
      await client.query(`CREATE ROLE ${name} LOGIN`);
    await client.query(`ALTER ROLE ${name} PASSWORD ${client.escapeLiteral(password)}`);
    if (!(await has("SELECT 1 FROM pg_database WHERE datname = $1"))) {
      await client.query(`CREATE DATABASE ${name} OWNER ${name}`);
    }
    await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  } finally {
    await client.end();
  }
  return url(service, password, port, service);
}

function url(user: string, password: string, port: number, database: string): string {
  return `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
