import { z } from "zod";
import type { RecordingsOptions } from "../subgraphs/recordings/server.js";

/** Channels that have sources of their own; the rest share `*`. */
const MOST_SOURCES = 10_000;

const template = z.string().regex(/^https?:\/\/\S+$/);
const sourcesOf = z.record(
  z.string(),
  z.strictObject({ live: template.optional(), catchUp: template.optional() }),
);

/** What recordings have, alone or with the others. */
export const recordingsSettings = {
  recordingsFolder: z
    .string()
    .default(".data/recordings")
    .meta({ description: "folder of what was recorded; replicas share it" }),
  recordingsCopies: z
    .enum(["shared", "private"])
    .default("shared")
    .meta({ description: "one copy of a broadcast for all households, or one of each; shared or private" }),
  recordingSources: z
    .string()
    .transform(parsed)
    .pipe(
      sourcesOf.refine((sources) => Object.keys(sources).length <= MOST_SOURCES, {
        error: `must have up to ${MOST_SOURCES} channels`,
      }),
    )
    .optional()
    .meta({
      description:
        'HLS streams by channel id, * for the rest: {"*":{"live":"https://origin/{channelId}/index.m3u8"}}',
      // URLs may carry credentials of the origin.
      secret: true,
    }),
};

function parsed(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "must be JSON: streams by channel id" });
    return z.NEVER;
  }
}

/** Settings as the service takes them. */
export function recordingsOptionsOf(config: {
  readonly recordingsFolder?: string | undefined;
  readonly recordingsCopies?: "shared" | "private" | undefined;
  readonly recordingSources?: RecordingsOptions["sources"] | undefined;
}): RecordingsOptions {
  return {
    folder: config.recordingsFolder ?? ".data/recordings",
    copies: config.recordingsCopies === "private" ? "PRIVATE" : "SHARED",
    sources: config.recordingSources ?? {},
  };
}
