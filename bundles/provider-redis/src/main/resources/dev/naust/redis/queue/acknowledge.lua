-- ARGV: ids and tokens in turn. Answers the ids of those whose lease is lost.
advance()
local lost = {}
for i = 1, #ARGV, 2 do
  if holds(ARGV[i], ARGV[i + 1]) then forget(ARGV[i]) else lost[#lost + 1] = ARGV[i] end
end
return lost
