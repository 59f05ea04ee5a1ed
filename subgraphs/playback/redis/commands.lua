-- The commands: each finds a status and its detail ------------------------------------------------------------------
local status, detail = 'LATE', ''
local readmitted = false
local outlives = false                                         -- what is kept need not be told anew for how long
local event = ARGV[10]                                         -- of a beat
local said_state = event == 'PAUSED' and 'PAUSED' or event == 'RESUMED' and 'PLAYING'

if is_late then
  -- Nothing: its caller has moved on.
elseif op == 'heartbeat' and own then
  local sequence = tonumber(ARGV[4])
  local is_news = sequence > own[SEQUENCE]                     -- a repeat is proof of life
  local is_replay = sequence < own[SEQUENCE]                   -- a replay is neither
  outlives = math.floor(own[HEARD] / RENEW_MS) == math.floor(now / RENEW_MS)
  if not is_replay then own[HEARD], own[LEASE], own[SEQUENCE] = now, tonumber(ARGV[6]), sequence end
  if is_news then
    local state, mode = said_state or own[STATE], own[MODE]
    if mode == 'LIVE' and event == 'PAUSED' and cjson.decode(ARGV[11])[9] then mode = 'START_OVER' end
    if state ~= own[STATE] or mode ~= own[MODE] then own[STATE], own[MODE], changed = state, mode, true end
    if ARGV[5] ~= '' then own[POSITION] = tonumber(ARGV[5]) end
    changes[1] = {event, own}
  end
  status = 'CONTINUE'
else
  local ended
  for index = 1, #tombstones do
    if tombstones[index][ID] == slot_id then ended = tombstones[index] end
  end

  local function add(slot, event)
    slots[#slots + 1] = slot
    changes[#changes + 1] = {event, slot}
    changed = true
  end

  local function remove(slot, event)
    for index = #slots, 1, -1 do
      if slots[index] == slot then table.remove(slots, index) end
    end
    changes[#changes + 1] = {event, slot}
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
      if slot[HEARD] > now then slot[HEARD] = now              -- the clock stepped back
      elseif now > slot[HEARD] + slot[LEASE] then remove(slot, 'EXPIRED') end
    end
  end

  local function amnesty_since()
    local is_away, since, till = canary()
    if is_away then return now end
    if since and now < till then return math.min(since, now) end
  end

  -- What a start or a beat of an unknown player brings.
  local device, content, profile, mode, country, started_at, take_over, forgive, timeshift
  if is_player then
    device, content, profile, mode, country, started_at, take_over, forgive, timeshift = unpack(cjson.decode(ARGV[11]))
  end

  local function new_slot(state, since, sequence)
    local begins_as = mode
    if mode == 'LIVE' and event == 'PAUSED' and timeshift then begins_as = 'START_OVER' end
    local position = ARGV[5] ~= '' and tonumber(ARGV[5])
    return {slot_id, device, content, profile ~= '' and profile, begins_as, state, position,
      since, now, tonumber(ARGV[6]), sequence, false, country ~= '' and country}
  end

  local function slot_of_device()
    for index = 1, #slots do
      if slots[index][DEVICE] == device then return slots[index] end
    end
  end

  local function make_room()
    local amnesty = #slots >= streams and amnesty_since()
    if amnesty then
      for _, slot in ipairs(sorted_by(HEARD)) do
        if slot[HEARD] < amnesty and #slots >= streams then remove(slot, 'EXPIRED') end
      end
    end
    for index = #slots, 1, -1 do
      local is_named = slots[index][ID] == take_over
      if is_named and #slots == streams then finish_slot(slots[index], 'TAKEN_OVER') end
    end
    return #slots < streams
  end

  if op == 'start' then
    local before = slot_of_device()
    if own then status = 'GRANTED'
    elseif ended then status, detail = 'STOPPED', ended[REASON]
    else
      if before then finish_slot(before, 'SUPERSEDED') end
      evict_lapsed()
      if before or make_room() then
        add(new_slot('PLAYING', now, 0), 'STARTED')
        status, detail = 'GRANTED', before and before[ID] or ''
      else status = 'REFUSED' end
    end
  elseif op == 'heartbeat' then                                -- of a player that is not known
    local other = slot_of_device()
    if ended then status, detail = 'STOP', ended[REASON]
    elseif other and other[STARTED] > started_at then
      bury(slot_id, 'SUPERSEDED')
      status, detail = 'STOP', 'SUPERSEDED'
    else
      if other then finish_slot(other, 'SUPERSEDED') end
      evict_lapsed()
      if #slots >= streams and not other and not forgive and not amnesty_since() then
        bury(slot_id, 'SLOT_LOST')
        status, detail = 'STOP', 'SLOT_LOST'
      else
        add(new_slot(said_state or 'PLAYING', started_at, tonumber(ARGV[4])), event)
        status, readmitted = 'CONTINUE', true
      end
    end
  elseif op == 'end' then
    status = 'ENDED'
    if own then
      if tonumber(ARGV[4]) > own[SEQUENCE] and ARGV[5] ~= '' then own[POSITION] = tonumber(ARGV[5]) end
      finish_slot(own, 'ENDED')
    elseif not ended then
      bury(slot_id, 'ENDED')
      status = 'NO_SUCH_SLOT'
    end
  elseif op == 'stop' then
    status = own and 'STOPPED' or 'NO_SUCH_SLOT'
    if own then finish_slot(own, ARGV[4]) end
  else                                                         -- peek, limit
    evict_lapsed()
    status = 'OK'
  end
end

-- The household as the command leaves it: governed slots fill the limit, the oldest first; bounds kept -----------------
if streams ~= streams_before and #slots > 0 then changed = true end
local governed = 0
for index = 1, #slots do
  if slots[index][GOVERNED] then governed = governed + 1 end
end
if not is_late and governed ~= math.min(#slots, streams) then
  local list, excess = sorted_by(STARTED), governed - streams
  for index = #list, 1, -1 do
    if excess > 0 and list[index][GOVERNED] then
      list[index][GOVERNED], changed, excess = false, true, excess - 1
    end
  end
  for _, slot in ipairs(list) do
    if excess < 0 and not slot[GOVERNED] then slot[GOVERNED], changed, excess = true, true, excess + 1 end
  end
end
while #tombstones > MOST_TOMBSTONES do
  local gone, first = 1, 3
  for index = 1, #tombstones do
    local reason = tombstones[index][REASON]
    local turn = reason == 'SUPERSEDED' and 1 or reason == 'ENDED' and 2 or 3
    if turn < first then gone, first = index, turn end
  end
  table.remove(tombstones, gone)
end
if changed then version = math.min(HIGHEST_VERSION, math.max(version + 1, version_now)) end
