-- Removes one record with everything that belongs to it. A key that is not this collection's record is left alone.
-- KEYS: record, index, unique, claimed
-- ARGV: place, name, prefix of large values
local record, index, unique, claimed = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local place, name, large = ARGV[1], ARGV[2], ARGV[3]

if not redis.call('ZSCORE', index, place) then return 0 end
if redis.call('TYPE', record).ok == 'hash' then
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
redis.call('ZREM', index, place)
return 1
