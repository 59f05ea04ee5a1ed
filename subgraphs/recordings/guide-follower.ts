import type { Clock } from "../../lib/clock.js";
import type { Ids } from "../../lib/ids.js";
import type { Logger } from "../../lib/logger.js";
import { FURTHEST_RETURN_MS } from "./domain/follow.js";
import type { Recording } from "./domain/recording.js";
import type { Announce } from "./events.js";
import type { Facts } from "./facts.js";
import { type Batch, HouseholdBatches } from "./household-batches.js";
import { followTimetable } from "./store/following.js";
import { aroundNews, knowsTimetables, noteNews, putOffNews, takeNews } from "./store/guide.js";
import { takeDuePlans } from "./store/households.js";
import { replan } from "./store/planning.js";
import type { Session } from "./store/rows.js";
import type { RecordingsStore } from "./store.js";

const DAY_MS = 24 * 3_600_000;
/** What began earlier is over. */
const BACK_MS = 2 * DAY_MS;
/** Guides reach no further ahead: news of all times are read so far. */
const AHEAD_MS = 40 * DAY_MS;
/** As wide a window as the catalog answers, with what is read around it. */
const WINDOW_MS = 14 * DAY_MS - 2 * FURTHEST_RETURN_MS;
/** When to read a channel again that could not be read, the catalog being away, or not followed. */
const RETRY_MS = 5_000;
/** A channel with a hundred thousand households is read within this. */
const READING_MS = 60_000;
/** Households decided on in one transaction. */
const PLANS_AT_ONCE = 200;
/** The wait for a connection. */
const MOST_WAIT_MS = 10_000;

/** Keeps recordings in line with the guide; each step is done once, whichever replica takes it. */
export interface GuideFollower {
  /** Notes every channel that there is, where none was ever read. False where the catalog cannot be asked. */
  begin(): Promise<boolean>;
  /** Reads a channel whose guide changed. False where there is none now, or the catalog is away. */
  readNext(): Promise<boolean>;
  /** Decides again what some households record. False where none is due. */
  planNext(): Promise<boolean>;
}

interface Context {
  readonly client: RecordingsStore;
  readonly facts: Facts;
  readonly announce: Announce;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
}

/** The catalog did not answer: what was taken is put back. */
class CatalogAway extends Error {
  constructor() {
    super("the catalog cannot be asked now");
  }
}

/** What a reader has taken, for whoever is to put it off where the reading fails. */
interface Turn {
  channelId?: string;
}

export function createGuideFollower({ client, facts, announce, clock, ids, log }: Context): GuideFollower {
  const planning = new HouseholdBatches(PLANS_AT_ONCE, clock);

  /** Reads the next channel; null where there is none. */
  function read(turn: Turn): Promise<readonly Recording[] | null> {
    return client.$transaction(
      async (session) => {
        const now = clock.now();
        const news = await takeNews(session, now);
        if (!news) return null;
        turn.channelId = news.channelId;
        const from = Math.max(news.from, now - BACK_MS);
        const end = Math.min(news.to, now + AHEAD_MS);
        if (from >= end) return [];
        const span = { ...news, from, to: Math.min(end, from + WINDOW_MS) };
        const around = aroundNews(span);
        const timetable = await facts.timetable(news.channelId, around.from, around.to);
        if (timetable === undefined) throw new CatalogAway();
        if (timetable === null) return [];
        // The rest has a turn of its own.
        if (span.to < end) await noteNews(session, [{ ...news, from: span.to, to: end }], now);
        return followTimetable(session, timetable, span, now, () => ids.next("rec"));
      },
      { timeout: READING_MS, maxWait: MOST_WAIT_MS },
    );
  }

  return {
    async begin() {
      if (await knowsTimetables(client)) return true;
      const channelIds = await facts.channelIds();
      const now = clock.now();
      const span = { from: now - BACK_MS, to: now + AHEAD_MS };
      const news = (channelIds ?? []).map((channelId) => ({ channelId, ...span }));
      await noteNews(client, news, now);
      return channelIds !== undefined;
    },

    async readNext() {
      const turn: Turn = {};
      const changed = await read(turn).catch(async (error: unknown) => {
        const { channelId } = turn;
        if (channelId === undefined) throw error;
        const isAway = error instanceof CatalogAway;
        if (!isAway) log.warn({ err: error, channelId }, "a channel of the guide is followed later");
        await putOffNews(client, channelId, clock.now() + RETRY_MS);
        return isAway ? null : [];
      });
      if (changed) await announce(changed);
      return changed !== null;
    },

    async planNext() {
      const plan = (batch: Batch) => async (session: Session) => {
        const accountIds = await takeDuePlans(session, clock.now(), batch);
        if (accountIds.length === 0) return null;
        batch.taken(accountIds);
        return replan(session, accountIds, clock.now());
      };
      const planned = await planning.run((batch) =>
        client.$transaction(plan(batch), { timeout: READING_MS, maxWait: MOST_WAIT_MS }),
      );
      if (planned) await announce(planned);
      return planned !== null;
    },
  };
}
