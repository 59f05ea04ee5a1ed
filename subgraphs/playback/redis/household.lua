-- The household: lists, in the order in which things came ----------------------------------------------------------
local ID, DEVICE, CONTENT, PROFILE, MODE, STATE, POSITION = 1, 2, 3, 4, 5, 6, 7   -- `false` where there is none
local STARTED, HEARD, LEASE, SEQUENCE, GOVERNED = 8, 9, 10, 11, 12                      -- and 13, its country
local REASON, UNTIL = 2, 3                                     -- of a tombstone, after its ID

local raw = redis.call('GET', KEYS[1])
local version, streams, streams_as_of, slots, tombstones
if raw then
  version, streams, streams_as_of, slots, tombstones = cmsgpack.unpack(raw)
else
  local _, _, _, dropped = canary()
  version = math.max(version_now, dropped)
  streams, streams_as_of, slots, tombstones = FALLBACK_STREAMS, FALLBACK_AS_OF, {}, {}
end
local changes, changed = {}, false

local own
for index = 1, #slots do
  if slots[index][ID] == slot_id then own = slots[index] end
end

local function sorted_by(field)
  -- Byte by byte: `<` would ask the server's locale.
  local function id_before(a, b)
    for index = 1, math.min(#a, #b) do
      local left, right = string.byte(a, index), string.byte(b, index)
      if left ~= right then return left < right end
    end
    return #a < #b
  end
  local list = {}
  for index, slot in ipairs(slots) do list[index] = slot end
  table.sort(list, function(a, b)
    if a[field] ~= b[field] then return a[field] < b[field] end
    return id_before(a[ID], b[ID])
  end)
  return list
end

local is_player = op == 'start' or op == 'heartbeat'
local is_late = is_player and now > tonumber(ARGV[7])
if not is_late then
  for index = #tombstones, 1, -1 do
    if tombstones[index][UNTIL] <= now then table.remove(tombstones, index) end
  end
end
local streams_before = streams
if (is_player or op == 'limit') and not is_late then
  local as_of = tonumber(ARGV[9])
  streams_as_of = math.min(streams_as_of, now)
  if as_of >= streams_as_of then streams, streams_as_of = tonumber(ARGV[8]), as_of end
end
