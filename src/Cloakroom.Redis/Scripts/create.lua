-- ARGV: tag, mark, limit, forget before, authenticated, pieces of the record. Answers 0 (taken), 5 (revoked) or the digests that had to go.
local tag, whose, limit, before = ARGV[5], ARGV[6], tonumber(ARGV[7]), tonumber(ARGV[8])
local all = redis.call('HGETALL', S)
if #all == 0 then
  -- Most logins: the user has nothing here, so nothing can be in the way, and there is no time to move.
  put(tag, ARGV[10], 10)
  redis.call('PEXPIRE', S, lifetime(gone_at(ARGV[10])))
  return {}
end
for i = 1, #all, 2 do
  if all[i] == tag then return 0 end
end
if tonumber(ARGV[9]) <= epoch(whose) then return 5 end
local mine = {}
each(function(field, r)
  if is_live(r) then
    if gone_at(r) < before then forget(field)
    elseif mark(r) == whose then mine[#mine + 1] = { seen(r), field, r } end
  elseif is_tombstone(r) and expires(r) < before then
    redis.call('HDEL', S, field)
  end
end, all)
table.sort(mine, function(a, b) return a[1] < b[1] end)
local ended = {}
for i = 1, #mine - limit + 1 do
  finish(mine[i][2], mine[i][3], 3)
  ended[i] = mine[i][2] .. rest(mine[i][3])
end
put(tag, ARGV[10], 10)
keep(gone_at(ARGV[10]))
return ended
