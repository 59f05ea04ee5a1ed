-- What a player said of how far its viewer is: `bookmarkOf` of domain/bookmark.ts. Of each person and item the newest
-- waits in one hash of the shard until it has been handed over, however long that takes.
local SAID_BY_PLAYER = {HEARTBEAT = true, PAUSED = true, RESUMED = true, SEEKED = true, ENDED = true}
if (op == 'heartbeat' or op == 'end') and ARGV[5] ~= '' then
  for _, change in ipairs(changes) do
    local slot = change[2]
    local is_bookmarked = SAID_BY_PLAYER[change[1]] and slot[MODE] ~= 'LIVE' and slot[PROFILE] ~= cjson.null
      and slot[POSITION] ~= cjson.null and string.sub(slot[CONTENT], 1, 3) ~= 'ch_'
    if is_bookmarked then
      local field = cjson.encode({account, slot[PROFILE], slot[CONTENT]})
      if redis.call('HEXISTS', KEYS[6], field) == 1 or redis.call('HLEN', KEYS[6]) < MOST_BOOKMARKS then
        redis.call('HSET', KEYS[6], field, whole(slot[POSITION]) .. ' ' .. whole(now))
      end
    end
  end
end
