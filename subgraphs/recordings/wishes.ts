import type { Clock } from "../../lib/clock.js";
import { badInput, PlayheadError } from "../../lib/errors.js";
import type { Ids } from "../../lib/ids.js";
import type { CallerHeaders } from "../../lib/service.js";
import { checkPadding, DEFAULT_PADDING, type Padding } from "./domain/airing.js";
import { obstacleToAsking } from "./domain/ask.js";
import {
  type LifeEvent,
  type RecordingReason,
  type RecordingStatus,
  transition,
} from "./domain/life-cycle.js";
import { chargeOf, makeRoom, type Quota, type WhenQuotaFull } from "./domain/quota.js";
import type { Recording } from "./domain/recording.js";
import { blankRecording } from "./domain/wish.js";
import type { Announce } from "./events.js";
import type { Facts } from "./facts.js";
import { stretchCaptures } from "./store/following.js";
import { meetChannel, noteIfOther } from "./store/guide.js";
import {
  duePlans,
  type HouseholdAnswer,
  type HouseholdFacts,
  HouseholdGone,
  householdOf,
  inHousehold,
  quotaOf,
  setWhenFull,
} from "./store/households.js";
import { dropMedia } from "./store/media.js";
import { deleteRecordings, madeOf, moved, replan } from "./store/planning.js";
import { addRecordings, recordingOf, saveRecordings, shownById } from "./store/recordings.js";
import { type Session, toRecording } from "./store/rows.js";
import type { RecordingsStore } from "./store.js";

/** What came of a wish. */
export type WishOutcome =
  | { readonly kind: "Recording"; readonly recording: Recording }
  | { readonly kind: "QuotaExceeded"; readonly requiredSeconds: number; readonly quota: Quota }
  | { readonly kind: "NotRecordable"; readonly reason: RecordingReason }
  | { readonly kind: "NotFound" }
  | { readonly kind: "WrongRecordingState"; readonly status: RecordingStatus };

/** What viewers wish to be recorded, one broadcast at a time. */
export interface Wishes {
  schedule(broadcastId: string, padding: Padding | null, who: Asking): Promise<WishOutcome>;
  cancel(id: string, who: Asking): Promise<WishOutcome>;
  remove(id: string, who: Asking): Promise<WishOutcome>;
  protect(id: string, isProtected: boolean, who: Asking): Promise<WishOutcome>;
  pad(id: string, padding: Padding, who: Asking): Promise<WishOutcome>;
  setWhenFull(whenFull: WhenQuotaFull, who: Asking): Promise<Quota>;
  quota(who: Asking): Promise<Quota>;
  /** What accounts says of the household now, or said last. */
  household(who: Asking): Promise<HouseholdAnswer>;
}

/** Who asks. */
export interface Asking {
  readonly accountId: string;
  readonly caller: CallerHeaders;
}

interface Context {
  readonly client: RecordingsStore;
  readonly facts: Facts;
  readonly announce: Announce;
  readonly clock: Clock;
  readonly ids: Ids;
}

export function createWishes(context: Context): Wishes {
  const { client, facts, clock } = context;

  async function household({ accountId, caller }: Asking): Promise<HouseholdAnswer> {
    const answer = await facts.household(caller);
    if (answer?.accountId === accountId) return answer;
    const known = answer === undefined ? await householdOf(client, accountId) : null;
    if (known) return { ...known, asOf: 0 };
    if (answer === undefined) throw new PlayheadError("SERVICE_UNAVAILABLE", "accounts cannot be asked now");
    throw new PlayheadError("UNAUTHENTICATED", "the household is gone");
  }

  /** Changes one of the household's recordings, where there is such a one, and tells of all that changed with it. */
  async function change(
    id: string,
    who: Asking,
    work: (session: Session, recording: Recording) => Promise<Change>,
  ): Promise<WishOutcome> {
    const [seen] = await shownById(client, who.accountId, [id]);
    if (!seen) return { kind: "NotFound" };
    return settle(context, await household(who), async (session) => {
      const row = await session.recording.findUnique({ where: { id } });
      return row ? work(session, toRecording(row)) : { outcome: { kind: "NotFound" }, changed: [] };
    });
  }

  return {
    household,
    async schedule(broadcastId, padding, who) {
      const wanted = sound(padding ?? DEFAULT_PADDING);
      const [answer, said] = await Promise.all([household(who), facts.broadcast(broadcastId, who.caller)]);
      if (said === undefined)
        throw new PlayheadError("SERVICE_UNAVAILABLE", "the catalog cannot be asked now");
      if (said === null) return { kind: "NotFound" };
      const outcome = await settle(context, answer, (session, held) =>
        ask(session, held, { ...said, padding: wanted }, context),
      );
      return followAgain(outcome, context);
    },
    cancel: (id, who) =>
      change(id, who, (session, recording) =>
        applyEvent(session, recording, { type: "CANCEL" }, clock.now()),
      ),
    remove: (id, who) =>
      change(id, who, (session, recording) =>
        applyEvent(session, recording, { type: "DELETE", reason: null }, clock.now()),
      ),
    protect: (id, isProtected, who) =>
      change(id, who, (session, recording) => setProtected(session, recording, isProtected, clock.now())),
    pad: (id, padding, who) => {
      const wanted = sound(padding);
      return change(id, who, async (session, recording) => {
        const { status } = recording;
        if (!["SCHEDULED", "SKIPPED", "CANCELLED", "RECORDING"].includes(status)) return refused(recording);
        const beforeSeconds = status === "RECORDING" ? recording.padding.beforeSeconds : wanted.beforeSeconds;
        const change = await save(session, recording, { padding: { ...wanted, beforeSeconds } }, clock.now());
        await stretchCaptures(session, change.changed);
        return change;
      });
    },
    async setWhenFull(whenFull, who) {
      return inHousehold(client, await household(who), async (session, held) => {
        await setWhenFull(session, who.accountId, whenFull);
        await duePlans(session, [who.accountId], clock.now());
        return quotaOf(session, { ...held, whenFull });
      });
    },
    async quota(who) {
      const answer = await household(who);
      const known = await householdOf(client, who.accountId);
      return quotaOf(client, { ...answer, whenFull: known?.whenFull ?? "REFUSE" });
    },
  };
}

