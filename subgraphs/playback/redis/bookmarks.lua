-- What a player said of how far its viewer is: `bookmarkOf` of domain/bookmark.ts. Of each person and item the newest
-- waits in one hash of the shard until it has been handed over, however long that takes.
if (op == 'heartbeat' or op == 'end') and ARGV[5] ~= '' then
  for index = 1, #changes do
    local slot = changes[index][2]
    local is_bookmarked = slot[ID] == slot_id and slot[PROFILE] and slot[POSITION] and slot[MODE] ~= 'LIVE'
      and string.sub(slot[CONTENT], 1, 3) ~= 'ch_'
    if is_bookmarked then
      local field = cjson.encode({account, slot[PROFILE], slot[CONTENT]})
      local is_new = redis.call('HSET', KEYS[4], field, whole(slot[POSITION]) .. ' ' .. whole(now)) == 1
      if is_new and redis.call('HLEN', KEYS[4]) > MOST_BOOKMARKS then redis.call('HDEL', KEYS[4], field) end
    end
  end
end
