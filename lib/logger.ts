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

/** An error of Redis has the command that it answers, with all of its arguments: whose it was, and what they said. */
function withoutCommand(error: Error): unknown {
  const { command: _, ...told } = pino.stdSerializers.err(error);
  return told;
}

/** Structured logs, one JSON object a line, to standard error so that standard output stays the program's own. */
export function createLogger(level: LogLevel): Logger {
  return pino(
    {
      level,
      base: null,
      serializers: { err: withoutCommand },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: NEVER_LOGGED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: "[redacted]",
      },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
