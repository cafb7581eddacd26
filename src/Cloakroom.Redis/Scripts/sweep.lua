#!lua flags=allow-oom
-- ARGV: greatest number. Answers how many were forgotten, all of which ended at or before now.
local left, limit = tonumber(ARGV[5]), tonumber(ARGV[5])
each(function(field, r)
  if left > 0 and ((is_live(r) and gone_at(r) <= now) or (is_tombstone(r) and expires(r) <= now)) then
    forget(field)
    left = left - 1
  end
end)
return limit - left
