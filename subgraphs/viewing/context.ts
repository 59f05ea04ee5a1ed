import type { Clock } from "../../lib/clock.js";
import type { CallerHeaders } from "../../lib/service.js";
import type { RequestContext } from "../../lib/subgraph.js";
import type { ArchiveUpkeep } from "./archive-upkeep.js";
import type { Contents } from "./contents.js";
import type { ViewingLoaders } from "./loaders.js";
import type { People } from "./people.js";
import type { ProgressRecorder } from "./progress-recorder.js";
import type { Recordings } from "./recordings.js";
import type { ViewingStore } from "./store.js";

/** What lives as long as the service. */
export interface ViewingServices {
  readonly store: ViewingStore;
  readonly people: People;
  readonly contents: Contents;
  readonly recordings: Recordings;
  readonly progress: ProgressRecorder;
  readonly upkeep: ArchiveUpkeep;
  readonly clock: Clock;
}

export type ViewingContext = RequestContext & ViewingServices & { readonly loaders: ViewingLoaders };

/** The caller, as another service is to see it. */
export function callerOf({ authorization, traceId }: RequestContext): CallerHeaders {
  return { authorization, traceId };
}
