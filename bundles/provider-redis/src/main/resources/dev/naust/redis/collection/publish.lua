-- Makes the records of a first filling visible: at once when there are none yet, else some at a time.
-- KEYS: staging, index
-- Answers how many are still to be done.
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if redis.call('EXISTS', KEYS[2]) == 0 then
  redis.call('RENAME', KEYS[1], KEYS[2])
  return 0
end
for _, place in ipairs(redis.call('ZRANGE', KEYS[1], 0, 999)) do
  redis.call('ZADD', KEYS[2], 0, place)
  redis.call('ZREM', KEYS[1], place)
end
return redis.call('ZCARD', KEYS[1])
