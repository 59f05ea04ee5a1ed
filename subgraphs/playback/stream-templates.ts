import { z } from "zod";
import { SHORTEST_TOKEN_SECONDS } from "./domain/source-refresh.js";
import { PLACEHOLDERS, type StreamTemplates, unknownPlaceholders } from "./domain/stream-template.js";

/** Far more pathways than any player tries. */
const MOST_SOURCES = 10;
const LONGEST_URL = 1_000;
/** A URL that opens for longer is a gift to whoever copies it. */
const LONGEST_TOKEN_SECONDS = 24 * 60 * 60;
/** Four hours: an evening's outage of the whole platform stops nobody. */
const TOKEN_SECONDS = 4 * 60 * 60;

const url = z
  .string()
  .max(LONGEST_URL)
  .refine((text) => URL.canParse(text) && /^https?:\/\/[^{}/]+\//.test(text), {
    error: "must be an http(s) URL whose host is fixed",
  })
  .refine((text) => unknownPlaceholders(text).length === 0, {
    error: `may have ${PLACEHOLDERS.map((name) => `{${name}}`).join(", ")} in braces, and nothing else`,
  });

const template = z.strictObject({
  sources: z
    .array(
      z.strictObject({
        pathwayId: z.string().regex(/^[\w.-]{1,64}$/, "must be 1..64 letters, digits, `_`, `.` or `-`"),
        protocol: z.enum(["HLS", "DASH"]),
        url,
      }),
    )
    .min(1)
    .max(MOST_SOURCES),
  drm: z
    .array(
      z.strictObject({
        system: z.enum(["WIDEVINE", "FAIRPLAY", "PLAYREADY"]),
        licenseUrl: url,
        certificateUrl: z.url().nullable().default(null),
      }),
    )
    .max(MOST_SOURCES)
    .default([]),
  maximumHeight: z.number().int().min(1).max(10_000).nullable().default(null),
});

const templates = z.strictObject({
  default: template,
  modes: z
    .strictObject({
      LIVE: template.optional(),
      START_OVER: template.optional(),
      CATCH_UP: template.optional(),
      VOD: template.optional(),
      RECORDING: template.optional(),
    })
    .default({}),
  contents: z.record(z.string(), template).default({}),
  tokenSeconds: z
    .number()
    .int()
    .min(SHORTEST_TOKEN_SECONDS)
    .max(LONGEST_TOKEN_SECONDS)
    .default(TOKEN_SECONDS),
});

/** Where the demo's streams would be, if somebody sent them. */
export const DEMO_TEMPLATES: StreamTemplates = templates.parse({
  default: {
    sources: [
      {
        pathwayId: "cdn-a",
        protocol: "HLS",
        url: "https://cdn-a.playhead.example/{mode}/{contentId}/master.m3u8",
      },
      {
        pathwayId: "cdn-b",
        protocol: "HLS",
        url: "https://cdn-b.playhead.example/{mode}/{contentId}/master.m3u8",
      },
      {
        pathwayId: "cdn-a",
        protocol: "DASH",
        url: "https://cdn-a.playhead.example/{mode}/{contentId}/manifest.mpd",
      },
    ],
  },
  modes: {
    RECORDING: {
      sources: [
        {
          pathwayId: "cdn-a",
          protocol: "HLS",
          url: "https://cdn-a.playhead.example/recordings/{folder}/{playlist}.m3u8",
        },
      ],
    },
  },
});

/** Templates from the operator's JSON. @throws Error that names every field that breaks a rule. */
export function parseStreamTemplates(text: string): StreamTemplates {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`the stream templates are no JSON: ${(error as Error).message}`);
  }
  const parsed = templates.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join(".") || "the file"}: ${message}`,
  );
  throw new Error(`the stream templates break rules:\n${problems.join("\n")}`);
}
