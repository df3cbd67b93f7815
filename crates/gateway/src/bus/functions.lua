#!lua name=LIBRARY

-- What Redis does for the gateways of a fleet in one step. The room itself is in
-- PostgreSQL: here is only which version of it was told last, and the newest
-- changes. All of it may vanish at any time.

-- Which version was told last; zeros for none.
local function told(key)
  local kept = redis.call('HMGET', key, 'epoch', 'version')
  return tonumber(kept[1]) or 0, tonumber(kept[2]) or 0
end

local function keep(keys, args, seconds)
  redis.call('HSET', keys[1], 'epoch', args[1], 'version', args[2])
  redis.call('EXPIRE', keys[1], seconds)
end

-- A change of the room. Keys: room, log. Arguments: epoch, version, the message, the
-- channel, how many changes are kept, for how many seconds.
-- A change that is not the next one begins the log anew: who has the version before
-- it can still take it in, and everybody else sees that something is missing.
local function change(keys, args)
  local epoch, version = tonumber(args[1]), tonumber(args[2])
  local told_epoch, newest = told(keys[1])
  if told_epoch > epoch or (told_epoch == epoch and newest >= version) then
    return 'old'
  end
  local follows = told_epoch == epoch and newest == version - 1
  if not follows then
    redis.call('DEL', keys[2])
  end
  keep(keys, args, args[6])
  redis.call('RPUSH', keys[2], args[3])
  redis.call('LTRIM', keys[2], -args[5], -1)
  redis.call('EXPIRE', keys[2], args[6])
  redis.call('SPUBLISH', args[4], args[3])
  return follows and 'next' or 'anew'
end

-- The changes after a version. Keys: room, log. Arguments: epoch, version.
local function since(keys, args)
  local epoch, version = tonumber(args[1]), tonumber(args[2])
  local told_epoch, newest = told(keys[1])
  if told_epoch < epoch or (told_epoch == epoch and newest < version) then
    return { 'behind' }
  end
  local missed = newest - version
  if told_epoch > epoch or missed > redis.call('LLEN', keys[2]) then
    return { 'short' }
  end
  if missed == 0 then
    return { 'changes' }
  end
  local changes = redis.call('LRANGE', keys[2], -missed, -1)
  table.insert(changes, 1, 'changes')
  return changes
end

-- Says that the room is at that version, where an older one was told last. Keys: room,
-- log. Arguments: epoch, version, the message, the channel, for how many seconds.
local function lift(keys, args)
  local epoch, version = tonumber(args[1]), tonumber(args[2])
  local told_epoch, newest = told(keys[1])
  if told_epoch > epoch or (told_epoch == epoch and newest >= version) then
    return 'old'
  end
  redis.call('DEL', keys[2])
  keep(keys, args, args[5])
  redis.call('SPUBLISH', args[4], args[3])
  return 'lifted'
end

-- Adds a room's viewers up. Keys: crowd, seen. Arguments: the gateway, its sessions
-- now, joined, left; for how many seconds a gateway counts that is not heard of, and
-- all is kept; then hashes of viewers. A gateway that is gone has nobody in the room.
local function crowd(keys, args)
  local seconds = tonumber(redis.call('TIME')[1])
  local counts = { args[2], args[3], args[4], seconds }
  redis.call('HSET', keys[1], args[1], table.concat(counts, ' '))
  redis.call('EXPIRE', keys[1], args[6])
  if #args > 6 then
    redis.call('PFADD', keys[2], unpack(args, 7))
    redis.call('EXPIRE', keys[2], args[6])
  end
  local now, joined, left, gateways, gone = 0, 0, 0, 0, 0
  local entries = redis.call('HGETALL', keys[1])
  for at = 1, #entries, 2 do
    local parts = {}
    for part in string.gmatch(entries[at + 1], '%d+') do
      parts[#parts + 1] = tonumber(part)
    end
    local silent = seconds - (parts[4] or 0)
    joined = joined + (parts[2] or 0)
    if silent <= tonumber(args[5]) then
      now, left, gateways = now + parts[1], left + parts[3], gateways + 1
    else
      left = left + (parts[2] or 0)
    end
    if silent > 3600 and entries[at] ~= 'gone' then
      redis.call('HDEL', keys[1], entries[at])
      gone = gone + (parts[2] or 0)
    end
  end
  if gone > 0 then
    local before = string.match(redis.call('HGET', keys[1], 'gone') or '', '^0 (%d+)') or 0
    redis.call('HSET', keys[1], 'gone', '0 ' .. string.format('%d', before + gone) .. ' 0 0')
  end
  return { now, joined, left, gateways, redis.call('PFCOUNT', keys[2]) }
end

redis.register_function('LIBRARY_change', change)
redis.register_function('LIBRARY_since', since)
redis.register_function('LIBRARY_lift', lift)
redis.register_function('LIBRARY_crowd', crowd)
