-- What is kept ---------------------------------------------------------------------------------------------------
local text_of = {}
local function json_list(list, write)
  local texts = {}
  for index, entry in ipairs(list) do texts[index] = write(entry) end
  return '[' .. table.concat(texts, ',') .. ']'
end
local function stored(slot)
  text_of[slot] = text_of[slot] or cjson.encode(slot)
  return text_of[slot]
end

local text = '{"version":' .. whole(home.version) .. ',"limit":' .. cjson.encode(limit)
  .. ',"slots":' .. json_list(slots, stored) .. ',"tombstones":' .. json_list(tombstones, cjson.encode) .. '}'
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

-- What is announced: the messages of events.ts -------------------------------------------------------------------
local function reference(kind, id)
  if id == cjson.null then return 'null' end
  return '{"__typename":"' .. kind .. '","id":' .. cjson.encode(id) .. '}'
end
local function shown(slot)
  return '{"__typename":"PlayoutSlot","id":' .. cjson.encode(slot[ID])
    .. ',"device":' .. reference('Device', slot[DEVICE]) .. ',"profile":' .. reference('Profile', slot[PROFILE])
    .. ',"content":' .. reference('Content', slot[CONTENT])
    .. ',"mode":"' .. slot[MODE] .. '","state":"' .. slot[STATE]
    .. '","positionSeconds":' .. cjson.encode(slot[POSITION]) .. ',"startedAt":' .. whole(slot[STARTED])
    .. ',"lastHeartbeatAt":' .. whole(slot[HEARD]) .. ',"expiresAt":' .. whole(slot[HEARD] + slot[LEASE])
    .. ',"governed":' .. tostring(slot[GOVERNED]) .. '}'
end

local live = string.match(KEYS[1], '^[^:]+') .. ':live:'
for _, change in ipairs(changes) do
  redis.call('SPUBLISH', live .. 'playouts.' .. account,
    '{"slot":' .. shown(change[2]) .. ',"event":"' .. change[1] .. '","at":' .. whole(now) .. '}')
end
if changed then
  redis.call('SPUBLISH', live .. 'concurrency.' .. account,
    '{"id":' .. cjson.encode(account) .. ',"limit":' .. whole(limit[1]) .. ',"inUse":' .. #slots
    .. ',"slots":' .. json_list(sorted_by(STARTED), shown) .. ',"version":' .. whole(home.version) .. '}')
end

return {status, detail, changed and '1' or '0', text, json_list(changes, function(change)
  return '["' .. change[1] .. '",' .. stored(change[2]) .. ']'
end)}
