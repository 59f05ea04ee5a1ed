-- One command on one household, whole or not at all: `apply` of domain/slots/state-machine.ts, and what announces it.
-- That file says why; this one must do the same, and one suite demands it of both. Constants in capitals are put
-- before this text by slot-script.ts. Nearly all commands are beats of players that are known: what those do not need
-- is neither read nor made for them, and a function costs each time that it is made.
--
-- KEYS  1 household  2 due: households by their next lapse  3 canary: tick, since, until, dropped  4 bookmarks that wait.
--       All of one shard, so of one node.
-- ARGV  1 op  2 account, then
--       start, heartbeat:  3 slot  4 sequence  5 position  6 lease  7 deadline  8 streams  9 limit as of  10 event
--                          11 JSON [device, content, profile, mode, country, started at, slot to take over, forgive,
--                             timeshift]
--       end: 3 slot  4 sequence  5 position    stop: 3 slot  4 reason    tick: 2 "1" where the caller answered players alone
--       limit: 8 streams  9 limit as of
--       An empty text stands for null.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local op, account, slot_id = ARGV[1], ARGV[2], ARGV[3]
local version_now = math.min(HIGHEST_VERSION, math.max(0, math.floor((now - VERSION_EPOCH_MS) / VERSION_STEP_MS)))

local function whole(number) return string.format('%.0f', number) end   -- tostring would write 1.7e+12

-- The canary: its last tick, the amnesty (since 0 unseats nobody), and the highest version of households let go ---------
local function canary()
  local kept = redis.call('HMGET', KEYS[3], 'tick', 'since', 'until', 'dropped')
  local ticked_at = tonumber(kept[1])
  local is_away = not ticked_at or now - ticked_at > GAP_MS
  return is_away, tonumber(kept[2]), tonumber(kept[3]), tonumber(kept[4]) or 0, ticked_at
end

if op == 'tick' then
  local is_away, since, till, dropped, ticked_at = canary()
  if is_away or (since and since > now) then
    since, till = now, now + AMNESTY_MS
  elseif account == '1' then
    if not (since and now < till) then since = 0 end
    till = now + AMNESTY_MS
  elseif since then
    till = math.min(till, now + AMNESTY_MS)
  end
  if since then redis.call('HSET', KEYS[3], 'since', since, 'until', till) end
  -- Who has seen a version before the data was lost sees no older one, should the clock step back later.
  if not ticked_at then dropped = math.max(version_now, dropped) end
  redis.call('HSET', KEYS[3], 'tick', now, 'dropped', dropped)
  return {whole(now), redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, MOST_DUE)}
end