interface Change {
  readonly outcome: WishOutcome;
  readonly changed: readonly Recording[];
}

async function settle(
  { client, announce }: Context,
  answer: HouseholdAnswer,
  work: (session: Session, household: HouseholdFacts) => Promise<Change>,
): Promise<WishOutcome> {
  const { outcome, changed } = await inHousehold(client, answer, work).catch((error: unknown) => {
    if (error instanceof HouseholdGone) throw new PlayheadError("UNAUTHENTICATED", error.message);
    throw error;
  });
  await announce(changed);
  return outcome;
}

/**
 * While a wish waited for others the guide may have moved its broadcast: then it is read again. Only once the wish is
 * written, for who reads the channel from then on sees it.
 */
async function followAgain(outcome: WishOutcome, { client, clock }: Context): Promise<WishOutcome> {
  if (outcome.kind !== "Recording") return outcome;
  const { status, airing } = outcome.recording;
  if (status === "SCHEDULED" || status === "SKIPPED") await noteIfOther(client, airing, clock.now());
  return outcome;
}

type Said = NonNullable<Awaited<ReturnType<Facts["broadcast"]>>> & { readonly padding: Padding };

async function ask(
  session: Session,
  household: HouseholdFacts,
  { airing, channel, padding }: Said,
  { clock, ids }: Context,
): Promise<Change> {
  const now = clock.now();
  const { accountId } = household;
  const there = await recordingOf(session, accountId, airing.broadcastId);
  const standing = there && transition(there, { type: "ASK" });
  if (there && standing === there) return { outcome: { kind: "Recording", recording: there }, changed: [] };
  const reason = obstacleToAsking(airing, channel, household.entitlementTags, now);
  if (reason) return { outcome: { kind: "NotRecordable", reason }, changed: [] };
  const requiredSeconds = chargeOf(airing);
  const quota = await quotaOf(session, household);
  const going = makeRoom(requiredSeconds, quota, await madeOf(session, [accountId]));
  if (!going) return { outcome: { kind: "QuotaExceeded", requiredSeconds, quota }, changed: [] };
  await meetChannel(session, channel);
  const deleted = await deleteRecordings(session, going, null, now);
  const blank = { ...blankRecording(airing, now), padding, accountId, ruleId: null };
  const before = there ?? { ...blank, id: ids.next("rec") };
  // What was made before is gone: it begins anew.
  const anew = {
    airing,
    padding,
    ruleId: null,
    vanishedAt: null,
    actualStart: null,
    actualStop: null,
    captureId: null,
    terms: null,
  };
  const recording = moved({ ...before, ...anew }, { type: "ASK" }, now);
  if (there) await saveRecordings(session, [recording]);
  else await addRecordings(session, [recording]);
  const others = await replan(session, [accountId], now);
  const after = others.find(({ id }) => id === recording.id) ?? recording;
  return {
    outcome: { kind: "Recording", recording: after },
    changed: [...deleted, after, ...others.filter(({ id }) => id !== recording.id)],
  };
}

async function applyEvent(
  session: Session,
  recording: Recording,
  event: LifeEvent,
  now: number,
): Promise<Change> {
  if (transition(recording, event) === "REFUSED") return refused(recording);
  const after = moved(recording, event, now, { actualStop: endOf(recording, event, now) });
  if (after === recording) return { outcome: { kind: "Recording", recording }, changed: [] };
  await saveRecordings(session, [after]);
  if (after.status === "DELETED" || recording.status === "RECORDING") await dropMedia(session, [after], now);
  const others = await replan(session, [recording.accountId], now);
  return { outcome: { kind: "Recording", recording: after }, changed: [after, ...others] };
}

/** What nobody had anything of has no end, and is no history. */
function endOf({ status, actualStop }: Recording, event: LifeEvent, now: number): number | null {
  if (event.type === "CANCEL") return status === "RECORDING" ? now : actualStop;
  return status === "FAILED" ? null : actualStop;
}

/** What its rule keeps, and what may make room, is decided on again. */
async function setProtected(
  session: Session,
  recording: Recording,
  isProtected: boolean,
  now: number,
): Promise<Change> {
  if (recording.status === "DELETED") return refused(recording);
  const change = await save(session, recording, { protected: isProtected }, now);
  if (isProtected !== recording.protected) await duePlans(session, [recording.accountId], now);
  return change;
}

async function save(
  session: Session,
  recording: Recording,
  said: Partial<Recording>,
  now: number,
): Promise<Change> {
  const after = { ...recording, ...said, updatedAt: now };
  await saveRecordings(session, [after]);
  return { outcome: { kind: "Recording", recording: after }, changed: [after] };
}

function refused({ status }: Recording): Change {
  return { outcome: { kind: "WrongRecordingState", status }, changed: [] };
}

function sound(padding: Padding): Padding {
  const { beforeSeconds, afterSeconds } = padding;
  const broken = checkPadding({ beforeSeconds, afterSeconds });
  if (broken === null) return { beforeSeconds, afterSeconds };
  throw badInput("padding", "must have 0..3600 seconds before and after", { beforeSeconds, afterSeconds });
}
