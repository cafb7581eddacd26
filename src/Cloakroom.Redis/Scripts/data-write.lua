-- KEYS[2] holds under tag..key "version value", and under tag alone the last version given and the bytes in use.
-- ARGV: tag, rest, key, condition (0 none, -1 absent, else the version), 1 to write or 0 to remove, value, greatest size.
-- Answers result and version.
local tag, key, condition, value = ARGV[5], ARGV[7], ARGV[8], ARGV[10]
if not live(tag, ARGV[6]) then return { 3, 0 } end
local item = redis.call('HGET', D, tag .. key)
local current = item and string.match(item, '^(%d+) ')
if (condition == '-1' and item) or (condition ~= '-1' and condition ~= '0' and current ~= condition) then return { 2, 0 } end

local last, bytes = 0, 0
local counter = redis.call('HGET', D, tag)
if counter then
  last, bytes = string.match(counter, '^(%d+) (%d+)$')
  last, bytes = tonumber(last), tonumber(bytes)
end
if item then bytes = bytes - #key - (#item - #current - 1) end
if ARGV[9] == '0' then
  if item then
    redis.call('HDEL', D, tag .. key)
    redis.call('HSET', D, tag, string.format('%d %d', last, bytes))
  end
  return { 1, 0 }
end

bytes = bytes + #key + #value
if bytes > tonumber(ARGV[11]) then return { 4, 0 } end
last = last + 1
redis.call('HSET', D, tag .. key, string.format('%d ', last) .. value, tag, string.format('%d %d', last, bytes))
redis.call('PEXPIRE', D, redis.call('PTTL', S))
return { 1, last }
