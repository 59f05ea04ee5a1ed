-- The commands: each returns a status and its detail -----------------------------------------------------------------
local STATE_AFTER = {PAUSE = 'PAUSED', RESUME = 'PLAYING'}
local HEARD_AS = {HEARTBEAT = 'HEARTBEAT', PAUSE = 'PAUSED', RESUME = 'RESUMED', SEEK = 'SEEKED'}

local function mode_after(mode, event)
  if mode == 'LIVE' and event == 'PAUSE' and ARGV[17] == '1' then return 'START_OVER' end
  return mode
end

local function or_null(text)
  if text == '' then return cjson.null end
  return text
end

local function new_slot(state, started_at, sequence, event)
  local position = ARGV[5] == '' and cjson.null or tonumber(ARGV[5])
  return {slot_id, ARGV[6], ARGV[7], or_null(ARGV[8]), mode_after(ARGV[9], event), state, position,
    started_at, now, tonumber(ARGV[12]), sequence, false}
end

local function make_room(take_over)
  if amnesty_since then
    for _, slot in ipairs(sorted_by(HEARD)) do
      if slot[HEARD] < amnesty_since and #slots >= limit[1] then remove(slot, 'EXPIRED') end
    end
  end
  local named = find(slots, ID, take_over)
  if named and #slots == limit[1] then finish_slot(named, 'TAKEN_OVER') end
  return #slots < limit[1]
end

local function start()
  local ended = find(tombstones, ID, slot_id)
  if find(slots, ID, slot_id) then return 'GRANTED', '' end
  if ended then return 'STOPPED', ended[REASON] end
  local own = find(slots, DEVICE, ARGV[6])
  if own then finish_slot(own, 'SUPERSEDED') end
  evict_lapsed()
  if not own and not make_room(ARGV[14]) then return 'REFUSED', '' end
  add(new_slot('PLAYING', now, 0), 'STARTED')
  return 'GRANTED', own and own[ID] or ''
end

local function confirm(slot, sequence, event)
  if sequence < slot[SEQUENCE] then return end                 -- a replay
  local is_news = sequence > slot[SEQUENCE]
  slot[HEARD], slot[LEASE], slot[SEQUENCE] = now, tonumber(ARGV[12]), sequence
  if not is_news then return end                               -- a repeat: proof of life
  local state = STATE_AFTER[event] or slot[STATE]
  local mode = mode_after(slot[MODE], event)
  if state ~= slot[STATE] or mode ~= slot[MODE] then slot[STATE], slot[MODE], changed = state, mode, true end
  if ARGV[5] ~= '' then slot[POSITION] = tonumber(ARGV[5]) end
  tell(HEARD_AS[event], slot)
end

local function readmit(sequence, event)
  local started_at = tonumber(ARGV[14])
  local other = find(slots, DEVICE, ARGV[6])
  if other and other[STARTED] > started_at then
    bury(slot_id, 'SUPERSEDED')
    return 'STOP', 'SUPERSEDED'
  end
  if other then finish_slot(other, 'SUPERSEDED') end
  evict_lapsed()
  if #slots >= limit[1] and not other and ARGV[16] ~= '1' and not amnesty_since then
    bury(slot_id, 'SLOT_LOST')
    return 'STOP', 'SLOT_LOST'
  end
  add(new_slot(STATE_AFTER[event] or 'PLAYING', started_at, sequence, event), HEARD_AS[event])
  return 'CONTINUE', ''
end

local function heartbeat()
  local sequence, event = tonumber(ARGV[4]), ARGV[15]
  local slot, ended = find(slots, ID, slot_id), find(tombstones, ID, slot_id)
  if slot then
    confirm(slot, sequence, event)
    return 'CONTINUE', ''
  end
  if ended then return 'STOP', ended[REASON] end
  return readmit(sequence, event)
end

local function end_slot()
  local slot = find(slots, ID, slot_id)
  if slot then
    if tonumber(ARGV[4]) > slot[SEQUENCE] and ARGV[5] ~= '' then slot[POSITION] = tonumber(ARGV[5]) end
    finish_slot(slot, 'ENDED')
  elseif not find(tombstones, ID, slot_id) then
    bury(slot_id, 'ENDED')
  end
  return 'ENDED', ''
end

local function stop()
  local slot = find(slots, ID, slot_id)
  if not slot then return 'NO_SUCH_SLOT', '' end
  finish_slot(slot, ARGV[4])
  return 'STOPPED', ''
end

local function peek()
  evict_lapsed()
  return 'OK', ''
end

local HANDLERS = {start = start, heartbeat = heartbeat, ['end'] = end_slot, stop = stop, peek = peek}
local has_limit = op == 'start' or op == 'heartbeat'
local status, detail = 'LATE', ''
if not (has_limit and now > tonumber(ARGV[13])) then
  for index = #tombstones, 1, -1 do
    if tombstones[index][UNTIL] <= now then table.remove(tombstones, index) end
  end
  if has_limit then learn_limit(tonumber(ARGV[10]), tonumber(ARGV[11])) end
  status, detail = HANDLERS[op]()
  govern()
  while #tombstones > MOST_TOMBSTONES do table.remove(tombstones, 1) end
  if changed then home.version = math.min(HIGHEST_VERSION, math.max(home.version + 1, version_at(now))) end
end
