-- Answers ready, due, leased, dead.
advance()
return {redis.call('ZCARD', q .. 'READY'), redis.call('ZCARD', q .. 'due'), redis.call('ZCARD', q .. 'LEASED'),
  redis.call('ZCARD', q .. 'DEAD')}
