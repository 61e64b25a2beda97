-- Writes one record whole: the hash, its place in the order, its claims on unique values, its expiry.
-- KEYS: record, index, unique, claimed, then the keys of its large values
-- ARGV: mode, place, name, prefix of records, prefix of large values, expiry (ms since 1970), retention (ms), number of claims,
--       the claims, then field names and values in turn
-- Answers 0 when it was written, 'exists', 'type', or the number of the claim that another record has.
local record, index, unique, claimed = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local mode, place, name, prefix, large = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local expiry, retention, claims = ARGV[6], ARGV[7], tonumber(ARGV[8])
local remaining = -1

local kind = redis.call('TYPE', record).ok
if kind ~= 'none' then
  if mode == 'INSERT' then return 'exists' end
  if kind ~= 'hash' then return 'type' end
  remaining = redis.call('PTTL', record)
end

for i = 9, 8 + claims do
  local holder = redis.call('HGET', unique, ARGV[i])
  -- A holder that expired holds nothing any more.
  if holder and holder ~= name and redis.call('EXISTS', prefix .. holder) == 1 then
    return i - 8
  end
end

if kind ~= 'none' then
  local old = redis.call('HGET', record, 'naust:large')
  if old then
    for _, part in pairs(cjson.decode(old)) do redis.call('UNLINK', large .. part[1]) end
  end
  redis.call('UNLINK', record)
end
local had = redis.call('HGET', claimed, place)
if had then
  for _, claim in ipairs(cmsgpack.unpack(had)) do
    if redis.call('HGET', unique, claim) == name then redis.call('HDEL', unique, claim) end
  end
  redis.call('HDEL', claimed, place)
end

for i = 9 + claims, #ARGV, 2000 do
  redis.call('HSET', record, unpack(ARGV, i, math.min(i + 1999, #ARGV)))
end
redis.call('ZADD', index, 0, place)
if claims > 0 then
  local mine = {}
  for i = 9, 8 + claims do
    mine[#mine + 1] = ARGV[i]
    redis.call('HSET', unique, ARGV[i], name)
  end
  redis.call('HSET', claimed, place, cmsgpack.pack(mine))
end

local left = -1
if expiry ~= '' then
  redis.call('PEXPIREAT', record, expiry)
  left = redis.call('PTTL', record)
elseif remaining > 0 then
  left = remaining
  redis.call('PEXPIRE', record, left)
elseif retention ~= '' then
  left = tonumber(retention)
  redis.call('PEXPIRE', record, retention)
end
for i = 5, #KEYS do
  if left == -1 then redis.call('PERSIST', KEYS[i]) else redis.call('PEXPIRE', KEYS[i], math.max(left, 1)) end
end
return 0
