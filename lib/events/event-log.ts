import type { PlacedEvent } from "./event.js";

/** What a read gives of one partition. */
export interface LogPage {
  readonly events: readonly PlacedEvent[];
  /** Another one than before: the log was lost and begun again, and events may be missing that nobody waited for. */
  readonly epoch: string;
  /** Up to here events may be gone, because every group had applied them. */
  readonly trimmedTo: number;
}

/** Who reads: a group, whose events are kept until it has read behind them, or someone who only listens. */
export type Reader = { readonly group: string } | { readonly listener: symbol };

export interface LogRequest {
  readonly publisher: string;
  readonly partition: number;
  /** For a group: everything up to here has been applied and committed, and need not be kept for it. */
  readonly after: number;
  readonly limit: number;
  readonly reader: Reader;
}

/** Where consumers read events, partition by partition and in order. */
export interface EventLog extends AsyncDisposable {
  /** How long after its last read a reader looks again by itself. */
  readonly pollMs: number;
  /** Brings what a service publishes into the log, from its outbox. */
  carry(publisher: string, databaseUrl: string): Carrier;
  /** A group begins to read soon: what is committed from now on waits for it where the log can promise that. */
  join(publisher: string, group: string): void;
  read(request: LogRequest): Promise<LogPage>;
  /** Calls `hear` when a publisher's partition may have grown; it may also have grown without a call. */
  onGrown(hear: (publisher: string, partition: number | undefined) => void): Disposable;
  /** Removes what it holds of a key; gives how many events that were. Outboxes stay as they are. */
  forget(publisher: string, key: string): Promise<number>;
  /** Nothing is kept for this listener any more. */
  leave(listener: symbol): void;
}

/** What carries a service's outbox. */
export interface Carrier extends AsyncDisposable {
  /** Says that something was committed to these partitions, so that nobody waits for the next poll. */
  wake(partitions: ReadonlySet<number>): void;
}
