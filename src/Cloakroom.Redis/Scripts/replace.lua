-- ARGV: old tag, rest of the old digest, mark, new tag, pieces of the record. Answers 1 done, 2 absent, 3 taken.
local old, whose, user, tag = ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local r = live(old, whose)
if not r or mark(r) ~= user then return 2 end
if redis.call('HEXISTS', S, tag) == 1 then return 3 end
put(tag, ARGV[9], 9)
keep(gone_at(ARGV[9]))
if redis.call('HEXISTS', D, old) == 1 then
  for _, field in ipairs(redis.call('HKEYS', D)) do
    if string.sub(field, 1, 8) == old then
      redis.call('HSET', D, tag .. string.sub(field, 9), redis.call('HGET', D, field))
      redis.call('HDEL', D, field)
    end
  end
end
finish(old, r, 4)
return 1
