import Glibc

/// Runs pgbench with a script of ours.
struct Pgbench {
    struct Outcome {
        let transactions: Int
        let perSecond: Double
    }

    let server: ScratchServer
    let clients: Int
    let threads = 2

    enum Length {
        case seconds(Int)
        /// Of all clients together.
        case transactions(Int)
    }

    /// - Parameter variables: what the script finds set.
    /// - Throws: `BenchError` where a statement failed.
    func run(
        _ script: String, for length: Length, variables: [String: Int] = [:]
    ) async throws -> Outcome {
        let path = "\(server.dataFolder)/bench.pgbench"
        try write(script, to: path)
        let definitions = variables.map { "--define=\($0)=\($1)" }
        let ending = try await Program.run(
            [
                "pgbench", "--no-vacuum", "--protocol=prepared", "--client=\(clients)",
                "--jobs=\(threads)", option(length), "--file=\(path)",
            ] + definitions,
            environment: server.variables())
        guard !ending.complaints.contains("aborted"),
            let transactions = number(after: "actually processed: ", in: ending.output),
            let perSecond = number(after: "tps = ", in: ending.output)
        else {
            throw BenchError(
                "pgbench: \(ending.complaints.suffix(2000))\(ending.output.suffix(1000))")
        }
        return Outcome(transactions: Int(transactions), perSecond: perSecond)
    }

    private func option(_ length: Length) -> String {
        switch length {
        case .seconds(let seconds): "--time=\(seconds)"
        case .transactions(let count): "--transactions=\(count / clients)"
        }
    }

    private func number(after words: String, in text: String) -> Double? {
        guard let start = text.firstRange(of: words)?.upperBound else { return nil }
        return Double(text[start...].prefix { $0.isNumber || $0 == "." })
    }
}

/// Writes a file, whole.
func write(_ text: String, to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw BenchError("\(path) cannot be written") }
    defer { close(file) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        guard count > 0 else { throw BenchError("\(path) cannot be written") }
        rest = rest.dropFirst(count)
    }
}
