-- Moves the counter of an identity field to at least a number. Numbers are compared as digits: Lua's have only 53 bits.
-- KEYS: counter; ARGV: number
local now = redis.call('GET', KEYS[1]) or '0'
local number = ARGV[1]
if #number > #now or (#number == #now and number > now) then redis.call('SET', KEYS[1], number) end
return 0
