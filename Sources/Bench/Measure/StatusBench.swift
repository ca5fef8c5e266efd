import Access
import Application
import Core
import Fees
import Postgres
import Registry

/// What a household owes, over HTTP with its token, against pgbench with the same statement.
struct StatusBench {
    static let mostCompounds = 20
    static let clients = 8
    static let connections = 64
    static let months = 24

    struct Outcome {
        var comparison = Comparison(
            "status", unit: "/s", ours: "GET /api/v1/fees, wrk -t2 -c64",
            baseline: "pgbench -M prepared -c 8 -j 2, same statement", wanted: "≥ 0.45, goal 0.6")
        var p99Milliseconds = Series()
        var cpuMicroseconds = Series()
        var residentMegabytes = 0.0
        var bytesPerRequest = 0
    }

    let server: ScratchServer
    let today: CivilDate
    let compounds: Int
    let rounds: Int
    let seconds: Int

    func measure(report: (String) -> Void) async throws -> Outcome {
        let scopes = FillStore.firstScope...(FillStore.firstScope + compounds - 1)
        let until = BillingMonth(containing: today).firstDay.description
        try await server.asSuperuser {
            try await FillStore.history(
                scopes: scopes, months: StatusBench.months, unpaid: 3, until: until, $0)
        }
        let tokens = try await issueLinks(scopes)
        try await server.asSuperuser { try await LinkStore.remember($0) }
        let script = try await script(tokens)
        let web = try await LinliServer.start(server)
        let wrk = Wrk(
            name: "status", folder: server.dataFolder, port: web.port,
            connections: StatusBench.connections)
        try wrk.prepare(tokens.map { Wrk.Request(path: "/api/v1/fees", bearer: $0.text) })
        var outcome = Outcome()
        do {
            // What is made once, on first use, is not measured.
            _ = try await wrk.run(seconds: 1)
            for round in 1...rounds {
                try await compare(round, wrk, web, script, tokens.count, into: &outcome)
                report(line(round, outcome))
            }
            outcome.residentMegabytes =
                Double(ProcessFigures.residentKilobytes(of: web.pid)) / 1024
        } catch {
            await web.stop()
            throw error
        }
        await web.stop()
        return outcome
    }

    private func compare(
        _ round: Int, _ wrk: Wrk, _ web: LinliServer, _ script: String, _ links: Int,
        into outcome: inout Outcome
    ) async throws {
        try await server.asSuperuser { try await LinkStore.restore($0) }
        try await server.checkpoint()
        let before = ProcessFigures.processorTime(of: web.pid)
        let ours = try await wrk.run(seconds: seconds)
        let used = ProcessFigures.processorTime(of: web.pid) - before
        try await server.asSuperuser { try await LinkStore.number($0) }
        try await server.checkpoint()
        let theirs = try await Pgbench(server: server, clients: StatusBench.clients).run(
            script, for: .seconds(seconds), variables: ["links": links])
        outcome.comparison.add(ours: ours.perSecond, baseline: theirs.perSecond)
        outcome.p99Milliseconds.add(ours.p99Milliseconds)
        outcome.cpuMicroseconds.add(used.inSeconds * 1_000_000 / Double(max(1, ours.requests)))
        outcome.bytesPerRequest = ours.bytesPerRequest
    }

    private func line(_ round: Int, _ outcome: Outcome) -> String {
        let ours = outcome.comparison.oursSeries.values.last ?? 0
        let theirs = outcome.comparison.baselineSeries.values.last ?? 0
        return "status \(round)/\(rounds): \(decimal(ours, 0))/s "
            + "(p99 \(decimal(outcome.p99Milliseconds.values.last ?? 0, 1)) ms, "
            + "\(decimal(outcome.cpuMicroseconds.values.last ?? 0, 0)) µs), "
            + "pgbench \(decimal(theirs, 0))/s"
    }

    private func issueLinks(_ scopes: ClosedRange<Int>) async throws -> [ResidentToken] {
        let installation = try await server.installation()
        let operation = IssueResidentLinks(
            database: installation.database, signer: installation.keys.residentLinks)
        var tokens: [ResidentToken] = []
        do {
            for scope in scopes {
                tokens += try await operation.perform(
                    IssueResidentLinks.Input(scope: ScopeID(Int64(scope)), household: nil),
                    by: PaymentLoad.actor
                ).map(\.token)
            }
        } catch {
            await installation.database.close()
            throw error
        }
        await installation.database.close()
        // Neighbouring requests are those of different compounds.
        return tokens.shuffled()
    }

    /// pgbench cannot choose from a list of texts, so for its turn the digests are those of
    /// numbers. What it has to compute more than us, one SHA-256, takes less than a microsecond.
    private func script(_ tokens: [ResidentToken]) async throws -> String {
        guard let token = tokens.first else { throw BenchError("no link was issued") }
        let statements = try await StatementRecorder(server: server).record { database, note in
            let operation = ReadResidentStatus(database: database)
            // The second time the terms of its fees are known, as they are in a server.
            for _ in 0..<2 {
                try await note {
                    let status = try await operation.perform(
                        scope: token.scope, tokenSHA256: token.sha256, on: today)
                    guard status != nil else { throw BenchError("the link was not found") }
                }
            }
        }
        let hex = token.sha256.map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
        let pgbench = PgbenchScript(varying: [
            token.scope.description: ":scope", "\\x\(hex)": "sha256(int8send(:link))",
        ])
        let perCompound = FillStore.householdsPerCompound
        let run = FillStore.untenanted - 1
        let lines = try statements.map { try pgbench.text(of: $0) + ";" }
        return [
            "\\set link random(0, :links - 1)",
            "\\set scope \(FillStore.firstScope) + :link / \(perCompound - perCompound / (run + 1))",
        ].joined(separator: "\n") + "\n" + lines.joined(separator: "\n") + "\n"
    }
}
