import type { Recording } from "../domain/recording.js";
import type { Session } from "./rows.js";

/** Their media go, at the latest when somebody sees to it. */
export async function dropMedia(
  session: Session,
  recordings: readonly Recording[],
  now: number,
): Promise<void> {
  const data = recordings.flatMap(({ id, captureId }) =>
    captureId === null ? [] : [{ recordingId: id, captureId, dueAt: new Date(now) }],
  );
  if (data.length > 0) await session.mediaRemoval.createMany({ data, skipDuplicates: true });
}
