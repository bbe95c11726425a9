/*
 * What Redis keeps of an event id, under `argus:id:<source>:<16 bytes>`:
 *
 *   p<checksum>:<queue>:<life>   claimed by a gateway that has not said yet whether the event is on its disk
 *   c<checksum>                  on some gateway's disk, for as long as ids are remembered
 *
 * `argus:life:<queue>` names the life (one start of a gateway) whose claims are open. A gateway publishes it after it has
 * confirmed what its queue holds from before, so a claim of an earlier life that is still a claim then was never stored,
 * and whoever sends the event again may have it. While the gateway is down nobody can know: the claim stands until it is
 * back, or until it expires.
 */

/** What became of one claim; the numbers are those of the script. */
export const CLAIM = { mine: 0, duplicate: 1, conflict: 2, undecided: 3 } as const;

/** KEYS: ids; ARGV: queue, life, milliseconds a claim lasts, then a checksum (8 hex digits) for each. */
export const CLAIM_SCRIPT = `
local mine = ':' .. ARGV[1] .. ':' .. ARGV[2]
local verdicts = {}
for i, key in ipairs(KEYS) do
  local sum = ARGV[i + 3]
  local known = redis.call('GET', key)
  local verdict = ${CLAIM.mine}
  if known and string.sub(known, 1, 1) == 'c' then
    verdict = string.sub(known, 2) == sum and ${CLAIM.duplicate} or ${CLAIM.conflict}
  elseif known then
    local queue, life = string.match(known, '^p%x+:([^:]+):([^:]+)$')
    if queue ~= ARGV[1] then
      local open = redis.call('GET', 'argus:life:' .. queue)
      if not open or open == life then verdict = ${CLAIM.undecided} end
    end
  end
  if verdict == ${CLAIM.mine} then redis.call('SET', key, 'p' .. sum .. mine, 'PX', ARGV[3]) end
  verdicts[i] = verdict
end
return verdicts`;

/** KEYS: ids; ARGV: milliseconds they are remembered, then a checksum for each. */
export const CONFIRM_SCRIPT = `
for i, key in ipairs(KEYS) do redis.call('SET', key, 'c' .. ARGV[i + 1], 'PX', ARGV[1]) end
return #KEYS`;

/** KEYS: ids; ARGV: queue, life. Takes back claims that are still this gateway's. */
export const RELEASE_SCRIPT = `
local mine = ':' .. ARGV[1] .. ':' .. ARGV[2]
for _, key in ipairs(KEYS) do
  local known = redis.call('GET', key)
  if known and string.sub(known, 1, 1) == 'p' and string.sub(known, -#mine) == mine then redis.call('DEL', key) end
end
return #KEYS`;
