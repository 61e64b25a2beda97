-- ARGV: how many at most, milliseconds of the lease
-- Answers id, data, attempt, token and end of the lease in turn.
advance()
local given = {}
for _, member in ipairs(redis.call('ZRANGE', q .. 'due', 0, tonumber(ARGV[1]) - 1)) do
  local id = string.sub(member, 18)
  local till = now + tonumber(ARGV[2])
  out_of(id)
  into(id, 'LEASED')
  local attempt = redis.call('HINCRBY', key(id), 'attempts', 1)
  local token = redis.call('INCR', q .. 'token')
  redis.call('HSET', key(id), 'token', digits(token), 'lease', digits(till))
  redis.call('ZADD', q .. 'leases', till, id)
  for _, part in ipairs({id, get(id, 'data'), digits(attempt), digits(token), digits(till)}) do
    given[#given + 1] = part
  end
end
return given
