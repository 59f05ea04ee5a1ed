/** `TVNZ 1+1`, `Three +1`, `ThreePlus1`, `Bravo PLUS 1`: a name, and by how many hours the channel is late. */
const LATE_NAME = /^(.*\S)\s*(?:\+|plus)\s*[1-9]\d?$/i;
/** A broadcaster's name before the channel's own is left out at times (`TVNZ DUKE+1` of `DUKE`); shorter says nothing. */
const SHORTEST_OWN_NAME = 4;

interface NamedChannel {
  readonly id: string;
  readonly title: string;
  /** Whose schedule this one's repeats; null where that is not known. */
  readonly lateOf: string | null;
}

/**
 * Which channels are another one some hours later, by their schedules, else by their names: the id of each with that of
 * its original. A name like that without an original is just a name.
 */
export function findOriginals(channels: readonly NamedChannel[]): Map<string, string> {
  const byName = new Map<string, string>();
  for (const { id, title } of channels) {
    const name = nameOf(title);
    if (!byName.has(name)) byName.set(name, id);
  }
  const originals = new Map<string, string>();
  for (const { id, title, lateOf } of channels) {
    if (lateOf !== null) {
      originals.set(id, lateOf);
      continue;
    }
    const base = LATE_NAME.exec(title.trim())?.[1];
    const original = base === undefined ? undefined : (byName.get(nameOf(base)) ?? ownName(base, byName));
    if (original !== undefined && original !== id) originals.set(id, original);
  }
  return originals;
}

function ownName(base: string, byName: ReadonlyMap<string, string>): string | undefined {
  const own = base.slice(base.indexOf(" ") + 1);
  return own !== base && own.length >= SHORTEST_OWN_NAME ? byName.get(nameOf(own)) : undefined;
}

/** What airs, as far as it tells one schedule from another. `start`: epoch ms. */
export interface ScheduledTitle {
  readonly channelId: string;
  readonly start: number;
  readonly title: string;
}

const HALF_HOUR_MS = 30 * 60 * 1_000;
/** A feed for other regions is up to six hours late, in half hours where the zones differ by them. */
const MOST_HALF_HOURS = 12;
/** Fewer programmes, or fewer different ones, may be alike by chance. */
const LEAST_AIRINGS = 12;
const LEAST_TITLES = 6;
/** Of a late channel's programmes so many are its original's: some of the advertising differs. */
const LEAST_SHARE = 0.9;

/**
 * Which channels air what another one aired some half hours before: the id of each with enough to be judged, with that
 * of its original, or null. A channel that repeats itself in that rhythm is nobody's. `airings` are all from `from` on,
 * epoch ms.
 */
export function findLateChannels(
  airings: readonly ScheduledTitle[],
  from: number,
): Map<string, string | null> {
  const onAir = new Map<string, string[]>();
  const byChannel = new Map<string, ScheduledTitle[]>();
  for (const airing of airings) {
    pushTo(onAir, keyOf(airing.title, airing.start), airing.channelId);
    pushTo(byChannel, airing.channelId, airing);
  }
  const judged = new Map<string, string | null>();
  for (const [channelId, own] of byChannel) {
    if (own.length >= LEAST_AIRINGS) judged.set(channelId, originalOf(channelId, own, onAir, from));
  }
  return judged;
}

/** The original of a channel's schedule: the one that is furthest ahead. */
function originalOf(
  channelId: string,
  own: readonly ScheduledTitle[],
  onAir: ReadonlyMap<string, readonly string[]>,
  from: number,
): string | null {
  for (let halfHours = MOST_HALF_HOURS; halfHours > 0; halfHours -= 1) {
    const lateMs = halfHours * HALF_HOUR_MS;
    // What an original aired before `from` is not known: it says nothing for or against it.
    const compared = own.filter(({ start }) => start - lateMs >= from);
    if (compared.length < LEAST_AIRINGS) continue;
    const titles = new Map<string, string[]>();
    for (const { title, start } of compared) {
      for (const other of onAir.get(keyOf(title, start - lateMs)) ?? []) pushTo(titles, other, title);
    }
    const isLike = (other: string) => {
      const alike = titles.get(other) ?? [];
      return alike.length >= compared.length * LEAST_SHARE && new Set(alike).size >= LEAST_TITLES;
    };
    const original = isLike(channelId) ? undefined : [...titles.keys()].sort().find(isLike);
    if (original !== undefined) return original;
  }
  return null;
}

function keyOf(title: string, start: number): string {
  return `${start} ${title}`;
}

function pushTo<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

function nameOf(title: string): string {
  return title.toLowerCase().replace(/\s+/g, "");
}
