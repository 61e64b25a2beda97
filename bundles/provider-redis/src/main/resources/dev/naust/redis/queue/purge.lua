-- ARGV: state, time, number of the last job that was looked at. Answers how many were removed of the next thousand, and the last of them.
advance()
local removed = 0
local last = ARGV[3]
for _, id in ipairs(redis.call('ZRANGEBYSCORE', q .. ARGV[1], '(' .. last, '+inf', 'LIMIT', 0, 1000)) do
  last = string.sub(id, 1, 16)
  if tonumber(get(id, 'since')) < tonumber(ARGV[2]) then
    forget(id)
    removed = removed + 1
  end
end
return {removed, last}
