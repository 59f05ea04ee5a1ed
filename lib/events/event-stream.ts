import type { RedisConnection } from "../redis.js";
import { shardTag } from "../redis-shard.js";
import { type DurableEvent, type PlacedEvent, shardOfPartition } from "./event.js";
import type { LogPage } from "./event-log.js";

/** Where it is said that a stream has grown: `<publisher> <partition>`. */
export const GROWN_CHANNEL = "events:grown";

/** Entries looked through at once. */
const PAGE = 500;

/** A stream's last id, "0-0" when there is none. */
const TOP = `
local function top()
  local info = redis.pcall('XINFO', 'STREAM', KEYS[1])
  for at = 1, info.err and 0 or #info, 2 do
    if info[at] == 'last-generated-id' then return info[at + 1] end
  end
  return '0-0'
end
local function place(id) return tonumber(string.match(id, '^%d+')) end
local function groups()
  local found = {}
  local info = redis.pcall('XINFO', 'GROUPS', KEYS[1])
  for _, group in ipairs(info.err and {} or info) do
    local said = {}
    for at = 1, #group, 2 do said[group[at]] = group[at + 1] end
    found[said['name']] = place(said['last-delivered-id'])
  end
  return found
end
`;

/** Adds entries only behind the very entry that the caller saw last: nothing is left out, and nothing comes twice. */
const APPEND = `${TOP}
if place(top()) ~= tonumber(ARGV[1]) then return top() end
redis.call('HSETNX', KEYS[2], 'epoch', ARGV[2])
for at = 4, #ARGV, 2 do redis.call('XADD', KEYS[1], ARGV[at] .. '-0', 'event', ARGV[at + 1]) end
if #ARGV > 3 then redis.call('PUBLISH', '${GROWN_CHANNEL}', ARGV[3]) end
return top()`;

/** Notes how far a group is, never backwards, and gives what is behind. */
const READ = `${TOP}
local after, group = ARGV[1], ARGV[3]
if group ~= '' then
  local known = groups()[group]
  if not known then redis.call('XGROUP', 'CREATE', KEYS[1], group, after .. '-0', 'MKSTREAM')
  elseif known < tonumber(after) then redis.call('XGROUP', 'SETID', KEYS[1], group, after .. '-0') end
end
return { redis.call('HGET', KEYS[2], 'epoch'), redis.call('HGET', KEYS[2], 'trimmed'),
  redis.call('XRANGE', KEYS[1], '(' .. after .. '-0', '+', 'COUNT', ARGV[2]) }`;

/** Removes what is not behind ARGV[1], unless a group needs it that the caller (ARGV[2] and on) does not know yet. */
const TRIM = `${TOP}
local upTo = tonumber(ARGV[1])
local known = {}
for at = 2, #ARGV do known[ARGV[at]] = true end
for name, position in pairs(groups()) do
  if not known[name] then upTo = math.min(upTo, position) end
end
local removed = redis.call('XTRIM', KEYS[1], 'MINID', string.format('%.0f-1', upTo))
if removed > 0 then redis.call('HSET', KEYS[2], 'trimmed', string.format('%.0f', upTo)) end
return removed`;

const GROUPS = `${TOP}
local said = {}
for name, position in pairs(groups()) do
  said[#said + 1] = name
  said[#said + 1] = string.format('%.0f', position)
end
return said`;

/** One partition of a publisher's events in Redis: a stream whose ids are the positions of the outbox. */
export interface EventStream {
  /**
   * Adds events behind `after`, the stream's end as the caller knows it.
   *
   * @returns the stream's end; where it is not the last of `events`, nothing was added.
   */
  append(after: number, events: readonly PlacedEvent[]): Promise<number>;
  read(after: number, limit: number, group: string | undefined): Promise<LogPage>;
  /** Removes entries up to `upTo`, where every one of `groups` is, but none that a further group has not applied. */
  trim(upTo: number, groups: Iterable<string>): Promise<number>;
  /** How far each group is that has ever read here. */
  groups(): Promise<ReadonlyMap<string, number>>;
  /** Removes the entries of a key, whoever has read them; gives how many they were. */
  forgetKey(key: string): Promise<number>;
  /** Forgets a group that is gone for good. */
  forget(group: string): Promise<void>;
  /** Entries that it holds. */
  length(): Promise<number>;
}

/** `newEpoch` names a stream that begins anew. */
export function openEventStream(
  redis: RedisConnection,
  publisher: string,
  partition: number,
  newEpoch: () => string,
): EventStream {
  const name = `${shardTag(shardOfPartition(partition))}:events:${publisher}:${partition}`;
  const run = (script: string, ...args: (string | number)[]) =>
    redis.eval(script, 2, name, `${name}:state`, ...args);
  return {
    async append(after, events) {
      const entries = events.flatMap(({ position, ...event }) => [position, JSON.stringify(event)]);
      return positionOf(await run(APPEND, after, newEpoch(), `${publisher} ${partition}`, ...entries));
    },
    async read(after, limit, group) {
      const said = (await run(READ, after, limit, group ?? "")) as [
        string | null,
        string | null,
        [string, string[]][],
      ];
      const [epoch, trimmed, entries] = said;
      return { epoch: epoch ?? "", trimmedTo: Number(trimmed ?? 0), events: entries.map(eventOf) };
    },
    trim: async (upTo, groups) => (await run(TRIM, upTo, ...groups)) as number,
    async groups() {
      const said = (await run(GROUPS)) as string[];
      return new Map(
        said.flatMap((group, at) => (at % 2 === 0 ? [[group, Number(said[at + 1])] as const] : [])),
      );
    },
    async forgetKey(key) {
      let from = "-";
      let removed = 0;
      for (;;) {
        const page = await redis.xrange(name, from, "+", "COUNT", PAGE);
        const found = page.filter(([, fields]) => keyOf(fields) === key).map(([id]) => id);
        if (found.length > 0) removed += await redis.xdel(name, ...found);
        const last = page.at(-1);
        if (!last || page.length < PAGE) return removed;
        from = `(${last[0]}`;
      }
    },
    async forget(group) {
      if ((await redis.exists(name)) === 1) await redis.xgroup("DESTROY", name, group);
    },
    length: () => redis.xlen(name),
  };
}

function keyOf(fields: string[]): string {
  return (JSON.parse(fields[1] ?? "") as DurableEvent).key;
}

function positionOf(id: unknown): number {
  return Number(String(id).split("-")[0]);
}

function eventOf([id, fields]: [string, string[]]): PlacedEvent {
  return { ...(JSON.parse(fields[1] ?? "") as DurableEvent), position: positionOf(id) };
}
