#!lua flags=allow-oom
-- ARGV: mark, excepted tag, rest of the excepted digest, reason, when it was asked for or empty, until when by this clock in milliseconds or
-- empty. Answers the digests that were ended; 0 when it is too late: what a network held back would end sessions that began since.
if ARGV[10] ~= '' then
  local t = redis.call('TIME')
  if tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000) > tonumber(ARGV[10]) then return 0 end
end
if ARGV[9] ~= '' then note_epoch(ARGV[5], ARGV[9]) end
local ended = {}
each(function(field, r)
  if is_live(r) and mark(r) == ARGV[5] and not (field == ARGV[6] and rest(r) == ARGV[7]) then
    finish(field, r, tonumber(ARGV[8]))
    ended[#ended + 1] = field .. rest(r)
  end
end)
return ended
