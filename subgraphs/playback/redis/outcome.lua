-- What is kept ---------------------------------------------------------------------------------------------------
local text = cmsgpack.pack(version, streams, streams_as_of, slots, tombstones)
local due, last = nil, 0
for index = 1, #slots do
  local at = slots[index][HEARD] + slots[index][LEASE] + 1
  due, last = math.min(due or at, at), math.max(last, at)
end
for index = 1, #tombstones do
  local at = tombstones[index][UNTIL]
  due, last = math.min(due or at, at), math.max(last, at)
end

if not due then
  if raw then redis.call('DEL', KEYS[1]) end
  redis.call('ZREM', KEYS[2], account)
  local _, _, _, dropped = canary()
  if version > dropped then redis.call('HSET', KEYS[3], 'dropped', version) end
elseif text ~= raw then
  if outlives then redis.call('SET', KEYS[1], text, 'KEEPTTL')
  else redis.call('SET', KEYS[1], text, 'PX', math.max(0, last - now) + KEEP_MS) end
  redis.call('ZADD', KEYS[2], due, account)
end

-- What is announced: the messages of events.ts, where anybody listens ----------------------------------------------
local live = string.sub(KEYS[1], 1, string.find(KEYS[1], '}', 1, true)) .. ':live:'
local playouts, concurrency = live .. 'playouts.' .. account, changed and live .. 'concurrency.' .. account
-- Asking costs a tenth of writing a message, and most households have no second screen.
local is_playouts_heard = #changes > 0 and redis.call('PUBSUB', 'SHARDNUMSUB', playouts)[2] > 0
local is_concurrency_heard = changed and redis.call('PUBSUB', 'SHARDNUMSUB', concurrency)[2] > 0

if is_playouts_heard or is_concurrency_heard then
  local function reference(kind, id)
    return id and '{"__typename":"' .. kind .. '","id":' .. cjson.encode(id) .. '}' or 'null'
  end
  local function shown(slot)
    local is_recording = string.sub(slot[CONTENT], 1, 4) == 'rec_'
    return '{"__typename":"PlayoutSlot","id":' .. cjson.encode(slot[ID])
      .. ',"device":' .. reference('Device', slot[DEVICE]) .. ',"profile":' .. reference('Profile', slot[PROFILE])
      .. ',"content":' .. reference('Content', not is_recording and slot[CONTENT])
      .. ',"recording":' .. reference('Recording', is_recording and slot[CONTENT])
      .. ',"mode":"' .. slot[MODE] .. '","state":"' .. slot[STATE]
      .. '","positionSeconds":' .. (slot[POSITION] and whole(slot[POSITION]) or 'null')
      .. ',"startedAt":' .. whole(slot[STARTED]) .. ',"lastHeartbeatAt":' .. whole(slot[HEARD])
      .. ',"expiresAt":' .. whole(slot[HEARD] + slot[LEASE]) .. ',"governed":' .. tostring(slot[GOVERNED]) .. '}'
  end
  for index = 1, is_playouts_heard and #changes or 0 do
    redis.call('SPUBLISH', playouts,
      '{"slot":' .. shown(changes[index][2]) .. ',"event":"' .. changes[index][1] .. '","at":' .. whole(now) .. '}')
  end
  if is_concurrency_heard then
    local texts = {}
    for index, slot in ipairs(sorted_by(STARTED)) do texts[index] = shown(slot) end
    redis.call('SPUBLISH', concurrency,
      '{"id":' .. cjson.encode(account) .. ',"limit":' .. whole(streams) .. ',"inUse":' .. #slots
      .. ',"slots":[' .. table.concat(texts, ',') .. '],"version":' .. whole(version) .. '}')
  end
end

-- What is answered: value after value, the household as it is kept ----------------------------------------------------
return cmsgpack.pack(status, detail, changed, readmitted, changes) .. text
