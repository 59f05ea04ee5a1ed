import { Cluster, Redis } from "ioredis";
import type { Logger } from "./logger.js";

/** A connection to a single Redis or to a Redis Cluster; commands are the same. */
export type RedisConnection = Redis | Cluster;

/** A command without an answer for this long has failed: nobody who waits for Redis can wait longer. */
const COMMAND_TIMEOUT_MS = 1_000;
/** How long one attempt to connect may take. */
const CONNECT_TIMEOUT_MS = 2_000;
/**
 * A connection that owes an answer and has brought nothing for so long is given up for a new one: a host that dies without a
 * word leaves it open for a quarter of an hour, while another Redis may long have its name.
 */
const SILENCE_MS = 5_000;
/** Between two attempts to connect, the first and the longest: back within a second of Redis' own return. */
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 1_000;

export interface RedisOptions {
  /** `redis://…`, `rediss://…`, or `redis+cluster://user:password@host:port,host:port,…`, with rediss for TLS. */
  readonly url: string;
  /** What it is for, as Redis' CLIENT LIST shows it. */
  readonly name: string;
  readonly log: Logger;
  /** 0 waits for as long as it takes, also for a Redis that says nothing at all: for questions that take long. */
  readonly commandTimeoutMs?: number;
  /** It only listens, and whoever opened it subscribes anew after each "ready". It is given up after twice `silenceMs`. */
  readonly isSubscriber?: boolean;
  /** Without a word from Redis, where one is owed, the connection is opened anew; 5 s where it is not said. */
  readonly silenceMs?: number;
}

/**
 * Opens a connection that comes back by itself. A command fails at once while Redis is away, and after
 * `commandTimeoutMs` when it hangs: callers decide what to do without Redis, nothing waits in a queue for it.
 */
export function openRedis(options: RedisOptions): RedisConnection {
  const { url, name, log, silenceMs = SILENCE_MS, isSubscriber = false } = options;
  const commandTimeoutMs = options.commandTimeoutMs ?? COMMAND_TIMEOUT_MS;
  const common = {
    connectionName: name,
    connectTimeout: CONNECT_TIMEOUT_MS,
    enableAutoPipelining: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: !isSubscriber,
    // The kernel asks after a connection that owes nothing, and gives it up when ten seconds more have brought no sign.
    keepAlive: silenceMs,
    ...(commandTimeoutMs > 0 ? { commandTimeout: commandTimeoutMs, socketTimeout: silenceMs } : {}),
  };
  const connection = isClusterUrl(url)
    ? new Cluster(nodesOf(url), {
        redisOptions: { ...common, ...accessOf(url) },
        enableOfflineQueue: false,
        enableAutoPipelining: true,
        shardedSubscribers: true,
        clusterRetryStrategy: retryMs,
      })
    : new Redis(url, { ...common, retryStrategy: retryMs });
  connection.on("error", (error) => log.debug({ err: error, connection: name }, "Redis is away"));
  if (isSubscriber && connection instanceof Redis) askNowAndThen(connection, silenceMs);
  return connection;
}

/** Whoever only listens is owed nothing, and would wait for good: now and then it asks. Ends with the connection. */
function askNowAndThen(subscriber: Redis, everyMs: number): void {
  const timer = setInterval(() => subscriber.ping().catch(() => undefined), everyMs);
  timer.unref();
  subscriber.once("end", () => clearInterval(timer));
}

/**
 * Calls `listener` each time a server answers again, until disposed: it may have lost its data. A cluster says "ready" once
 * alone, and of its nodes each for itself.
 */
export function whenServersAreBack(connection: RedisConnection, listener: () => void): Disposable {
  const hearNode = (node: Redis) => void node.on("ready", listener);
  const nodes = () => (connection instanceof Cluster ? connection.nodes() : []);
  connection.on("ready", listener);
  connection.on("+node", hearNode);
  for (const node of nodes()) hearNode(node);
  return {
    [Symbol.dispose]() {
      connection.off("ready", listener);
      connection.off("+node", hearNode);
      for (const node of nodes()) node.off("ready", listener);
    },
  };
}

/**
 * Resolves when commands can be sent. Rejects after `boundMs` with a sentence that names the address and what it said last.
 */
export async function untilReady(connection: RedisConnection, url: string, boundMs = 5_000): Promise<void> {
  if (connection.status === "ready") return;
  let timer: NodeJS.Timeout | undefined;
  let said = "";
  const note = ({ message }: Error) => {
    said = ` (${message})`;
  };
  connection.on("error", note);
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once("ready", resolve);
      timer = setTimeout(() => {
        const where = `${withoutRedisPassword(url)}${said}`;
        reject(new Error(`cannot reach Redis at ${where}: is it running there, and for this user?`));
      }, boundMs);
    });
  } finally {
    clearTimeout(timer);
    connection.off("error", note);
  }
}

/** What may be shown of a Redis address; a password may hold an `@`, though it should be written `%40`. */
export function withoutRedisPassword(url: string): string {
  return url.replace(/\/\/[^/]*@/, "//");
}

function retryMs(attempt: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 10));
}

const CLUSTER = /^(rediss?)\+cluster:\/\/(.*)$/;

function isClusterUrl(url: string): boolean {
  return CLUSTER.test(url);
}

/** `redis+cluster://a:7000,b:7001` names some nodes; they tell of the others. */
function nodesOf(url: string): { host: string; port: number }[] {
  const [, , nodes = ""] = CLUSTER.exec(url) ?? [];
  return nodes.split(",").map((node) => {
    const { hostname, port } = new URL(`redis://${node}`);
    return { host: hostname, port: Number(port || 6_379) };
  });
}

/** How each node lets in: the user and password before the first, and TLS where the address begins with `rediss`. */
function accessOf(url: string): { username?: string; password?: string; tls?: object } {
  const [, scheme, nodes = ""] = CLUSTER.exec(url) ?? [];
  const { username, password } = new URL(`redis://${nodes.split(",", 1)[0]}`);
  return {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(scheme === "rediss" && { tls: {} }),
  };
}
