import { GraphQLScalarType, Kind } from "graphql";
import { badInput } from "./errors.js";

/** ISO 8601 with an offset: a time without one names no instant. */
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const RULE = "must be an ISO 8601 instant with offset, such as 2026-11-21T20:15:00Z";

/** An instant: milliseconds since the epoch inside, `2026-11-21T20:15:00Z` outside. */
export const dateTimeScalar = new GraphQLScalarType<number, string>({
  name: "DateTime",
  description: "An instant, ISO 8601 with offset; always written in UTC (`2026-11-21T20:15:00Z`).",
  serialize: (value) => formatInstant(value instanceof Date ? value.getTime() : Number(value)),
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : node.kind),
});

/** Written in UTC, with milliseconds only where there are any. */
export function formatInstant(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(".000Z", "Z");
}

/** @throws PlayheadError BAD_USER_INPUT for what is no ISO 8601 instant with an offset, or none of the calendar. */
export function parseInstant(value: unknown): number {
  if (typeof value !== "string" || !ISO_INSTANT.test(value)) throw badInput("DateTime", RULE, value);
  const epochMs = Date.parse(value);
  // Date.parse takes 30 February for 1 March: an instant that does not come back as written was none.
  const day = value.slice(0, 10);
  const midnight = new Date(`${day}T00:00:00Z`);
  if (
    Number.isNaN(epochMs) ||
    Number.isNaN(midnight.getTime()) ||
    midnight.toISOString().slice(0, 10) !== day
  ) {
    throw badInput("DateTime", RULE, value);
  }
  return epochMs;
}
