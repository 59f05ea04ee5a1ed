/** `YYYYMMDDhhmmss` or any beginning of it from the year on, then a zone. */
const TIME = /^((?:19|20|21)\d\d)(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?\s*(Z|[+-]\d\d:?\d\d|[A-Za-z]{2,5})?$/;

const MINUTE_MS = 60_000;

/** The zone names that guides write, in minutes east of UTC; others are read as no time at all rather than wrongly. */
const ZONES: Readonly<Record<string, number>> = {
  Z: 0,
  UT: 0,
  UTC: 0,
  GMT: 0,
  WET: 0,
  WEST: 60,
  BST: 60,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  AEST: 600,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
};

/**
 * The instant of an XMLTV time in epoch milliseconds; null where it names none. Without a zone it is in UTC; what is
 * left out at its end is the earliest it can be, so `20240101` is that day's midnight.
 */
export function parseTime(text: string): number | null {
  const match = TIME.exec(text.trim());
  if (!match) return null;
  const [, year, month = "01", day = "01", hour = "00", minute = "00", second = "00", zone = "Z"] = match;
  const offsetMinutes = zoneOffset(zone);
  if (offsetMinutes === null) return null;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const localMs = Date.parse(local);
  // Date.parse takes 30 February for 1 March: a time that does not come back as written was none.
  if (Number.isNaN(localMs) || new Date(localMs).toISOString() !== local) return null;
  return localMs - offsetMinutes * MINUTE_MS;
}

function zoneOffset(zone: string): number | null {
  const numeric = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (!numeric) return ZONES[zone.toUpperCase()] ?? null;
  const minutes = Number(numeric[2]) * 60 + Number(numeric[3]);
  return numeric[1] === "-" ? -minutes : minutes;
}

const EARLIEST_YEAR = 1850;
const LATEST_YEAR = 2200;

/** The year of a <date>, which may go on with month, day and time; null where it names none. */
export function parseYear(text: string): number | null {
  const year = Number(/^\s*(\d{4})/.exec(text)?.[1]);
  return year >= EARLIEST_YEAR && year <= LATEST_YEAR ? year : null;
}
