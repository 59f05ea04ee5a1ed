import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createTestDatabase } from "../tests/support/databases.js";
import { createCancellation, whileWanted } from "./cancellation.js";
import { PatientPool } from "./patient-pool.js";

const WAIT_MS = 200;

/** The database behind a door that may be shut: then nobody is answered. */
async function openDoor(target: string) {
  const { hostname, port } = new URL(target);
  const sockets: Socket[] = [];
  let isShut = false;
  const server = createServer((client) => {
    const database = connect(Number(port), hostname);
    sockets.push(client, database);
    for (const socket of [client, database]) socket.on("error", () => undefined);
    client.on("data", (chunk) => {
      if (!isShut) database.write(chunk);
    });
    client.on("close", () => database.destroy());
    database.pipe(client);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: url.href, shut: (now: boolean) => (isShut = now) };
}

async function openPool(max: number) {
  const database = await createTestDatabase("viewing");
  onTestFinished(() => database[Symbol.asyncDispose]());
  const door = await openDoor(database.url);
  const pool = new PatientPool({ connectionString: door.url, max, connectionTimeoutMillis: WAIT_MS });
  onTestFinished(() => pool.end());
  return { pool, door };
}

/** As a process does that compiles a schema. */
function standStill(forMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
}

it("a process that stood still while it was let in asks again, and nobody's request fails", async () => {
  const { pool } = await openPool(2);
  const answer = pool.query("SELECT 1 AS one");
  // The connection is begun, and answered while nobody listens.
  setImmediate(() => standStill(2 * WAIT_MS));
  expect((await answer).rows).toEqual([{ one: 1 }]);
});

it("whoever waits for the only connection while the process stands still gets it", async () => {
  const { pool } = await openPool(1);
  const first = await pool.connect();
  const second = pool.connect();
  setImmediate(() => {
    standStill(2 * WAIT_MS);
    setImmediate(() => first.release());
  });
  const client = await second;
  expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  client.release();
});

it("a connection that comes free goes past those who do not wait any more", async () => {
  const { pool } = await openPool(1);
  const first = await pool.connect();
  const gone = createCancellation();
  const given = whileWanted(gone.signal, () => pool.query("SELECT 'for nobody' AS one"));
  const waiting = pool.query("SELECT 1 AS one");
  gone.abort();
  first.release();
  await expect(given).rejects.toThrow("nobody waits for the answer any more");
  expect((await waiting).rows).toEqual([{ one: 1 }]);
});

it("a database that does not answer is told of in time, and asked anew when it does", async () => {
  const { pool, door } = await openPool(2);
  door.shut(true);
  const began = performance.now();
  await expect(pool.query("SELECT 1")).rejects.toThrow(/timeout/);
  expect(performance.now() - began).toBeGreaterThanOrEqual(WAIT_MS);
  door.shut(false);
  expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
});

it("a database that refuses is not asked twice", async () => {
  const pool = new PatientPool({
    connectionString: "postgresql://nobody@127.0.0.1:1/none",
    connectionTimeoutMillis: WAIT_MS,
  });
  onTestFinished(() => pool.end());
  await expect(pool.connect()).rejects.toThrow(/ECONNREFUSED/);
});
