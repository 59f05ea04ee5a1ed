import { Prisma } from "../../../prisma/viewing/client/client.js";
import type { ItemKind, Viewing } from "../domain/viewing.js";

/** A row of the history or of its archive, as a statement gives it. */
export interface ViewingRow {
  readonly accountId: string;
  readonly profileId: string;
  readonly kind: string;
  readonly itemId: string;
  readonly positionSeconds: number;
  readonly durationSeconds: number | null;
  readonly finishedFromSeconds: number | null;
  readonly playCount: number;
  readonly watchedAt: Date;
}

/** What a statement selects for a `ViewingRow`, from a table or a part of the statement called `v`. */
export const VIEWING_COLUMNS = Prisma.sql`
  v.account_id AS "accountId", v.profile_id AS "profileId", v.kind, v.item_id AS "itemId",
  v.position_seconds AS "positionSeconds", v.duration_seconds AS "durationSeconds",
  v.finished_from_seconds AS "finishedFromSeconds", v.play_count AS "playCount", v.watched_at AS "watchedAt"`;

export function toViewing({ kind, watchedAt, ...row }: ViewingRow): Viewing {
  return { ...row, kind: kind as ItemKind, watchedAt: watchedAt.getTime() };
}

/** An instant as a statement takes it. */
export function instant(epochMs: number) {
  return Prisma.sql`to_timestamp(${epochMs}::float8 / 1000)`;
}

/** A `text[]` as one parameter: of many thousand elements the client would look at each. */
export function textArray(texts: readonly string[]): string {
  // One look at all of them: ours are ids, and hold nothing that would have to be escaped.
  const isPlain = !/["\\]/.test(texts.join(""));
  return `{${texts.map((text) => `"${isPlain ? text : text.replace(/["\\]/g, "\\$&")}"`).join()}}`;
}
