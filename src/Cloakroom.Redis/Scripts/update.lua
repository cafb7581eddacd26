-- ARGV: tag, rest, mark, version it was made from, pieces of the record. Answers 1 done, 2 absent, 4 conflict.
local tag, first = ARGV[5], ARGV[9]
local r = live(tag, ARGV[6])
if not r or mark(r) ~= ARGV[7] then return 2 end
if version(r) ~= tonumber(ARGV[8]) then return 4 end
if seen(r) > seen(first) then first = string.sub(first, 1, 28) .. string.sub(r, 29, 34) .. string.sub(first, 35) end
-- The new record may have fewer.
drop_pieces(tag)
put(tag, first, 9)
keep(gone_at(first))
tell(tag, r)
return 1
