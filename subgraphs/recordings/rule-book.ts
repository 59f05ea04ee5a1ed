import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../../lib/clock.js";
import type { Ids } from "../../lib/ids.js";
import type { Airing } from "./domain/airing.js";
import type { Recording } from "./domain/recording.js";
import {
  type BrokenRule,
  blankRule,
  MOST_RULES,
  patchRule,
  type RecordingRule,
  type RuleKind,
  type RulePatch,
} from "./domain/rule.js";
import { isWanted } from "./domain/rule-matching.js";
import { wishOf } from "./domain/wish.js";
import type { Announce } from "./events.js";
import { airingsFor } from "./store/guide.js";
import { HOUSEHOLD_TRANSACTION, inHousehold } from "./store/households.js";
import { lockHouseholds } from "./store/locks.js";
import { moved, replan } from "./store/planning.js";
import { addWishes, saveRecordings, undecidedOfRule } from "./store/recordings.js";
import type { Session } from "./store/rows.js";
import {
  channelsById,
  lookLater,
  lookOn,
  removeRule,
  rulesById,
  rulesOf,
  ruleToLook,
  saveRule,
  takeLook,
} from "./store/rules.js";
import { scheduledByRules } from "./store/speakers.js";
import { withinRoom } from "./store/wish-room.js";
import type { RecordingsStore } from "./store.js";
import type { Asking, Wishes } from "./wishes.js";

export type RuleOutcome = RecordingRule | BrokenRule | null;

/** What households want to be recorded without asking each time. */
export interface RuleBook {
  create(kind: RuleKind, seriesId: string | null, said: RulePatch, who: Asking): Promise<RuleOutcome>;
  /** Null where the household has no such rule. */
  update(id: string, patch: RulePatch, who: Asking): Promise<RuleOutcome>;
  /** False where the household has no such rule. */
  remove(id: string, who: Asking): Promise<boolean>;
  /**
   * Lets a rule look once more at the guide. While it was written a channel may have been read, by a transaction that did
   * not see the rule, and that the rule did not see. False where none is due.
   */
  lookAgain(): Promise<boolean>;
}

/** Airings that a rule takes at one look: all of a slot on a few channels; more than a household has room for. */
const MOST_WISHES = 5_000;
/** A look that fails is tried again after this, and holds up no other rule. */
const LOOK_AFTER_FAILURE_MS = 60_000;

interface Context {
  readonly client: RecordingsStore;
  readonly wishes: Wishes;
  readonly announce: Announce;
  readonly clock: Clock;
  readonly ids: Ids;
}

export function createRuleBook(context: Context): RuleBook {
  const { client, wishes, announce, clock, ids } = context;

  async function change<Result>(
    who: Asking,
    work: (session: Session) => Promise<{ result: Result; changed: readonly Recording[] }>,
  ): Promise<Result> {
    const { result, changed } = await inHousehold(client, await wishes.household(who), work);
    await announce(changed);
    return result;
  }

  /** Writes the rule, and what it wants of what the guide has. */
  async function apply(session: Session, rule: RecordingRule) {
    await saveRule(session, rule, clock.now());
    return { result: rule, changed: (await want(session, rule, context)).changed };
  }

  const look = ({ id, accountId }: { readonly id: string; readonly accountId: string }) =>
    client.$transaction(async (session) => {
      const [household] = await lockHouseholds(session, [accountId]);
      const rule = await takeLook(session, id, clock.now());
      if (!household || !rule) return [];
      const { changed, isWhole } = await want(session, rule, context);
      if (!isWhole) await lookOn(session, [id], clock.now());
      return changed;
    }, HOUSEHOLD_TRANSACTION);

  return {
    create: (kind, seriesId, said, who) =>
      change<RuleOutcome>(who, async (session) => {
        const { accountId } = who;
        const rule = patchRule(blankRule({ id: ids.next("rule"), accountId, kind, seriesId }), said);
        if (!("id" in rule)) return { result: rule, changed: [] };
        if ((await session.rule.count({ where: { accountId } })) >= MOST_RULES) {
          const message = `a household may have ${MOST_RULES} rules, and has them`;
          return { result: { field: "kind", message }, changed: [] };
        }
        return apply(session, rule);
      }),

    update: (id, patch, who) =>
      change<RuleOutcome>(who, async (session) => {
        const [before] = await rulesById(session, [id]);
        if (before?.accountId !== who.accountId) return { result: null, changed: [] };
        const rule = patchRule(before, patch);
        if (!("id" in rule)) return { result: rule, changed: [] };
        await promiseScheduled(session, before, rule);
        const padded = patch.padding === undefined ? [] : await padScheduled(session, rule, clock.now());
        const { result, changed } = await apply(session, rule);
        const seen = new Set(changed.map((one) => one.id));
        return { result, changed: [...changed, ...padded.filter((one) => !seen.has(one.id))] };
      }),

    remove: (id, who) =>
      change(who, async (session) => {
        if (!(await removeRule(session, who.accountId, id))) return { result: false, changed: [] };
        const left = await leaveToOthers(session, who.accountId, id, clock.now());
        const planned = await replan(session, [who.accountId], clock.now());
        const seen = new Set(planned.map((one) => one.id));
        return { result: true, changed: [...planned, ...left.filter((one) => !seen.has(one.id))] };
      }),

    async lookAgain() {
      const due = await ruleToLook(client, clock.now());
      if (!due) return false;
      await announce(
        await look(due).catch(async (error: unknown) => {
          await lookLater(client, due.id, clock.now() + LOOK_AFTER_FAILURE_MS);
          throw error;
        }),
      );
      return true;
    },
  };
}

