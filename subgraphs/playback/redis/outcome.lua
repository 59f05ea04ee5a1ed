-- What is kept ---------------------------------------------------------------------------------------------------
local text = cjson.encode({home.version, limit, #slots > 0 and slots, #tombstones > 0 and tombstones})
local due, last = nil, 0
local function lapses(at) due, last = math.min(due or at, at), math.max(last, at) end
for _, slot in ipairs(slots) do lapses(slot[HEARD] + slot[LEASE] + 1) end
for _, tombstone in ipairs(tombstones) do lapses(tombstone[UNTIL]) end

if not due then
  if raw then redis.call('DEL', KEYS[1]) end
  redis.call('ZREM', KEYS[2], account)
  if home.version > tonumber(dropped or 0) then redis.call('SET', KEYS[5], whole(home.version)) end
elseif text ~= raw then
  redis.call('SET', KEYS[1], text, 'PX', whole(math.max(0, last - now) + KEEP_MS))
  redis.call('ZADD', KEYS[2], whole(due), account)
end

-- What is announced: the messages of events.ts, where anybody listens ----------------------------------------------
local function reference(kind, id)
  if id == cjson.null then return 'null' end
  return '{"__typename":"' .. kind .. '","id":' .. cjson.encode(id) .. '}'
end
local function shown(slot)
  local is_recording = string.sub(slot[CONTENT], 1, 4) == 'rec_'
  return '{"__typename":"PlayoutSlot","id":' .. cjson.encode(slot[ID])
    .. ',"device":' .. reference('Device', slot[DEVICE]) .. ',"profile":' .. reference('Profile', slot[PROFILE])
    .. ',"content":' .. reference('Content', is_recording and cjson.null or slot[CONTENT])
    .. ',"recording":' .. reference('Recording', is_recording and slot[CONTENT] or cjson.null)
    .. ',"mode":"' .. slot[MODE] .. '","state":"' .. slot[STATE]
    .. '","positionSeconds":' .. cjson.encode(slot[POSITION]) .. ',"startedAt":' .. whole(slot[STARTED])
    .. ',"lastHeartbeatAt":' .. whole(slot[HEARD]) .. ',"expiresAt":' .. whole(slot[HEARD] + slot[LEASE])
    .. ',"governed":' .. tostring(slot[GOVERNED]) .. '}'
end

local live = string.match(KEYS[1], '^[^:]+') .. ':live:'
-- Asking costs a tenth of writing a message, and most households have no second screen.
local function is_heard(channel) return redis.call('PUBSUB', 'SHARDNUMSUB', channel)[2] > 0 end
local playouts, concurrency = live .. 'playouts.' .. account, live .. 'concurrency.' .. account
if #changes > 0 and is_heard(playouts) then
  for _, change in ipairs(changes) do
    redis.call('SPUBLISH', playouts,
      '{"slot":' .. shown(change[2]) .. ',"event":"' .. change[1] .. '","at":' .. whole(now) .. '}')
  end
end
if changed and is_heard(concurrency) then
  local texts = {}
  for index, slot in ipairs(sorted_by(STARTED)) do texts[index] = shown(slot) end
  redis.call('SPUBLISH', concurrency,
    '{"id":' .. cjson.encode(account) .. ',"limit":' .. whole(limit[1]) .. ',"inUse":' .. #slots
    .. ',"slots":[' .. table.concat(texts, ',') .. '],"version":' .. whole(home.version) .. '}')
end

-- What is answered: of slots that still run, changes say the id alone ------------------------------------------------
local told = {}
for index, change in ipairs(changes) do
  local slot = change[2]
  told[index] = {change[1], find(slots, ID, slot[ID]) and slot[ID] or slot}
end
return {status, detail, changed and '1' or '0', text, #told > 0 and cjson.encode(told) or '[]'}
