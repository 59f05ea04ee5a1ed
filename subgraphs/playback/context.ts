import type { Clock } from "../../lib/clock.js";
import type { Logger } from "../../lib/logger.js";
import type { CallerHeaders } from "../../lib/service.js";
import type { RequestContext } from "../../lib/subgraph.js";
import type { BookmarkKeeper } from "./bookmarks/bookmark-keeper.js";
import type { DeviceRate } from "./device-rate.js";
import type { Facts } from "./facts.js";
import type { HouseholdRechecks } from "./household-rechecks.js";
import type { PlaybackLoaders } from "./loaders.js";
import type { CheckPin } from "./parental-pin.js";
import type { RemoteControl } from "./remote-control.js";
import type { ResumePositions } from "./resume-positions.js";
import type { SlotStore } from "./slot-store.js";
import type { SlotTokens } from "./slot-token.js";
import type { Streams } from "./streams.js";
import type { UnverifiedStarts } from "./unverified-starts.js";

/** What lives as long as the service. */
export interface PlaybackServices {
  readonly slots: SlotStore;
  readonly tokens: SlotTokens;
  readonly facts: Facts;
  readonly streams: Streams;
  readonly checkPin: CheckPin;
  readonly rechecks: Pick<HouseholdRechecks, "soon" | "later" | "atOnce">;
  readonly unverified: UnverifiedStarts;
  /** Devices that were granted a slot while the slot store was away. */
  readonly alone: UnverifiedStarts;
  /** Of devices. */
  readonly startRate: DeviceRate;
  readonly remote: RemoteControl;
  /** Of commands that devices send. */
  readonly remoteRate: DeviceRate;
  readonly resume: ResumePositions;
  readonly bookmarks: Pick<BookmarkKeeper, "keepAlone">;
  readonly clock: Clock;
  readonly log: Logger;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
}

export type PlaybackContext = RequestContext & PlaybackServices & { readonly loaders: PlaybackLoaders };

/** The caller, as another service is to see it: nobody where it would refuse the token, which has expired. */
export function callerOf({ viewer, authorization, traceId, clientAddress }: RequestContext): CallerHeaders {
  return { authorization: viewer?.isLate ? undefined : authorization, traceId, clientAddress };
}
