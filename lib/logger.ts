import { type Logger, pino } from "pino";

export type { Logger } from "pino";

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Names under which something personal or secret could be logged by mistake. Logs carry ids; a person is never in
 * them by e-mail, name or address, and neither is anything that opens a door.
 */
const NEVER_LOGGED = [
  "email",
  "password",
  "pin",
  "parentalPin",
  "code",
  "authorization",
  "cookie",
  "token",
  "accessToken",
  "refreshToken",
  "slotToken",
  "connectionString",
  "databaseUrl",
  "variables",
];

/** Structured logs, one JSON object a line, to standard error so that standard output stays the program's own. */
export function createLogger(level: LogLevel): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: NEVER_LOGGED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: "[redacted]",
      },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
