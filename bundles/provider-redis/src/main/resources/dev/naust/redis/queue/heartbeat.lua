-- ARGV: id, token, milliseconds of the lease. Answers when it ends, or nothing when it is lost.
advance()
local id = ARGV[1]
if not holds(id, ARGV[2]) then return false end
local till = now + tonumber(ARGV[3])
redis.call('HSET', key(id), 'lease', digits(till))
redis.call('ZADD', q .. 'leases', till, id)
return digits(till)
