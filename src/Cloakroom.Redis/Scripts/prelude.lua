-- Part of every script. KEYS[1] holds the sessions of a user, KEYS[2] their data. In KEYS[1] a session is the field of its tag (the first
-- 8 bytes of its digest), with further pieces under tag..'\1' to tag..'\3'. The layout of a value is in Records/PackedRecord.cs; positions
-- here count from 1. ARGV[1] is the time now, ARGV[2] how long after its end a key is kept, both in milliseconds; ARGV[3] the channel and
-- ARGV[4] the place of these keys, for the message that tells of a change.
local S, D = KEYS[1], KEYS[2]
local now, slack = tonumber(ARGV[1]), tonumber(ARGV[2])

local function number(s, at, length)
  local value = 0
  for i = at, at + length - 1 do value = value * 256 + string.byte(s, i) end
  return value
end

local function rest(r) return string.sub(r, 3, 18) end
local function mark(r) return string.sub(r, 19, 22) end
local function expires(r) return number(r, 23, 6) end
local function seen(r) return number(r, 29, 6) end
local function version(r) return number(r, 39, 4) end

local function is_live(r) return #r > 42 and string.byte(r, 1) == 1 end
local function is_tombstone(r) return #r == 28 and string.byte(r, 1) == 0 end

-- The end of a session by its own record: absolute or idle, whichever comes first.
local function gone_at(r) return math.min(expires(r), seen(r) + number(r, 35, 4) * 1000) end

local function live(tag, whose)
  local r = redis.call('HGET', S, tag)
  if r and is_live(r) and rest(r) == whose then return r end
  return nil
end

local function lifetime(until_) return math.floor(math.max(until_ - now, 0) + slack) end

-- Redis forgets the key when nothing in it is needed any more. The time is only ever moved away.
local function keep(until_)
  local ms = lifetime(until_)
  if redis.call('PTTL', S) < ms then
    redis.call('PEXPIRE', S, ms)
    redis.call('PEXPIRE', D, ms)
  end
end

-- The layout of a message is in Feed/ChangeMessages.cs.
local function tell(tag, r, more) redis.call('PUBLISH', ARGV[3], ARGV[4] .. tag .. rest(r) .. (more or '')) end

local function drop_pieces(tag) redis.call('HDEL', S, tag .. '\1', tag .. '\2', tag .. '\3') end

-- pieces: index in ARGV of the first; the others follow to the end of ARGV. In one command: commands are most of what a script costs.
local function put(tag, first, pieces)
  local fields = { tag, first }
  for i = pieces + 1, #ARGV do
    fields[#fields + 1] = tag .. string.char(i - pieces)
    fields[#fields + 1] = ARGV[i]
  end
  redis.call('HSET', S, unpack(fields))
end

-- Most sessions have no data; then there is no counter, and nothing to look for.
local function drop_data(tag)
  if redis.call('HDEL', D, tag) == 1 then
    for _, field in ipairs(redis.call('HKEYS', D)) do
      if string.sub(field, 1, 8) == tag then redis.call('HDEL', D, field) end
    end
  end
end

local function finish(tag, r, why)
  redis.call('HSET', S, tag, '\0' .. string.char(why) .. string.sub(r, 3, 28))
  drop_pieces(tag)
  drop_data(tag)
  keep(expires(r))
  tell(tag, r, string.char(why) .. string.sub(r, 23, 28))
end

local function forget(tag)
  redis.call('HDEL', S, tag)
  drop_pieces(tag)
  drop_data(tag)
end

-- When all sessions of a user were last ended: the field 'e'..mark, milliseconds in decimal. It matters to logins that are under way.
local EPOCH_MEMORY = 900000

local function epoch(mark_)
  local at = redis.call('HGET', S, 'e' .. mark_)
  if not at then return -1 end
  if now - tonumber(at) > EPOCH_MEMORY then
    redis.call('HDEL', S, 'e' .. mark_)
    return -1
  end
  return tonumber(at)
end

local function note_epoch(mark_, at)
  if tonumber(at) > epoch(mark_) then
    redis.call('HSET', S, 'e' .. mark_, at)
    keep(tonumber(at) + EPOCH_MEMORY)
  end
end

-- Calls act(tag, value) for every session and tombstone. all: what HGETALL has answered, where somebody has asked.
local function each(act, all)
  all = all or redis.call('HGETALL', S)
  for i = 1, #all, 2 do
    if #all[i] == 8 then act(all[i], all[i + 1]) end
  end
end
