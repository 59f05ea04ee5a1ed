/** A guide that is imported by configuration. */
export interface ScheduledSource {
  /** What its imports go by. */
  readonly name: string;
  readonly url: string;
  readonly intervalMs: number;
  /** IANA zone of channels that are new. */
  readonly timezone: string;
}

const MOST_SOURCES = 100;
const LONGEST_NAME = 100;
const LONGEST_URL = 2_000;
/** Guides change a few times a day: who asks more often is a burden to whoever makes them. */
const SHORTEST_MINUTES = 5;
const LONGEST_MINUTES = 7 * 24 * 60;
const USUAL_MINUTES = 60;

/**
 * Sources as configured: JSON, `[{"name", "url", "intervalMinutes", "timezone"}]`.
 *
 * @throws Error that says the rule and what it got; of addresses, which often hold a token, the rule alone.
 */
export function readScheduledSources(text: string): ScheduledSource[] {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    // What the parser says repeats the text.
    throw new Error("must be JSON", { cause: error });
  }
  if (!Array.isArray(given) || given.length > MOST_SOURCES) {
    throw new Error(`must be a list of at most ${MOST_SOURCES} sources`);
  }
  const sources = given.map(readSource);
  for (const [at, { name }] of sources.entries()) {
    if (sources.findIndex((other) => other.name === name) < at)
      throw new Error(`has two sources named "${name}"`);
  }
  return sources;
}

function readSource(given: unknown, at: number): ScheduledSource {
  const demand = (isRight: boolean, rule: string, got?: unknown) => {
    if (!isRight)
      throw new Error(`[${at}].${rule}${got === undefined ? "" : `, got ${JSON.stringify(got)}`}`);
  };
  demand(typeof given === "object" && given !== null, "must be an object");
  const {
    name,
    url,
    intervalMinutes = USUAL_MINUTES,
    timezone = "UTC",
    ...rest
  } = given as Record<string, unknown>;
  demand(
    Object.keys(rest).length === 0,
    "must have name, url, intervalMinutes and timezone alone",
    Object.keys(rest),
  );
  demand(isText(name, LONGEST_NAME), `name must have 1..${LONGEST_NAME} characters`, name);
  const isUrl = isText(url, LONGEST_URL) && /^https?:\/\//i.test(url) && URL.canParse(url);
  demand(isUrl, "url must be an http or https URL");
  const minutes = Number(intervalMinutes);
  const isInterval =
    Number.isInteger(intervalMinutes) && minutes >= SHORTEST_MINUTES && minutes <= LONGEST_MINUTES;
  demand(isInterval, `intervalMinutes must be ${SHORTEST_MINUTES}..${LONGEST_MINUTES}`, intervalMinutes);
  demand(
    isText(timezone, LONGEST_NAME) && isZone(timezone),
    "timezone must be an IANA zone such as Europe/Berlin",
    timezone,
  );
  return { name: String(name), url: String(url), intervalMs: minutes * 60_000, timezone: String(timezone) };
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === "string" && value.trim() !== "" && value.length <= longest && !value.includes("\0");
}

function isZone(timezone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
    return true;
  } catch {
    return false;
  }
}
