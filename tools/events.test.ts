import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { openEventPool, type SqlSession } from "../lib/events/sql.js";
import { createLogger } from "../lib/logger.js";
import { createTestDatabase } from "../tests/support/databases.js";

const run = promisify(execFile);
let playback: SqlSession;
let env: Record<string, string>;

beforeEach(async () => {
  const databases = {
    DATABASE_URL_ACCOUNTS: await createTestDatabase("accounts"),
    DATABASE_URL_PLAYBACK: await createTestDatabase("playback"),
  };
  env = Object.fromEntries(Object.entries(databases).map(([name, { url }]) => [name, url]));
  const log = createLogger("silent");
  const accounts = openEventPool(databases.DATABASE_URL_ACCOUNTS.url, log);
  const pool = openEventPool(databases.DATABASE_URL_PLAYBACK.url, log);
  playback = pool;
  onTestFinished(async () => {
    await accounts[Symbol.asyncDispose]();
    await pool[Symbol.asyncDispose]();
    for (const database of Object.values(databases)) await database[Symbol.asyncDispose]();
  });
  await accounts.$queryRawUnsafe(
    `INSERT INTO outbox_event VALUES (7, 'ev_7', 0, 'thing.changed', 'red', '2026-01-01', '{}')`,
  );
  await accounts.$queryRawUnsafe(`INSERT INTO event_group VALUES ('playback', 0, 3)`);
  await pool.$queryRawUnsafe(
    `INSERT INTO dead_event VALUES ('playback', 'ev_5', 'accounts', 'thing.changed', 'red', '2026-01-01',
       '{"step": 5}', 'makes no sense', 10, '2026-01-02')`,
  );
});

/** What the command prints, or, where it fails, what it complains of. */
async function events(...args: string[]): Promise<{ out: string; failed: boolean }> {
  const command = path.resolve("dist/tools/events.js");
  return run(process.execPath, [command, ...args], { env: { PATH: process.env["PATH"], ...env } }).then(
    ({ stdout }) => ({ out: stdout, failed: false }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ out: stderr, failed: code === 1 }),
  );
}

it("tells an operator which group is behind, and what waits for it", async () => {
  const { out } = await events("lag");
  expect(out).toMatch(/accounts: 1 events in the outbox, the oldest for [\d.]+ s\n {2}playback: 1 behind/);
});

it("lists dead letters and shows one whole", async () => {
  expect((await events("dead")).out).toBe(
    "ev_5  thing.changed of red, group playback in playback, 10 tries: makes no sense\n",
  );
  expect(JSON.parse((await events("show", "ev_5")).out)).toMatchObject({
    payload: { step: 5 },
    diedAt: expect.stringContaining("2026-01-0"),
  });
});

it("has a dead letter applied again, or drops it", async () => {
  expect((await events("replay", "ev_5")).out).toBe("1 dead letter will be applied again\n");
  expect(await playback.$queryRawUnsafe("SELECT replay FROM dead_event")).toEqual([{ replay: true }]);
  expect((await events("replay", "--all")).out).toBe("1 dead letter will be applied again\n");
  expect((await events("drop", "ev_5")).out).toBe("1 dead letter dropped\n");
  expect((await events("dead")).out).toBe("no dead letters\n");
});

it("forgets a group that is gone for good", async () => {
  expect((await events("forget", "accounts", "playback")).out).toBe(
    "accounts waits for playback no longer\n",
  );
  expect((await events("lag")).out).not.toContain("behind");
});

it("says in one sentence what is wrong, and exits 1", async () => {
  expect(await events("show", "ev_6")).toEqual({ out: "no dead letter has the id ev_6\n", failed: true });
  expect(await events("drop", "ev_6")).toMatchObject({ failed: true });
  expect(await events("forget", "accounts", "nobody")).toEqual({
    out: "accounts waits for no group of the name nobody\n",
    failed: true,
  });
  expect((await events("dance")).out).toContain("usage: npm run events");
  env = { REDIS_URL: "redis://127.0.0.1:1" };
  expect((await events("lag")).out).toContain("set one or more of DATABASE_URL_ACCOUNTS");
});
