import { expect } from "vitest";
import type { TestHouse } from "./test-house.js";

const HOUR_MS = 3_600_000;
const FIELDS = `id status reason protected chargedSeconds padding { beforeSeconds afterSeconds } scheduledStart
  scheduledStop title broadcast { id } channel { id title } rule { id } duplicateOf { id }`;
const RESULT = `__typename ... on Recording { ${FIELDS} } ... on Problem { message }
  ... on NotRecordable { why: reason } ... on WrongRecordingState { was: status }
  ... on QuotaExceeded { requiredSeconds quota { totalSeconds availableSeconds } }`;
const QUOTA =
  "{ viewer { recordingQuota { totalSeconds usedSeconds reservedSeconds availableSeconds whenFull } } }";

export interface Found {
  readonly id: string;
  readonly title: string;
  readonly start: string;
  readonly stop: string;
}

/** A household that records, through the supergraph. */
export function createViewer(test: TestHouse, token: string) {
  const ask = async (query: string, variables: Record<string, unknown> = {}) => {
    const { data, errors } = await test.ask(query, { token, variables });
    expect(errors).toBeUndefined();
    return data;
  };
  return {
    ask,
    /** What a channel of the demo broadcasts from `hours` from now on. */
    async schedule(xmltvId: string, hours: number): Promise<Found[]> {
      const from = new Date(test.clock.now() + hours * HOUR_MS).toISOString();
      const to = new Date(test.clock.now() + (hours + 24) * HOUR_MS).toISOString();
      const data = await ask(
        `query ($id: String, $from: DateTime!, $to: DateTime!) {
          channel(xmltvId: $id) { schedule(from: $from, to: $to) { id title start stop } } }`,
        { id: xmltvId, from, to },
      );
      return data.channel.schedule.filter(({ start }: Found) => start >= from);
    },
    record: async (broadcastId: string, padding?: object) =>
      (
        await ask(
          `mutation ($id: ID!, $padding: PaddingInput) {
            scheduleRecording(broadcastId: $id, padding: $padding) { ${RESULT} } }`,
          { id: broadcastId, padding },
        )
      ).scheduleRecording,
    change: async (field: string) => (await ask(`mutation { change: ${field} { ${RESULT} } }`)).change,
    quota: async () => (await ask(QUOTA)).viewer.recordingQuota,
  };
}

/** How long a broadcast is. */
export const seconds = ({ start, stop }: Found) => (Date.parse(stop) - Date.parse(start)) / 1_000;
