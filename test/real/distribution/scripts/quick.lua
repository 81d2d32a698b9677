-- Tables, closures, coroutines, patterns, integers and floats, files, errors.
local t = {} for i = 1, 20000 do t[#t + 1] = (i * 7919) % 20011 end table.sort(t) print(#t, t[1], t[10000], t[#t])
local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i * i) end end) end
local sum = 0 for v in gen(1000) do sum = sum + v end print(sum, sum // 7, sum % 7, sum / 7, 7 // 0.0, 3 | 8, ~5)
print(("the quick brown fox"):gsub("(%w+)", function(w) return w:upper():reverse() end))
print(string.format("%5.2f|%-8s|%08x|%q", math.pi, "left", 48879, "a\nb"), #string.pack("<i4d", 7, 2.5), math.maxinteger, math.mininteger)
local words = {} for w in ("a bb ccc a bb a"):gmatch("%a+") do words[w] = (words[w] or 0) + 1 end print(words.a, words.bb, words.ccc)
local f <close> = assert(io.open("lua.txt", "w+")) for i = 1, 100 do f:write(i, " ", i ^ 2, "\n") end f:seek("set", 0) local lines = 0 for _ in f:lines() do lines = lines + 1 end print(lines, f:seek("end"))
print(pcall(error, { code = 7 }), select("#", table.unpack({ 1, nil, 3 }, 1, 3)), utf8.len("grün"), os.time({ year = 2001, month = 9, day = 9, hour = 12 }))
local m = setmetatable({}, { __index = function(_, k) return k * 2 end, __call = function(_, x) return x + 1 end }) print(m[21], m(41), collectgarbage("count") > 0)
