/** `TVNZ 1+1`, `Three +1`, `ThreePlus1`, `Bravo PLUS 1`: a name, and by how many hours the channel is late. */
const LATE_NAME = /^(.*\S)\s*(?:\+|plus)\s*[1-9]\d?$/i;
/** A broadcaster's name before the channel's own is left out at times (`TVNZ DUKE+1` of `DUKE`); shorter says nothing. */
const SHORTEST_OWN_NAME = 4;

interface NamedChannel {
  readonly id: string;
  readonly title: string;
}

/**
 * Which channels are another one some hours later, by their names: the id of each with that of its original. A name
 * like that without an original is just a name.
 */
export function findOriginals(channels: readonly NamedChannel[]): Map<string, string> {
  const byName = new Map<string, string>();
  for (const { id, title } of channels) {
    const name = nameOf(title);
    if (!byName.has(name)) byName.set(name, id);
  }
  const originals = new Map<string, string>();
  for (const { id, title } of channels) {
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

function nameOf(title: string): string {
  return title.toLowerCase().replace(/\s+/g, "");
}
