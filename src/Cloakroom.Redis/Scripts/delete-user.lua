#!lua flags=allow-oom
-- ARGV: mark, excepted tag, rest of the excepted digest, reason, when it was asked for or empty. Answers the digests that were ended.
if ARGV[9] ~= '' then note_epoch(ARGV[5], ARGV[9]) end
local ended = {}
each(function(field, r)
  if is_live(r) and mark(r) == ARGV[5] and not (field == ARGV[6] and rest(r) == ARGV[7]) then
    finish(field, r, tonumber(ARGV[8]))
    ended[#ended + 1] = field .. rest(r)
  end
end)
return ended
