import Application
import ArgumentParser
import Core
import Glibc
import PrivateCluster

/// `linli-bench measure`: what `deploy/bench` runs.
struct MeasureCommand: AsyncParsableCommand {
    enum Part: String, CaseIterable, ExpressibleByArgument {
        case billing, status, `import`, payments, pages
    }

    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Measures linli beside PostgreSQL alone.")

    @Option(help: "A folder for the scratch cluster; the script that calls us clears it away.")
    var scratch: String
    @Option(help: "The linli executable to measure.") var linli: String
    @Option(help: "Households in the register, in compounds of 375.") var households = 100_000
    @Option(help: "Rows of the imported register.") var importRows = 200_000
    @Option(help: "Rounds of each measurement.") var rounds = 5
    @Option(help: "Seconds of each measurement of a rate.") var seconds = 6
    @Option(help: "Only these parts, with commas: billing, status, import, payments, pages.")
    var only: String?
    @Flag(help: "Print one JSON document.") var json = false

    func validate() throws {
        guard (375...5_000_000).contains(households), (1...1_000_000).contains(importRows),
            (1...100).contains(rounds), (1...600).contains(seconds)
        else { throw ValidationError("a number is out of range") }
        _ = try parts()
    }

    func run() async throws {
        let parts = try parts()
        let server = try await ScratchServer.start(in: scratch, linli: linli)
        var results = Results(households: households)
        do {
            try await fill(server, parts)
            for part in parts { try await measure(part, server, into: &results) }
        } catch {
            await server.leave()
            throw error
        }
        await server.leave()
        print(json ? results.json : results.table)
    }

    private func parts() throws -> [Part] {
        guard let only else { return Part.allCases }
        let wanted = try only.split(separator: ",").map { word in
            guard let part = Part(rawValue: String(word)) else {
                throw ValidationError("there is no part “\(word)”")
            }
            return part
        }
        // In an order in which none disturbs the next.
        return Part.allCases.filter(wanted.contains)
    }

    private func fill(_ server: ScratchServer, _ parts: [Part]) async throws {
        let begin = ContinuousClock.now
        try await server.asSuperuser { connection in
            try await FillStore.stopAutovacuum(connection)
            guard parts != [.import] else { return }
            try await FillStore.register(households: households, connection)
        }
        let seconds = (ContinuousClock.now - begin).inSeconds
        report("filled \(households) households in \(decimal(seconds, 1)) s")
    }

    private func measure(
        _ part: Part, _ server: ScratchServer, into results: inout Results
    ) async throws {
        let today = Calendar.today()
        let compounds = FillStore.compounds(of: households)
        switch part {
        case .billing:
            results.billing = try await BillingBench(
                server: server, month: BillingMonth(containing: today), rounds: rounds
            ).measure(report: report)
        case .status:
            results.status = try await StatusBench(
                server: server, today: today, compounds: min(compounds, StatusBench.mostCompounds),
                rounds: rounds, seconds: seconds
            ).measure(report: report)
        case .import:
            results.imports = try await ImportBench(
                server: server, rows: importRows, rounds: rounds
            ).measure(report: report)
        case .payments:
            let bench = PaymentBench(
                server: server, today: today, rounds: rounds, seconds: seconds)
            results.payments = try await bench.measure(
                .spread(over: min(compounds, PaymentBench.mostCompounds)), report: report)
            try await server.asSuperuser { try await FillStore.largeCompound($0) }
            results.singlePayments = try await bench.measure(.single, report: report)
        case .pages:
            results.pages = try await PagesBench(
                server: server, today: today, compounds: compounds, rounds: rounds,
                seconds: seconds
            ).measure(report: report)
        }
    }

    /// What is going on, for whoever watches; the result goes to standard output.
    private func report(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}
