-- ARGV: id. Answers 1, or 0 when there is no such dead job, or -1 when another has its deduplication key.
advance()
local id = ARGV[1]
if get(id, 'state') ~= 'DEAD' then return 0 end
local dedup = get(id, 'dedup')
if dedup then
  if redis.call('HEXISTS', q .. 'dedup', dedup) == 1 then return -1 end
  redis.call('HSET', q .. 'dedup', dedup, id)
end
out_of(id)
redis.call('HSET', key(id), 'attempts', '0')
ready(id, now)
return 1
