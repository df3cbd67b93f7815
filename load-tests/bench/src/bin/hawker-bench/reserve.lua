#!lua name=hawker

-- A reservation as Redis would make it, with what Hawker promises of its own:
-- recorded with its deadline, limited per buyer, idempotent for 24 hours.
-- KEYS: the idempotency key's, stock, units by buyer, counter, deadlines
-- ARGV: buyer, units, limit per buyer, SKU, price, deadline (Unix ms), payload
local function reserve(keys, args)
  local kept = redis.call('GET', keys[1])
  if kept then
    local payload, answer = string.match(kept, '^(.-)|(.*)$')
    if payload == args[7] then return answer end
    return 'CONFLICT'
  end
  local wanted = tonumber(args[2])
  local has = tonumber(redis.call('HGET', keys[3], args[1]) or '0')
  local answer
  if has + wanted > tonumber(args[3]) then
    answer = 'LIMIT'
  elseif tonumber(redis.call('GET', keys[2])) < wanted then
    answer = 'SOLD_OUT'
  else
    redis.call('DECRBY', keys[2], wanted)
    redis.call('HINCRBY', keys[3], args[1], wanted)
    local id = redis.call('INCR', keys[4])
    redis.call('HSET', 'reservation:' .. id, 'buyer', args[1], 'sku', args[4],
      'quantity', wanted, 'price', args[5], 'state', 'held', 'expires', args[6])
    redis.call('ZADD', keys[5], args[6], id)
    answer = 'HELD ' .. id
  end
  redis.call('SET', keys[1], args[7] .. '|' .. answer, 'EX', 86400)
  return answer
end

redis.register_function('reserve', reserve)
