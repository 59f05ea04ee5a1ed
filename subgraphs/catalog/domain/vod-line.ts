import { z } from "zod";

const LONGEST_ID = 200;
const LONGEST_TITLE = 300;
const LONGEST_NAME = 100;
const LONGEST_TEXT = 10_000;
const LONGEST_URL = 2_000;
const MOST_TAGS = 20;
const MOST_CATEGORIES = 50;
const MOST_CREDITS = 200;
const MOST_IMAGES = 50;
/** What one collection shows; more than anybody scrolls through. */
const MOST_ITEMS = 2_000;
/** Four days: the longest film there is runs 35 hours. */
const LONGEST_SECONDS = 345_600;
const HIGHEST_NUMBER = 100_000;
const LARGEST_PIXELS = 100_000;

/** PostgreSQL has no place for NUL, nor for half a character. */
const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((value) => !/[\0\p{Cs}]/u.test(value), "has a character that is none");
const count = (least: number, most: number) => z.number().int().min(least).max(most);
const optional = <T extends z.ZodType>(schema: T) => schema.nullable().default(null as never);

const id = text(LONGEST_ID);
const image = z.strictObject({
  kind: z.enum(["LOGO", "POSTER", "BACKDROP", "STILL", "PREVIEW"]),
  url: text(LONGEST_URL).refine(
    (url) => /^https?:/.test(url) && URL.canParse(url),
    "is no http or https URL",
  ),
  width: optional(count(1, LARGEST_PIXELS)),
  height: optional(count(1, LARGEST_PIXELS)),
});
const credit = z.strictObject({
  role: text(LONGEST_NAME),
  name: text(LONGEST_NAME),
  character: optional(text(LONGEST_NAME)),
});
const title = {
  id,
  title: text(LONGEST_TITLE),
  /** Always said: nobody gives something away by forgetting a field. */
  entitlementTags: z.array(text(LONGEST_NAME)).max(MOST_TAGS),
};
const described = {
  ...title,
  description: optional(text(LONGEST_TEXT)),
  categories: z.array(text(LONGEST_NAME)).max(MOST_CATEGORIES).default([]),
  images: z.array(image).max(MOST_IMAGES).default([]),
};
const playable = {
  ...described,
  durationSeconds: count(1, LONGEST_SECONDS),
  /** Where its closing credits begin: whoever has come so far has watched it. */
  creditsFromSeconds: optional(count(1, LONGEST_SECONDS)),
  credits: z.array(credit).max(MOST_CREDITS).default([]),
  minimumAge: optional(count(0, 21)),
  programId: optional(text(LONGEST_ID)),
};

const series = z.strictObject({ kind: z.literal("series"), ...described });
const movie = z.strictObject({
  kind: z.literal("movie"),
  ...playable,
  year: optional(count(1_880, 2_200)),
});
const episode = z.strictObject({
  kind: z.literal("episode"),
  ...playable,
  series: id,
  season: optional(count(1, HIGHEST_NUMBER)),
  number: optional(count(1, HIGHEST_NUMBER)),
});
const item = z.union([
  z.strictObject({ movie: id }),
  z.strictObject({ series: id }),
  z.strictObject({ episode: id }),
  z.strictObject({ channel: id }),
]);
const collection = z.strictObject({
  kind: z.literal("collection"),
  ...title,
  position: count(0, 1_000_000).default(0),
  items: z.array(item).max(MOST_ITEMS),
});
const kinds = z.enum(["series", "movie", "episode", "collection"]);
const withdrawal = z.strictObject({ kind: kinds, id, withdrawn: z.literal(true) });
const published = z
  .discriminatedUnion("kind", [series, movie, episode, collection])
  .superRefine((line, context) => {
    if (!("creditsFromSeconds" in line) || line.creditsFromSeconds === null) return;
    const { creditsFromSeconds, durationSeconds } = line;
    if (creditsFromSeconds <= durationSeconds) return;
    const message = `must be at most durationSeconds (${durationSeconds}), got ${creditsFromSeconds}`;
    context.addIssue({ code: "custom", path: ["creditsFromSeconds"], message });
  });

export type SeriesLine = z.infer<typeof series>;
export type MovieLine = z.infer<typeof movie>;
export type EpisodeLine = z.infer<typeof episode>;
export type CollectionLine = z.infer<typeof collection>;
export type CollectionItemLine = z.infer<typeof item>;
export type Withdrawal = z.infer<typeof withdrawal>;
export type PublishedLine = z.infer<typeof published>;
export type VodLine = PublishedLine | Withdrawal;

/** What a line says, or why it cannot be taken: the first rule that it breaks. */
export function readVodLine(line: string): VodLine | { readonly reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { reason: "is no JSON" };
  }
  const isWithdrawal = typeof value === "object" && value !== null && "withdrawn" in value;
  const parsed = (isWithdrawal ? withdrawal : published).safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join(".") ?? "";
  return { reason: `${path === "" ? "" : `${path}: `}${issue?.message ?? "is not as documented"}` };
}

export function isWithdrawal(line: VodLine): line is Withdrawal {
  return "withdrawn" in line;
}
