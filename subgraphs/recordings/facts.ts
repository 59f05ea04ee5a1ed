import type { Clock } from "../../lib/clock.js";
import type { Logger } from "../../lib/logger.js";
import { createPeerQuestions, questionTo } from "../../lib/peer-questions.js";
import type { CallerHeaders, ServiceTransport } from "../../lib/service.js";
import type { Airing, ChannelFacts } from "./domain/airing.js";
import { HouseholdForRecordingsDocument } from "./generated/accounts-client.js";
import { HeldForRecordingsDocument } from "./generated/accounts-inner-client.js";
import {
  type AiringFactsFragment,
  BroadcastForRecordingDocument,
  type ChannelFactsFragment,
  ChannelsForRecordingsDocument,
  TimetableForRecordingsDocument,
} from "./generated/catalog-client.js";
import type { Timetable } from "./store/following.js";
import type { HouseholdAnswer } from "./store/households.js";

/** What other services know and recordings go by. Undefined: whoever knows cannot be asked now. */
export interface Facts {
  /** The caller's household; null where there is none. */
  household(caller: CallerHeaders): Promise<HouseholdAnswer | null | undefined>;
  /**
   * What a household holds, of which nobody asks for anything; nothing where there is none such. `heardAt`: when what was
   * heard of it happened, epoch ms, for accounts may answer by a clock that is behind.
   */
  held(accountId: string, heardAt: number): Promise<HouseholdAnswer | undefined>;
  broadcast(
    id: string,
    caller: CallerHeaders,
  ): Promise<{ readonly airing: Airing; readonly channel: ChannelFacts } | null | undefined>;
  /** A channel's timetable where it overlaps [from, to), epoch ms, at most 14 days; null where there is no such channel. */
  timetable(channelId: string, from: number, to: number): Promise<Timetable | null | undefined>;
  /** Ids of all channels. */
  channelIds(): Promise<readonly string[] | undefined>;
}

/** Pages of 500 channels: no house has more. */
const MOST_PAGES = 20;
/** Who asks where no viewer does. */
const NOBODY: CallerHeaders = { traceId: "recordings follow the guide" };
const NO_VIEWER: CallerHeaders = { traceId: "recordings follow what a household holds" };

const HOUSEHOLD = questionTo("accounts", HouseholdForRecordingsDocument);
const HELD = { ...questionTo("accounts", HeldForRecordingsDocument), isInner: true };
const BROADCAST = questionTo("catalog", BroadcastForRecordingDocument);
const TIMETABLE = questionTo("catalog", TimetableForRecordingsDocument);
const CHANNELS = questionTo("catalog", ChannelsForRecordingsDocument);

export function createFacts(options: { peers: ServiceTransport; clock: Clock; log: Logger }): Facts {
  const { clock } = options;
  const questions = createPeerQuestions(options);
  return {
    async household(caller) {
      const asOf = clock.now();
      const answered = await questions.ask(HOUSEHOLD, {}, caller, ({ viewer }) => viewer);
      if (!answered) return undefined;
      const viewer = answered.learned;
      return (
        viewer && {
          accountId: viewer.id,
          totalSeconds: viewer.limits.recordingSeconds,
          entitlementTags: viewer.entitlementTags,
          asOf,
        }
      );
    },

    async held(accountId, heardAt) {
      const asOf = clock.now();
      const answered = await questions.ask(
        HELD,
        { accountId, at: heardAt },
        NO_VIEWER,
        (answer) => answer.heldByHousehold,
      );
      if (!answered) return undefined;
      const { recordingSeconds, entitlementTags } = answered.learned;
      return { accountId, totalSeconds: recordingSeconds, entitlementTags, asOf };
    },

    async broadcast(id, caller) {
      const answered = await questions.ask(BROADCAST, { id }, caller, ({ broadcast }) => broadcast);
      const found = answered?.learned;
      if (!found) return answered && null;
      const channel = channelOf(found.channel);
      return { channel, airing: airingOf(found, channel.id) };
    },

    async timetable(channelId, from, to) {
      const span = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
      const answered = await questions.ask(
        TIMETABLE,
        { channelId, ...span },
        NOBODY,
        ({ channel }) => channel,
      );
      const found = answered?.learned;
      if (!found) return answered && null;
      return { channel: channelOf(found), airings: found.schedule.map((said) => airingOf(said, found.id)) };
    },

    async channelIds() {
      const ids: string[] = [];
      let after: string | null = null;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const answered: { readonly learned: Page } | undefined = await questions.ask(
          CHANNELS,
          { after },
          NOBODY,
          ({ channels }) => channels,
        );
        if (!answered?.learned) return undefined;
        ids.push(...answered.learned.edges.map(({ node }) => node.id));
        if (!answered.learned.pageInfo.hasNextPage) break;
        after = answered.learned.pageInfo.endCursor;
      }
      return ids;
    },
  };
}

type Page = {
  readonly edges: readonly { readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
} | null;

function airingOf(said: AiringFactsFragment, channelId: string): Airing {
  const { title, subtitle, season, episode, programId } = said;
  return {
    broadcastId: said.id,
    channelId,
    start: Date.parse(said.start),
    stop: Date.parse(said.stop),
    title,
    subtitle,
    season,
    episode,
    seriesId: said.series?.id ?? null,
    programId,
    minimumAge: said.minimumAge,
    isRepeat: said.previouslyShown && !said.isNew && !said.isPremiere,
  };
}

function channelOf(said: ChannelFactsFragment): ChannelFacts {
  const { id, timezone, entitlementTags } = said;
  const { recordable, startOver, catchUpSeconds, countries } = said.rights;
  return {
    id,
    timezone,
    entitlementTags,
    recordable,
    startOver,
    catchUpSeconds,
    countries,
    timeshiftOf: said.timeshiftOf?.id ?? null,
  };
}
