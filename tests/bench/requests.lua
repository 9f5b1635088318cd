-- requests.lua - what wrk sends: one request a link, round and round, read from
-- BENCH_LINKS (token and form value a line). Each of two threads has its own
-- half. BENCH_ONCE=1: each link once; a thread then says so itself when it has
-- all its answers, and the time is that between its first request and its last
-- answer. Prints JSON, a line a thread or one for all.
local ffi = require("ffi")
ffi.cdef [[
	struct aoj_time { long seconds, nanoseconds; };
	int clock_gettime(int clock, struct aoj_time *at);
]]

local method, path, body = os.getenv("BENCH_METHOD"), os.getenv("BENCH_PATH"),
	os.getenv("BENCH_BODY")
local once = os.getenv("BENCH_ONCE") == "1"
local threads = {}
local sent = 0

local function now()
	local t = ffi.new("struct aoj_time")
	ffi.C.clock_gettime(1, t)
	return tonumber(t.seconds) + tonumber(t.nanoseconds) / 1e9
end

function setup(thread)
	thread:set("half", #threads)
	table.insert(threads, thread)
end

-- Read by done(): globals of the thread.
answered, wrong, begun, unexpected = 0, 0, 0, 0

function init()
	local number = 0
	links = {}
	for line in io.lines(os.getenv("BENCH_LINKS")) do
		if number % 2 == half then
			local token, form = line:match("^(%S+) (%S+)$")
			local headers = { ["Cookie"] = "__Host-aoj=" .. token }
			local b
			if method == "POST" then
				headers["Content-Type"] =
					"application/x-www-form-urlencoded"
				b = body:gsub("{form}", form)
			end
			links[#links + 1] = wrk.format(method,
				(path:gsub("{token}", token)), headers, b)
		end
		number = number + 1
	end
end

-- wrk asks the first thread for one request beforehand, to look at it.
local looked = false

function request()
	if half == 0 and not looked then
		looked = true
		return links[1]
	end
	if begun == 0 then begun = now() end
	sent = sent + 1
	-- Nothing more to ask: this connection stays as it is.
	if once and sent > #links then return "" end
	return links[(sent - 1) % #links + 1]
end

local expected = tonumber(os.getenv("BENCH_STATUS"))

function response(status)
	if status ~= expected then wrong, unexpected = wrong + 1, status end
	answered = answered + 1
	if once and answered == #links then
		io.write(string.format('{"answered": %d, "wrong": %d, ' ..
			'"status": %d, "errors": 0, "rate": %.3f}\n', answered,
			wrong, unexpected, answered / (now() - begun)))
		io.flush()
	end
end

function done(summary)
	local all, bad, status, e = 0, 0, 0, summary.errors
	for _, t in ipairs(threads) do
		all, bad = all + t:get("answered"), bad + t:get("wrong")
		status = math.max(status, t:get("unexpected"))
	end
	io.write(string.format('{"answered": %d, "wrong": %d, "status": %d, ' ..
		'"errors": %d, "rate": %.3f}\n', all, bad, status,
		e.connect + e.read + e.write + e.timeout,
		all / (summary.duration / 1e6)))
end
