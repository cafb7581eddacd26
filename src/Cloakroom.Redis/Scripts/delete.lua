#!lua flags=allow-oom
-- ARGV: tag, rest, reason. Answers 1 done, 2 absent.
local r = live(ARGV[5], ARGV[6])
if not r then return 2 end
finish(ARGV[5], r, tonumber(ARGV[7]))
return 1
