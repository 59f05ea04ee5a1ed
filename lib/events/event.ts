import { SHARDS, shardOf } from "../redis-shard.js";

/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** What a change announces: ids and numbers, never anything personal. */
export interface Announcement {
  /** `thing.happened`. */
  readonly type: string;
  /** Whose event it is: events of one key are applied in the order in which they were committed. */
  readonly key: string;
  readonly payload: { readonly [name: string]: Json };
}

/** An announcement as it travels between services. `at`: epoch ms. */
export interface DurableEvent extends Announcement {
  readonly id: string;
  readonly at: number;
}

/** An event with its place in its partition; places grow with the order of commits. */
export interface PlacedEvent extends DurableEvent {
  readonly position: number;
}

/**
 * Lanes that each publisher's events are spread over by their keys. Each has its own order, its own stream, and one
 * consumer of a group at a time. A change of this number would tear events of a key apart: it stays.
 */
export const PARTITIONS = 8;
export const ALL_PARTITIONS: readonly number[] = Array.from({ length: PARTITIONS }, (_, index) => index);

/** The partition of a key: 0..7, the same in every process. */
export function partitionOf(key: string): number {
  return shardOf(key) % PARTITIONS;
}

/** The virtual shard of Redis in which a partition's keys lie together; partitions are spread over all of them. */
export function shardOfPartition(partition: number): number {
  return partition * (SHARDS / PARTITIONS);
}

const LONGEST_NAME = 200;
/** Whoever needs more asks the publisher: every group's every replica reads each payload. */
const LARGEST_PAYLOAD_BYTES = 16_384;

/** @throws Error for an announcement that is too large to travel. */
export function checkAnnouncement({ type, key, payload }: Announcement): void {
  for (const [name, text] of Object.entries({ type, key })) {
    if (text.length === 0 || text.length > LONGEST_NAME) {
      throw new Error(`an event's ${name} must be 1..${LONGEST_NAME} characters, got ${text.length}`);
    }
  }
  const bytes = Buffer.byteLength(JSON.stringify(payload));
  if (bytes > LARGEST_PAYLOAD_BYTES) {
    throw new Error(`the payload of ${type} must be at most ${LARGEST_PAYLOAD_BYTES} bytes, got ${bytes}`);
  }
}
