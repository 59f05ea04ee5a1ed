import { useCallback, useEffect, useMemo, useState } from "react";
import {
  CancelRecordingDocument,
  type CancelRecordingMutation,
  RecordingChangedDocument,
  type RecordingLineFragment,
  RecordingsDocument,
  type RecordingsQuery,
  ScheduleRecordingDocument,
  type ScheduleRecordingMutation,
} from "../generated/operations.js";
import { useWindow } from "../session/context.js";

export type RecordingLine = RecordingLineFragment;
export type Quota = NonNullable<NonNullable<RecordingsQuery["viewer"]>["recordingQuota"]>;

export interface Recordings {
  /** What is or will be there; the next first. */
  readonly lines: readonly RecordingLine[];
  readonly quota: Quota | null;
  /** Recordings by the id of their broadcast. */
  readonly byBroadcast: ReadonlyMap<string, RecordingLine>;
  readonly schedule: (broadcastId: string) => Promise<void>;
  readonly cancel: (line: RecordingLine) => Promise<void>;
}

type Outcome = ScheduleRecordingMutation["scheduleRecording"] | CancelRecordingMutation["cancelRecording"];

/** Statuses of what the viewer has or will have. */
const SHOWN: readonly string[] = ["SCHEDULED", "RECORDING", "RECORDED", "PARTIAL", "FAILED"];

/** The household's recordings and its room for them, as they change on whichever device. */
export function useRecordings(): Recordings {
  const { client, announce, complain } = useWindow();
  const [all, setAll] = useState<ReadonlyMap<string, RecordingLine>>(new Map());
  const [quota, setQuota] = useState<Quota | null>(null);

  const read = useCallback(async () => {
    const { data } = await client.request(RecordingsDocument, {});
    setQuota(data.viewer?.recordingQuota ?? null);
    const edges = data.viewer?.recordings?.edges ?? [];
    setAll(new Map(edges.map(({ node }) => [node.id, node])));
  }, [client]);

  useEffect(() => {
    const again = () => void read().catch(() => undefined);
    again();
    return client.subscribe(
      RecordingChangedDocument,
      {},
      {
        next: ({ recordingChanged: line }) => {
          setAll((before) => new Map(before).set(line.id, line));
          again();
        },
        interrupted: again,
      },
    );
  }, [client, read]);

  const lines = useMemo(() => linesOf(all), [all]);
  const byBroadcast = useMemo(
    () => new Map(lines.flatMap((line) => (line.broadcast ? [[line.broadcast.id, line] as const] : []))),
    [lines],
  );

  const change = useCallback(
    async (asked: Promise<Outcome>, what: string) => {
      try {
        const result = await asked;
        if (result.__typename === "Recording") announce(`${result.title}: ${what}`);
        else complain(result.message);
      } catch (error) {
        complain((error as Error).message);
      }
    },
    [announce, complain],
  );
  const schedule = useCallback(
    (broadcastId: string) => {
      const asked = client.request(ScheduleRecordingDocument, { broadcastId });
      return change(
        asked.then(({ data }) => data.scheduleRecording),
        "will be recorded",
      );
    },
    [client, change],
  );
  const cancel = useCallback(
    ({ id }: RecordingLine) => {
      const asked = client.request(CancelRecordingDocument, { id });
      return change(
        asked.then(({ data }) => data.cancelRecording),
        "will not be recorded",
      );
    },
    [client, change],
  );
  return { lines, quota, byBroadcast, schedule, cancel };
}

function linesOf(all: ReadonlyMap<string, RecordingLine>): readonly RecordingLine[] {
  return [...all.values()]
    .filter(({ status }) => SHOWN.includes(status))
    .sort((one, other) => Date.parse(one.scheduledStart) - Date.parse(other.scheduledStart));
}
