/// Runs wrk against the server, each request with the token of another household.
struct Wrk {
    struct Outcome {
        let requests: Int
        let perSecond: Double
        let p99Milliseconds: Double
        let bytesPerRequest: Int
    }

    static let connections = 64
    static let threads = 2

    /// A folder for the script and the tokens.
    let folder: String
    let port: Int

    /// - Throws: `BenchError` where any answer was not a good one.
    func run(seconds: Int) async throws -> Outcome {
        let ending = try await Program.run([
            "wrk", "--threads=\(Wrk.threads)", "--connections=\(Wrk.connections)",
            "--duration=\(seconds)s", "--timeout=10s", "--script=\(script)",
            "http://127.0.0.1:\(port)/api/v1/fees", "--", tokens,
        ])
        let lines = ending.output.split(separator: "\n")
        guard let line = lines.last(where: { $0.hasPrefix("linli ") }) else {
            throw BenchError("wrk: \(ending.output)")
        }
        let numbers = line.split(separator: " ").dropFirst().compactMap { Double($0) }
        guard numbers.count == 5, numbers[3] == 0 else { throw BenchError("wrk: \(ending.output)") }
        return Outcome(
            requests: Int(numbers[0]), perSecond: numbers[0] / (numbers[1] / 1_000_000),
            p99Milliseconds: numbers[2] / 1000,
            bytesPerRequest: Int(numbers[4] / max(1, numbers[0])))
    }

    func prepare(_ all: [String]) throws {
        try write(all.joined(separator: "\n") + "\n", to: tokens)
        try write(Wrk.program, to: script)
    }

    private var tokens: String { "\(folder)/bench-tokens.txt" }
    private var script: String { "\(folder)/bench-wrk.lua" }

    private static let program = """
        -- Each thread begins at another place in the list of tokens.
        local threads = 0
        function setup(thread)
            thread:set("place", threads * 3571)
            threads = threads + 1
        end
        function init(arguments)
            requests = {}
            for token in io.lines(arguments[1]) do
                local headers = { ["Authorization"] = "Bearer " .. token }
                requests[#requests + 1] = wrk.format("GET", nil, headers)
            end
        end
        function request()
            place = place % #requests + 1
            return requests[place]
        end
        function done(summary, latency)
            local e = summary.errors
            print(string.format("linli %d %d %d %d %d", summary.requests, summary.duration,
                latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout,
                summary.bytes))
        end

        """
}
