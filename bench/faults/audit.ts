import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { type ProcessName, processNames } from "../../launcher/manifest.js";
import type { ApartHouse } from "../apart-house.js";
import { countOversubscribed } from "../night/audit.js";
import type { Cast } from "./kinds.js";
import type { Stage } from "./troubles.js";

/** What is wrong when all is over; nothing, where the house held what it promises. */
export async function audit({ house, mail }: Stage, { ledger, bookmarkedId }: Cast): Promise<string[]> {
  const unsent = await mailsUnsent(house);
  const mailedTo = mail.taken.map(({ to }) => to.join(" "));
  const recordings = await ids(house.databaseUrl("recordings"), "SELECT id FROM recording");
  const positions = new Map(
    (
      await rows(
        house.databaseUrl("viewing"),
        `SELECT account_id AS id, position_seconds AS at FROM viewing WHERE item_id = $1`,
        [bookmarkedId],
      )
    ).map(({ id, at }) => [String(id), Number(at)]),
  );
  const { oversubscribed } = await countOversubscribed(house.redis.url, Date.now());
  return [
    ...[...ledger.recordingIds]
      .filter((id) => !recordings.has(id))
      .map((id) => `recording ${id} was acknowledged, and is gone`),
    ...[...ledger.positions]
      .filter(([accountId, at]) => (positions.get(accountId) ?? -1) < at)
      .map(
        ([accountId, at]) =>
          `${accountId} was told that ${at} is kept, and is at ${positions.get(accountId)}`,
      ),
    ...unsent.map((email) => `a mail to ${email} was promised, and is not sent`),
    ...[...ledger.mailedTo]
      .filter((email) => !unsent.includes(email) && !mailedTo.some((to) => to.includes(`<${email}>`)))
      .map((email) => `a mail to ${email} was promised, and is forgotten`),
    ...ledger.stops.map((stop) => `a player was stopped: ${stop}`),
    ...(oversubscribed > 0 ? [`${oversubscribed} households have more streams than they may`] : []),
    ...(await notReady(house)),
  ];
}

/** A mail that failed is tried again ever more seldom; this covers what a trouble of seconds holds up. */
const MAILS_MS = 90_000;

/** Whom mails still have to go to when that time is over. */
async function mailsUnsent(house: ApartHouse): Promise<string[]> {
  const until = performance.now() + MAILS_MS;
  for (;;) {
    const unsent = await rows(house.databaseUrl("accounts"), "SELECT email FROM mail_request");
    if (unsent.length === 0 || performance.now() > until) return unsent.map(({ email }) => String(email));
    await delay(500);
  }
}

/** Processes that ended, or that do not say that they are ready. */
export async function notReady(house: ApartHouse): Promise<string[]> {
  const checks = processNames.flatMap((name: ProcessName) =>
    house.processes(name).map(async ({ child, url }) => {
      if (child.exitCode !== null || child.signalCode !== null) return [`${name} ended`];
      const answer = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
      return answer?.ok ? [] : [`${name} is not ready`];
    }),
  );
  return (await Promise.all(checks)).flat();
}

async function ids(url: string, sql: string): Promise<ReadonlySet<string>> {
  return new Set((await rows(url, sql)).map(({ id }) => String(id)));
}

async function rows(
  url: string,
  sql: string,
  values: readonly string[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}
