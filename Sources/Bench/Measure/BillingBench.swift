import Core
import Postgres

/// A billing run over all compounds, as `linli bill run` does it, against one `insert … select` of
/// the same rows.
struct BillingBench {
    let server: ScratchServer
    let month: BillingMonth
    let rounds: Int

    func measure(report: (String) -> Void) async throws -> Comparison {
        var comparison = Comparison(
            "billing", unit: "s", ours: "linli bill run \(month)",
            baseline: "psql: one insert … select", wanted: "≤ 1.0, goal 0.7")
        try await server.asSuperuser { try await BaselineStore.make($0) }
        for round in 1...rounds {
            try await server.asSuperuser { try await BaselineStore.emptyOurs($0) }
            try await server.checkpoint()
            let ours = try await server.linli(["bill", "run", month.description, "--json"])
            try await server.asSuperuser { try await BaselineStore.emptyTheirs($0) }
            try await server.checkpoint()
            let theirs = try await server.psql([
                "--command=\(BaselineStore.insertion(of: month))"
            ])
            try await compare()
            comparison.add(
                ours: ours.duration.inSeconds, baseline: theirs.duration.inSeconds)
            report(
                "billing \(round)/\(rounds): \(decimal(ours.duration.inSeconds, 2)) s, "
                    + "baseline \(decimal(theirs.duration.inSeconds, 2)) s")
        }
        try await server.asSuperuser { try await BaselineStore.emptyTheirs($0) }
        return comparison
    }

    /// Both sides must have written the same.
    private func compare() async throws {
        let different = try await server.number(BaselineStore.differences)
        guard different == 0 else {
            throw BenchError("the run and the baseline differ in \(different) charges")
        }
    }
}