/** What a rule wants of what the guide has is decided on; whether that is all. */
async function want(
  session: Session,
  rule: RecordingRule,
  { clock, ids }: Pick<Context, "clock" | "ids">,
): Promise<{ readonly changed: Recording[]; readonly isWhole: boolean }> {
  const now = clock.now();
  const wanted = rule.enabled ? await wantedBy(session, rule, now) : [];
  const next = wanted.slice(0, MOST_WISHES).map((airing) => wishOf(rule, airing, now, ids.next("rec")));
  const { fitting } = await withinRoom(session, next, now);
  await addWishes(session, fitting);
  return {
    changed: await replan(session, [rule.accountId], now),
    isWhole: fitting.length === wanted.length,
  };
}

/** What a rule wants of the guide, the next first; more than it takes at once where there is more. */
async function wantedBy(session: Session, rule: RecordingRule, now: number): Promise<Airing[]> {
  const wanted: Airing[] = [];
  for await (const airings of airingsFor(session, rule, now)) {
    const channels = await channelsById(
      session,
      airings.map(({ channelId }) => channelId),
    );
    for (const airing of airings) {
      const channel = channels.get(airing.channelId);
      if (channel && isWanted(rule, { airing, channel })) wanted.push(airing);
    }
    if (wanted.length > MOST_WISHES) break;
  }
  return wanted;
}

/**
 * Where a rule comes to ask for something else, what the household has scheduled keeps the terms by which it was: it stays
 * scheduled, and keeps its room, also from other rules that come first from now on.
 */
async function promiseScheduled(
  session: Session,
  before: RecordingRule,
  after: RecordingRule,
): Promise<void> {
  const { padding } = before;
  if (isDeepStrictEqual(before, { ...after, padding })) return;
  await saveRecordings(session, await scheduledByRules(session, before.accountId));
}

/** What a rule has scheduled keeps to its new padding, and stays scheduled; what is over stays what it was. */
async function padScheduled(session: Session, rule: RecordingRule, now: number): Promise<Recording[]> {
  const undecided = await undecidedOfRule(session, rule.id, now);
  const padded = undecided.map((one) => ({ ...one, padding: rule.padding, updatedAt: now }));
  await saveRecordings(session, padded);
  return padded;
}

/** What a rule that is gone wanted, another one of the household may want, too; what else is yet to begin is cancelled. */
async function leaveToOthers(
  session: Session,
  accountId: string,
  ruleId: string,
  now: number,
): Promise<Recording[]> {
  const undecided = await undecidedOfRule(session, ruleId, now);
  const rules = await rulesOf(session, accountId);
  const channels = await channelsById(
    session,
    undecided.map(({ airing }) => airing.channelId),
  );
  const left = undecided.map((recording) => {
    const { airing } = recording;
    const channel = channels.get(airing.channelId);
    const other = channel && rules.find((rule) => isWanted(rule, { airing, channel }));
    return other
      ? { ...recording, ruleId: other.id, updatedAt: now }
      : moved(recording, { type: "REMOVE_RULE" }, now);
  });
  await saveRecordings(session, left);
  return left;
}
