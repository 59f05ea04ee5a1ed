import { dateTimeScalar } from "../../lib/date-time.js";
import { requireViewer } from "../../lib/viewer.js";
import { callerOf, type PlaybackContext } from "./context.js";
import type { Concurrency, PlayoutSlot } from "./domain/concurrency.js";
import type { Resolvers } from "./generated/resolver-types.js";
import { endPlayout, heartbeat } from "./resolvers/heartbeat.js";
import { sendRemoteCommand } from "./resolvers/send-remote-command.js";
import { startPlayout } from "./resolvers/start-playout.js";

export const resolvers: Resolvers = {
  DateTime: dateTimeScalar,

  Query: {
    viewer: (_parent, _args, { viewer }) => (viewer ? { id: viewer.accountId } : null),
  },

  Mutation: {
    startPlayout,
    heartbeat,
    endPlayout,
    sendRemoteCommand,
    stopPlayout: async (_parent, { slotId }, context) => {
      const { accountId } = requireViewer(context.viewer, "stopPlayout");
      const { reply } = await context.slots.run(accountId, { op: "stop", slotId, reason: "STOPPED" });
      return reply.status === "STOPPED";
    },
  },

  Account: {
    __resolveReference: ({ id }, { viewer }) => (viewer?.accountId === id ? { id } : null),
    concurrency: ({ id }, _args, context) =>
      context.viewer?.accountId === id ? concurrencyNow(id, context) : null,
  },

  Device: {
    // Whose device it is only accounts knows; what it plays is looked for among the viewer's own streams alone.
    __resolveReference: ({ id }) => ({ id }),
    nowPlaying: ({ id }, _args, context) => findSlot(context, (slot) => slot.device.id === id),
    acceptsRemote: ({ id }, _args, { viewer, remote }) =>
      viewer ? remote.isHeard(viewer.accountId, id) : null,
  },

  PlayoutSlot: {
    __resolveReference: ({ id }, context) => findSlot(context, (slot) => slot.id === id),
  },

  Content: {
    __resolveReference: ({ id }) => ({ id }),
  },
};

/** The running streams, and the limit as accounts says it now, or else as it was known last. */
async function concurrencyNow(accountId: string, context: PlaybackContext): Promise<Concurrency> {
  const [concurrency, household] = await Promise.all([
    context.loaders.concurrency.load(accountId),
    context.facts.household(accountId, callerOf(context)),
  ]);
  const known = household.standing === "UNKNOWN" ? null : household.value;
  return known ? { ...concurrency, limit: known.concurrentStreams } : concurrency;
}

async function findSlot(
  { viewer, loaders }: PlaybackContext,
  matches: (slot: PlayoutSlot) => boolean,
): Promise<PlayoutSlot | null> {
  if (!viewer) return null;
  const { slots } = await loaders.concurrency.load(viewer.accountId);
  return slots.find(matches) ?? null;
}
