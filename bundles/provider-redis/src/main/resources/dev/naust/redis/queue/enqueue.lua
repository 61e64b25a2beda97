-- ARGV: for each job its data, run at (or empty), priority, attempts, backoff, and deduplication key with a letter before it
-- Answers the ids.
advance()
local ids = {}
for i = 1, #ARGV, 6 do
  local dedup = ARGV[i + 5] ~= '' and string.sub(ARGV[i + 5], 2) or false
  local twin = dedup and redis.call('HGET', q .. 'dedup', dedup)
  if twin then
    ids[#ids + 1] = twin
  else
    -- Its number, and something that no other queue's ids have.
    local id = string.format('%016.0f', redis.call('INCR', q .. 'seq')) .. '-' .. string.sub(redis.sha1hex(q), 1, 12)
    redis.call('HSET', key(id), 'data', ARGV[i], 'priority', ARGV[i + 2], 'max', ARGV[i + 3], 'backoff', ARGV[i + 4],
      'attempts', '0')
    if dedup then
      redis.call('HSET', key(id), 'dedup', dedup)
      redis.call('HSET', q .. 'dedup', dedup, id)
    end
    ready(id, ARGV[i + 1] == '' and now or tonumber(ARGV[i + 1]))
    ids[#ids + 1] = id
  end
end
return ids
