import type { Clock } from "../../lib/clock.js";
import type { RequestContext } from "../../lib/subgraph.js";
import type { ChannelAdministration } from "./channel-administration.js";
import type { GuideFetches } from "./guide-fetches.js";
import type { CatalogLoaders } from "./loaders.js";
import type { CatalogStore } from "./store.js";

/** What the catalog's resolvers work with, for one request. */
export interface CatalogContext extends RequestContext {
  readonly clock: Clock;
  readonly store: CatalogStore;
  readonly loaders: CatalogLoaders;
  readonly channels: ChannelAdministration;
  readonly guides: GuideFetches;
}
