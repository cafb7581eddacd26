-- For wrk: arguments are the method, then whole header lines. The request is made once, by wrk itself, after init.
function init(args)
  wrk.method = args[1]
  for i = 2, #args do
    local name, value = args[i]:match("^(.-): (.*)$")
    wrk.headers[name] = value
  end
end

-- Microseconds; one line for the program that has started this.
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("{\"requests\":%d,\"duration\":%d,\"p50\":%d,\"p99\":%d,\"refused\":%d,\"broken\":%d}\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
