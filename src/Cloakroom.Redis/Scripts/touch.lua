-- ARGV: tag, rest, the time as it stands in a record. Answers 1 done, 2 absent.
local tag, time = ARGV[5], ARGV[7]
local r = live(tag, ARGV[6])
if not r then return 2 end
if number(time, 1, 6) > seen(r) then
  r = string.sub(r, 1, 28) .. time .. string.sub(r, 35)
  redis.call('HSET', S, tag, r)
  keep(gone_at(r))
end
return 1
