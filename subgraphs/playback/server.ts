import { opening } from "../../lib/lifecycle.js";
import type { RunningService, ServiceEnvironment } from "../../lib/service.js";
import { createSubgraph } from "../../lib/subgraph.js";
import type { PlaybackContext, PlaybackServices } from "./context.js";
import { announceOn } from "./events.js";
import { createFacts } from "./facts.js";
import { InProcessSlotStore } from "./in-process-slot-store.js";
import { createLoaders } from "./loaders.js";
import { resolvers } from "./resolvers.js";
import type { SlotStore } from "./slot-store.js";
import { createSlotTokens } from "./slot-token.js";
import { openStore } from "./store.js";
import { UnverifiedStarts } from "./unverified-starts.js";

/**
 * Starts playback: slots, heartbeats and what is told of them. `random`, from 0 up to 1, spreads the heartbeats.
 *
 * @throws Error when its database cannot be reached; once started it can do without.
 */
export function startPlayback(
  env: ServiceEnvironment & { readonly random?: (() => number) | undefined },
): Promise<RunningService & { readonly slots: SlotStore }> {
  return opening("playback", async (lifecycle) => {
    const { clock, log, verifier } = env;
    const store = lifecycle.use("database", await openStore(env));
    const services: PlaybackServices = {
      slots: lifecycle.use("slot store", new InProcessSlotStore(clock, announceOn(env.live))),
      tokens: await createSlotTokens(await store.slotTokenSecret()),
      facts: createFacts(env),
      unverified: new UnverifiedStarts(clock),
      clock,
      log,
      random: env.random ?? Math.random,
    };
    const subgraph = createSubgraph<PlaybackContext>({
      name: "playback",
      schemaFile: new URL("./schema.graphql", import.meta.url),
      resolvers,
      verifier,
      log,
      createContext: (base) => ({ ...base, ...services, loaders: createLoaders(services.slots) }),
    });
    return { subgraph, slots: services.slots, [Symbol.asyncDispose]: () => lifecycle.close() };
  });
}
