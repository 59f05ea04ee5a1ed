import { randomFillSync } from "node:crypto";

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-|$)/;

const ID_BYTES = 16;
/** Random bytes made ahead, for so many ids: asking for them costs more than writing them. */
const IDS_AHEAD = 256;
const ahead = Buffer.alloc(IDS_AHEAD * ID_BYTES);
let used = ahead.length;

/** 32 hexadecimal digits, as W3C Trace Context writes them. Of one piece, for a socket keeps one for as long as it is. */
export function newTraceId(): string {
  if (used === ahead.length) {
    randomFillSync(ahead);
    used = 0;
  }
  used += ID_BYTES;
  return ahead.toString("hex", used - ID_BYTES, used);
}

/** The trace that a `traceparent` header belongs to; a new one when the header is absent or not valid. */
export function traceIdOf(traceparent: string | undefined): string {
  return (traceparent && TRACEPARENT.exec(traceparent)?.[1]) || newTraceId();
}

let naming: string | undefined;

/** Begins `work` within a trace: a span that it opens at once, before it awaits anything, is one of that trace. */
export function beginInTrace<T>(traceId: string, work: () => T): T {
  naming = traceId;
  try {
    return work();
  } finally {
    naming = undefined;
  }
}

/** For tracing, which names a trace when its first span begins, and is given no context. */
export function currentTraceId(): string {
  return naming ?? newTraceId();
}
