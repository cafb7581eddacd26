#!lua flags=no-writes
-- ARGV: tag, rest, key. Answers version, a space and the value; or nothing.
if not live(ARGV[5], ARGV[6]) then return false end
return redis.call('HGET', D, ARGV[5] .. ARGV[7])
