/** The lines with which the script asks for the time. */
export const TIME = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** @throws Error where `from` is not in the text exactly once: a fault that is not made proves nothing. */
export function replaced(text: string, from: string, to: string): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`expected once, found ${parts.length - 1} times: ${from}`);
  return parts.join(to);
}

/** What somebody might get wrong in the script, and a suite that is any good must notice. */
export const FAULTS = [
  {
    name: "a late command acts",
    from: "local is_late = is_player and now > tonumber(ARGV[7])",
    to: "local is_late = false",
  },
  {
    name: "one stream too many is let in",
    from: "return #slots < streams\n",
    to: "return #slots <= streams\n",
  },
  {
    name: "a device holds two slots",
    from: "if before then finish_slot(before, 'SUPERSEDED') end",
    to: "",
  },
  {
    name: "a device that holds a slot is refused at the limit",
    from: "if before or make_room() then",
    to: "if make_room() then",
  },
  {
    name: "a player is stopped though it is forgiven",
    from: " and not forgive",
    to: "",
  },
  {
    name: "a player is stopped in an amnesty",
    from: " and not amnesty_since() then",
    to: " then",
  },
  {
    name: "confirmed seats are taken away in an amnesty",
    from: "slot[HEARD] < amnesty and #slots",
    to: "#slots",
  },
  {
    name: "a player that is re-admitted is not told from one that was known",
    from: "status, readmitted = 'CONTINUE', true",
    to: "status = 'CONTINUE'",
  },
  {
    name: "live is paused against the channel's rights",
    from: " and cjson.decode(ARGV[11])[9] then",
    to: " then",
  },
  {
    name: "a start forgets where it begins",
    from: "local position = ARGV[5] ~= '' and tonumber(ARGV[5])",
    to: "local position = false",
  },
  {
    name: "a replay keeps a slot alive",
    from: "if not is_replay then own[HEARD]",
    to: "if true then own[HEARD]",
  },
  {
    name: "a repeat is told twice",
    from: "  if is_news then\n",
    to: "  if not is_replay then\n",
  },
  {
    name: "a slot lapses a millisecond early",
    from: "elseif now > slot[HEARD] + slot[LEASE]",
    to: "elseif now >= slot[HEARD] + slot[LEASE]",
  },
  {
    name: "a clock that steps back keeps silent players alive",
    from: "if slot[HEARD] > now then slot[HEARD] = now",
    to: "if slot[HEARD] > now then slot[HEARD] = slot[HEARD]",
  },
  {
    name: "versions do not follow the clock",
    from: "math.max(version + 1, version_now)",
    to: "version + 1",
  },
  {
    name: "a household that was let go comes back with an older version",
    from: "version = math.max(version_now, dropped)\n",
    to: "version = version_now\n",
  },
  {
    name: "after a loss of data and a clock that steps back, versions are older than what was seen",
    from: "if not ticked_at then dropped",
    to: "if false then dropped",
  },
  {
    name: "more streams are governed than the limit allows",
    from: "if excess > 0 and list[index][GOVERNED]",
    to: "if excess > 1 and list[index][GOVERNED]",
  },
  {
    name: "the youngest streams are governed first",
    from: "for index = #list, 1, -1 do",
    to: "for index = 1, #list do",
  },
  {
    name: "a limit changes and nobody is told",
    from: "if streams ~= streams_before and #slots > 0 then",
    to: "if false then",
  },
  {
    name: "an older limit replaces a newer one",
    from: "if as_of >= streams_as_of then",
    to: "if true then",
  },
  {
    name: "a heartbeat that was under way brings back what its player has ended",
    from: "elseif not ended then\n      bury(slot_id, 'ENDED')",
    to: "elseif false then",
  },
  {
    name: "tombstones are kept without bound",
    from: "while #tombstones > MOST_TOMBSTONES",
    to: "while false",
  },
  {
    name: "somebody who zaps keeps others from hearing that they were stopped",
    from: "if turn < first then",
    to: "if false then",
  },
  {
    name: "what was ended by its own player is remembered no longer than what was taken back",
    from: "reason == 'ENDED' and 2 or 3",
    to: "reason == 'ENDED' and 1 or 3",
  },
  {
    name: "a loss of data opens no amnesty",
    from: "local is_away = not ticked_at or",
    to: "local is_away = ticked_at and",
  },
  {
    name: "who was answered alone finds no amnesty",
    from: "elseif account == '1' then",
    to: "elseif false then",
  },
  {
    name: "a stutter of the network unseats those who were heard",
    from: "since = 0 end",
    to: "since = now end",
  },
  {
    name: "lapsed slots are never looked for",
    from: "redis.call('ZADD', KEYS[2], due, account)",
    to: "",
  },
  {
    name: "streams change and nobody is told",
    from: "local is_concurrency_heard = changed and",
    to: "local is_concurrency_heard = false and",
  },
  {
    name: "a stream that was taken back is said to have been stopped",
    from: "SUPERSEDED = 'RECLAIMED'",
    to: "SUPERSEDED = 'STOPPED'",
  },
] as const;
