-- One command on one household, whole or not at all: `apply` of domain/slots/state-machine.ts, and what announces it.
-- That file says why; this one must do the same, and one suite demands it of both. Constants in capitals are put
-- before this text by slot-script.ts.
--
-- KEYS  1 household  2 due: households by their next lapse  3 tick: the canary's last  4 amnesty: "since until"
--       5 dropped: the highest version of those let go  6 bookmarks that wait.  All of one shard, so of one node.
-- ARGV  1 op  2 account, then
--       start, heartbeat:  3 slot  4 sequence  5 position  6 device  7 content  8 profile  9 mode  10 streams
--                          11 limit as of  12 lease  13 deadline  14 slot to take over | started at
--                          15 event  16 forgive  17 timeshift
--       end: 3 slot  4 sequence  5 position    stop: 3 slot  4 reason    tick: 2 "1" where the caller answered players alone
--       An empty text stands for null.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local op, account, slot_id = ARGV[1], ARGV[2], ARGV[3]
local raw, ticked_at, amnesty, dropped =
  unpack(redis.call('MGET', KEYS[1], KEYS[3], KEYS[4], KEYS[5]))

local function whole(number) return string.format('%.0f', number) end   -- tostring would write 1.7e+12

local function version_at(at)
  return math.min(HIGHEST_VERSION, math.max(0, math.floor((at - VERSION_EPOCH_MS) / VERSION_STEP_MS)))
end

-- The canary -----------------------------------------------------------------------------------------------------
local since, till = nil, nil
if amnesty then
  since, till = string.match(amnesty, '^(%d+) (%d+)$')
  since, till = tonumber(since), tonumber(till)
end
local is_away = not ticked_at or now - tonumber(ticked_at) > GAP_MS

if op == 'tick' then
  if is_away or (since and since > now) then
    since, till = now, now + AMNESTY_MS
  elseif account == '1' then
    if not (since and now < till) then since = 0 end
    till = now + AMNESTY_MS
  elseif since then
    till = math.min(till, now + AMNESTY_MS)
  end
  if since then redis.call('SET', KEYS[4], whole(since) .. ' ' .. whole(till)) end
  if not ticked_at then
    -- Who has seen a version before the data was lost sees no older one, should the clock step back later.
    redis.call('SET', KEYS[5], whole(math.max(version_at(now), tonumber(dropped or 0))))
  end
  redis.call('SET', KEYS[3], whole(now))
  return {whole(now), redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', whole(now), 'LIMIT', 0, MOST_DUE)}
end

local amnesty_since = nil
if is_away then amnesty_since = now
elseif since and now < till then amnesty_since = math.min(since, now) end
