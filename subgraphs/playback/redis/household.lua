-- The household: lists, in the order in which things came ----------------------------------------------------------
local ID, DEVICE, CONTENT, PROFILE, MODE, STATE, POSITION = 1, 2, 3, 4, 5, 6, 7
local STARTED, HEARD, LEASE, SEQUENCE, GOVERNED = 8, 9, 10, 11, 12
local REASON, UNTIL = 2, 3                                     -- of a tombstone, after its ID

-- Kept as [version, limit, slots, tombstones]; cjson would write an empty list as an object, so `false` stands for one.
local home, limit, slots, tombstones
if raw then
  local kept = cjson.decode(raw)
  home, limit, slots, tombstones = {version = kept[1]}, kept[2], kept[3] or {}, kept[4] or {}
else
  local version = math.max(version_at(now), tonumber(dropped or 0))
  home, limit, slots, tombstones = {version = version}, {FALLBACK_STREAMS, FALLBACK_AS_OF}, {}, {}
end
local changes, changed = {}, false

local function find(list, field, value)
  for index, entry in ipairs(list) do
    if entry[field] == value then return entry, index end
  end
end

-- Byte by byte: `<` would ask the server's locale.
local function id_before(a, b)
  for index = 1, math.min(#a, #b) do
    local left, right = string.byte(a, index), string.byte(b, index)
    if left ~= right then return left < right end
  end
  return #a < #b
end

local function sorted_by(field)
  local list = {}
  for index, slot in ipairs(slots) do list[index] = slot end
  table.sort(list, function(a, b)
    if a[field] ~= b[field] then return a[field] < b[field] end
    return id_before(a[ID], b[ID])
  end)
  return list
end

local function tell(event, slot) changes[#changes + 1] = {event, slot} end

local function add(slot, event)
  slots[#slots + 1] = slot
  tell(event, slot)
  changed = true
end

local function remove(slot, event)
  local _, index = find(slots, ID, slot[ID])
  table.remove(slots, index)
  tell(event, slot)
  changed = true
end

local function bury(id, reason)
  tombstones[#tombstones + 1] = {id, reason, now + TOMBSTONE_MS}
end

local EVENT_OF = {ENDED = 'ENDED', SUPERSEDED = 'RECLAIMED', TAKEN_OVER = 'STOPPED',
  STOPPED = 'STOPPED', DEVICE_REMOVED = 'STOPPED', ENTITLEMENT_ENDED = 'STOPPED', CONTENT_WITHDRAWN = 'STOPPED'}
local function finish_slot(slot, reason)
  bury(slot[ID], reason)
  remove(slot, EVENT_OF[reason])
end

local function evict_lapsed()
  for _, slot in ipairs(sorted_by(STARTED)) do
    if slot[HEARD] > now then slot[HEARD] = now                -- the clock stepped back
    elseif now > slot[HEARD] + slot[LEASE] then remove(slot, 'EXPIRED') end
  end
end

local function learn_limit(streams, as_of)
  limit[2] = math.min(limit[2], now)
  if as_of >= limit[2] then limit[1], limit[2] = streams, as_of end
end

local function govern()
  local governed = 0
  for _, slot in ipairs(slots) do if slot[GOVERNED] then governed = governed + 1 end end
  if governed == math.min(#slots, limit[1]) then return end
  local list, excess = sorted_by(STARTED), governed - limit[1]
  for index = #list, 1, -1 do
    if excess > 0 and list[index][GOVERNED] then
      list[index][GOVERNED], changed, excess = false, true, excess - 1
    end
  end
  for _, slot in ipairs(list) do
    if excess < 0 and not slot[GOVERNED] then slot[GOVERNED], changed, excess = true, true, excess + 1 end
  end
end
