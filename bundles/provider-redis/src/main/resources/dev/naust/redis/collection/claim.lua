-- Claims a unique value for a record that is there already, when its index is made.
-- KEYS: unique, claimed; ARGV: claim, name, place
-- Answers 0 when another record has it.
local holder = redis.call('HGET', KEYS[1], ARGV[1])
if holder and holder ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
local had = redis.call('HGET', KEYS[2], ARGV[3])
local mine = had and cmsgpack.unpack(had) or {}
mine[#mine + 1] = ARGV[1]
redis.call('HSET', KEYS[2], ARGV[3], cmsgpack.pack(mine))
return 1
