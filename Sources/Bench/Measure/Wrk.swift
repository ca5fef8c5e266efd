/// Runs wrk against the server: request after request of a list, over and over.
struct Wrk {
    struct Request {
        let path: String
        var bearer: String?
        var cookie: String?
    }

    struct Outcome {
        let requests: Int
        let perSecond: Double
        let p50Milliseconds: Double
        let p99Milliseconds: Double
        let bytesPerRequest: Int
    }

    static let threads = 2

    /// Of this list of requests.
    let name: String
    /// A folder for the script and the list.
    let folder: String
    let port: Int
    /// Clients at once; each asks as soon as it has its answer.
    let connections: Int

    /// - Parameter isStrict: looks at each answer, which takes time: redirects are none either.
    /// - Throws: `BenchError` where any answer was not a good one.
    func run(seconds: Int, isStrict: Bool = false) async throws -> Outcome {
        let ending = try await Program.run([
            "wrk", "--threads=\(Wrk.threads)", "--connections=\(connections)",
            "--duration=\(seconds)s", "--timeout=10s",
            "--script=\(isStrict ? strictScript : script)", "http://127.0.0.1:\(port)", "--", list,
        ])
        let lines = ending.output.split(separator: "\n")
        if let odd = lines.first(where: { $0.hasPrefix("odd ") }) {
            throw BenchError("wrk \(name): \(odd)")
        }
        guard let line = lines.last(where: { $0.hasPrefix("linli ") }) else {
            throw BenchError("wrk \(name): \(ending.output)")
        }
        let numbers = line.split(separator: " ").dropFirst().compactMap { Double($0) }
        guard numbers.count == 6, numbers[4] == 0, numbers[0] > 0 else {
            throw BenchError("wrk \(name): \(ending.output)")
        }
        return Outcome(
            requests: Int(numbers[0]), perSecond: numbers[0] / (numbers[1] / 1_000_000),
            p50Milliseconds: numbers[2] / 1000, p99Milliseconds: numbers[3] / 1000,
            bytesPerRequest: Int(numbers[5] / max(1, numbers[0])))
    }

    func prepare(_ all: [Request]) throws {
        let lines = all.map { "\($0.path)\t\($0.bearer ?? "")\t\($0.cookie ?? "")\n" }
        try write(lines.joined(), to: list)
        try write(Wrk.program, to: script)
        try write(Wrk.program + Wrk.strictness, to: strictScript)
    }

    private var list: String { "\(folder)/bench-\(name).txt" }
    private var script: String { "\(folder)/bench-wrk.lua" }
    private var strictScript: String { "\(folder)/bench-strict.lua" }

    private static let program = """
        -- Each thread begins at another place in the list.
        local threads = 0
        function setup(thread)
            thread:set("place", threads * 3571)
            threads = threads + 1
        end
        function init(arguments)
            requests = {}
            for line in io.lines(arguments[1]) do
                local path, bearer, cookie = line:match("([^\\t]*)\\t([^\\t]*)\\t(.*)")
                local headers = {}
                if bearer ~= "" then headers["Authorization"] = "Bearer " .. bearer end
                if cookie ~= "" then headers["Cookie"] = cookie end
                requests[#requests + 1] = wrk.format("GET", path, headers)
            end
        end
        function request()
            place = place % #requests + 1
            return requests[place]
        end
        function done(summary, latency)
            local e = summary.errors
            print(string.format("linli %d %d %d %d %d %d", summary.requests, summary.duration,
                latency:percentile(50), latency:percentile(99),
                e.connect + e.read + e.write + e.status + e.timeout, summary.bytes))
        end

        """

    private static let strictness = """
        local said = false
        function response(status, headers, body)
            if status ~= 200 and not said then
                said = true
                print("odd " .. status .. " " .. (headers["Location"] or ""))
            end
        end

        """
}
