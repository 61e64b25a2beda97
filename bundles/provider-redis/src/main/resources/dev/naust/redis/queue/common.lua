-- What all scripts of a queue share. KEYS[1] is what the names of the queue's keys begin with:
--   job:<id>  a hash for each job           seq, token   the last numbers given
--   READY, LEASED, DEAD  ids by their numbers      dedup        ids by deduplication key
--   due       ready jobs whose time has come: score -priority, member <run at>:<id>
--   later     ready jobs whose time has not come: score run at      leases  leased jobs: score end of the lease
local q = KEYS[1]
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

local function digits(n) return string.format('%.0f', n) end
local function key(id) return q .. 'job:' .. id end
local function get(id, field) return redis.call('HGET', key(id), field) end
local function turn(run_at, id) return string.format('%016.0f', run_at) .. ':' .. id end

local function into(id, state)
  redis.call('HSET', key(id), 'state', state, 'since', digits(now))
  redis.call('ZADD', q .. state, tonumber(string.sub(id, 1, 16)), id)
end

local function out_of(id)
  local state = get(id, 'state')
  redis.call('ZREM', q .. state, id)
  if state == 'READY' then
    redis.call('ZREM', q .. 'due', turn(tonumber(get(id, 'runAt')), id))
    redis.call('ZREM', q .. 'later', id)
  elseif state == 'LEASED' then
    redis.call('ZREM', q .. 'leases', id)
    redis.call('HDEL', key(id), 'lease')
  end
end

local function release(id)
  local dedup = get(id, 'dedup')
  if dedup and redis.call('HGET', q .. 'dedup', dedup) == id then redis.call('HDEL', q .. 'dedup', dedup) end
end

local function ready(id, run_at)
  into(id, 'READY')
  redis.call('HSET', key(id), 'runAt', digits(run_at))
  if run_at <= now then
    redis.call('ZADD', q .. 'due', -tonumber(get(id, 'priority')), turn(run_at, id))
  else
    redis.call('ZADD', q .. 'later', run_at, id)
  end
end

local function dead(id)
  release(id)
  into(id, 'DEAD')
end

local function forget(id)
  out_of(id)
  release(id)
  redis.call('UNLINK', key(id))
end

-- Jobs whose time has come, and jobs whose lease has ended.
local function advance()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', q .. 'later', '-inf', now)) do
    redis.call('ZREM', q .. 'later', id)
    redis.call('ZADD', q .. 'due', -tonumber(get(id, 'priority')), turn(tonumber(get(id, 'runAt')), id))
  end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', q .. 'leases', '-inf', now)) do
    out_of(id)
    if tonumber(get(id, 'attempts')) >= tonumber(get(id, 'max')) then
      if not get(id, 'error') then redis.call('HSET', key(id), 'error', 'The worker of the last attempt never came back') end
      dead(id)
    else
      ready(id, tonumber(get(id, 'runAt')))
    end
  end
end

local function holds(id, token)
  return get(id, 'state') == 'LEASED' and get(id, 'token') == token
end
