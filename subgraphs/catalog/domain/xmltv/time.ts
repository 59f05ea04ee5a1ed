/** `20240101200000 +0100`, any prefix of the digits, the offset with or without a space, or a zone's name. */
const XMLTV_TIME =
  /^((?:19|20|21)\d{2})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?\s*(?:([+-])(0\d|1[0-4]):?([0-5]\d)?|([A-Z]{1,4}))?$/i;

/** Zone names that guides use, in minutes east of UTC. */
const ZONE_MINUTES: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  WET: 0,
  UT: 0,
  BST: 60,
  MEZ: 60,
  MESZ: 120,
  MSK: 180,
  AWST: 480,
  JST: 540,
  ACST: 570,
  AEST: 600,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
  WEST: 60,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
};

/** Milliseconds since the epoch of an XMLTV time, or null. A time without a zone is UTC, as the DTD says. */
export function parseXmltvTime(text: string): number | null {
  const match = XMLTV_TIME.exec(text.trim());
  if (!match) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((digits) => (digits === undefined ? undefined : Number(digits)));
  const offset = offsetMinutes(match[7], match[8], match[9], match[10]);
  if (offset === null || hour > 23 || minute > 59 || second > 60) return null;
  // 30 February would silently become 1 March.
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return Date.UTC(year, month - 1, day, hour, minute, second) - offset * 60_000;
}

function offsetMinutes(sign?: string, hours?: string, minutes?: string, zone?: string): number | null {
  if (zone !== undefined) return ZONE_MINUTES[zone.toUpperCase()] ?? null;
  if (sign === undefined) return 0;
  const size = Number(hours) * 60 + Number(minutes ?? 0);
  return sign === "-" ? -size : size;
}
