-- ARGV: state, number of the job to begin behind, how many. Answers ids and the fields of their hashes in turn.
advance()
local jobs = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', q .. ARGV[1], '(' .. ARGV[2], '+inf', 'LIMIT', 0, ARGV[3])) do
  jobs[#jobs + 1] = id
  jobs[#jobs + 1] = redis.call('HGETALL', key(id))
end
return jobs
