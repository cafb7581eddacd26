#!lua flags=allow-oom
-- ARGV: tag, rest, reason. Answers 1 done, 2 absent.
local r = live(ARGV[5], ARGV[6])
if r then
  finish(ARGV[5], r, tonumber(ARGV[7]))
  return 1
end
-- Written once more: whoever tries again waits for the replicas, and they confirm only what was written.
r = redis.call('HGET', S, ARGV[5])
if r and is_tombstone(r) and rest(r) == ARGV[6] then redis.call('HSET', S, ARGV[5], r) end
-- There is none, or one that cannot be read: a node may have a copy all the same, of before it was removed by hand or damaged.
redis.call('PUBLISH', ARGV[3], ARGV[4] .. ARGV[5] .. ARGV[6])
return 2
