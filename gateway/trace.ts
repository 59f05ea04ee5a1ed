import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-|$)/;

const current = new AsyncLocalStorage<string>();

/** 32 hexadecimal digits, as W3C Trace Context writes them. */
export function newTraceId(): string {
  return randomBytes(16).toString("hex");
}

/** The trace that a `traceparent` header belongs to; a new one when the header is absent or not valid. */
export function traceIdOf(traceparent: string | undefined): string {
  return (traceparent && TRACEPARENT.exec(traceparent)?.[1]) || newTraceId();
}

/** Runs `work` within a trace: whatever it awaits finds the id by `currentTraceId`. */
export function withTrace<T>(traceId: string, work: () => T): T {
  return current.run(traceId, work);
}

/** For hooks of libraries that are given no context; all else is handed the id. */
export function currentTraceId(): string {
  return current.getStore() ?? newTraceId();
}
