-- ARGV: id, token, error, 1 to try again, longest pause, share of the pause that is added by chance. Answers 0 when the lease is lost.
advance()
local id = ARGV[1]
if not holds(id, ARGV[2]) then return 0 end
out_of(id)
redis.call('HSET', key(id), 'error', ARGV[3])
local attempts = tonumber(get(id, 'attempts'))
if ARGV[4] == '1' and attempts < tonumber(get(id, 'max')) then
  local pause = math.min(tonumber(get(id, 'backoff')) * 2 ^ math.min(attempts - 1, 40), tonumber(ARGV[5]))
  ready(id, now + math.floor(pause + pause * tonumber(ARGV[6])))
else
  dead(id)
end
return 1
