import { z } from "zod";
import { wholeNumber } from "../lib/config.js";
import type { RecordingsOptions } from "../subgraphs/recordings/server.js";

/** Channels that have sources of their own; the rest share `*`. */
const MOST_SOURCES = 10_000;

const template = z.string().regex(/^https?:\/\/\S+$/);
const sourcesOf = z.record(
  z.string(),
  z.strictObject({ live: template.optional(), catchUp: template.optional() }),
);

const s3Of = z.strictObject({
  bucketUrl: z.url({ protocol: /^https?$/, error: "bucketUrl must be the bucket's http or https URL" }),
  region: filled("region").default("us-east-1"),
  prefix: z
    .string()
    .regex(/^([\w.-]+\/)*$/, "prefix must be empty, or folders that end with /")
    .default(""),
  accessKeyId: filled("accessKeyId"),
  secretAccessKey: filled("secretAccessKey"),
});

function filled(name: string) {
  return z.string({ error: `${name} must be given` }).min(1, `${name} must be given`);
}

/** What recordings have, alone or with the others. */
export const recordingsSettings = {
  recordingsFolder: z
    .string()
    .default(".data/recordings")
    .meta({ description: "folder of what was recorded; replicas share it" }),
  recordingsS3: z.string().transform(parsed).pipe(s3Of).optional().meta({
    description:
      'a bucket instead of the folder: {"bucketUrl":"https://media.s3.eu-central-1.amazonaws.com","region":"eu-central-1","prefix":"recordings/","accessKeyId":"…","secretAccessKey":"…"}',
    secret: true,
  }),
  recordingsCopies: z
    .enum(["shared", "private"])
    .default("shared")
    .meta({ description: "one copy of a broadcast for all households, or one of each; shared or private" }),
  recordingsKeepDays: wholeNumber(1, 36_500).optional().meta({
    description: "households may keep what they record for so many days; without it for as long as they like",
  }),
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
    context.addIssue({ code: "custom", message: "must be JSON" });
    return z.NEVER;
  }
}

/** Settings as the service takes them. */
export function recordingsOptionsOf(config: {
  readonly recordingsFolder?: string | undefined;
  readonly recordingsS3?: RecordingsOptions["s3"];
  readonly recordingsKeepDays?: number | undefined;
  readonly recordingsCopies?: "shared" | "private" | undefined;
  readonly recordingSources?: RecordingsOptions["sources"] | undefined;
}): RecordingsOptions {
  return {
    folder: config.recordingsFolder ?? ".data/recordings",
    s3: config.recordingsS3,
    keepDays: config.recordingsKeepDays,
    copies: config.recordingsCopies === "private" ? "PRIVATE" : "SHARED",
    sources: config.recordingSources ?? {},
  };
}
