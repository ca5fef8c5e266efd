import Core
import Postgres
import PrivateCluster

/// Holds the database against what was acknowledged.
struct Verdict {
    let stage: SoakStage

    /// What is not as it must be, in plain words.
    func violations(against journal: Journal) async throws -> [String] {
        var found = try await commands()
        let hold = try await PrivateCluster(
            dataFolder: stage.dataFolder, logger: ScratchServer.quiet
        ).hold()
        let database = Database(
            connection: ConnectionSettings(keywords: [
                "host": hold.socketFolder, "port": String(hold.port), "user": hold.superuser,
                "dbname": "linli",
            ]), logger: ScratchServer.quiet)
        do {
            found += try await payments(
                database, await journal.acknowledged, await journal.submissions)
            found += try await runs(database)
        } catch {
            await database.close()
            await hold.release()
            throw error
        }
        await database.close()
        await hold.release()
        return found
    }

    /// `linli check` and `linli audit verify` end with 0; the former says nothing.
    private func commands() async throws -> [String] {
        let checks = try await Program([stage.linli, "check"], environment: stage.variables).end()
        let audit = try await Program(
            [stage.linli, "audit", "verify"], environment: stage.variables
        ).end()
        var found: [String] = []
        if checks.code != 0 || !checks.output.isEmpty {
            found.append("linli check: \(checks.code) \(checks.output)\(checks.complaints)")
        }
        if audit.code != 0 {
            found.append("linli audit verify: \(audit.output)\(audit.complaints)")
        }
        return found
    }

    /// Every acknowledged payment is there once; nothing is there that nobody asked for.
    private func payments(
        _ database: Database, _ acknowledged: [String: Acknowledgement],
        _ submissions: [String: Submission]
    ) async throws -> [String] {
        let taken = try await database.withConnection { try await VerdictStore.payments($0) }
        var found: [String] = []
        for (key, acknowledgement) in acknowledged {
            let entries = taken[key] ?? []
            if entries != [acknowledgement] {
                found.append("\(key) was acknowledged as \(acknowledgement), there is \(entries)")
            }
        }
        for key in taken.keys where submissions[key] == nil {
            found.append("there is a payment \(key) that nobody asked for")
        }
        for key in submissions.keys where acknowledged[key] == nil {
            found.append("\(key) was never acknowledged")
        }
        return found
    }

    /// A run is whole or absent, for each compound and month.
    private func runs(_ database: Database) async throws -> [String] {
        let whole = SoakStage.households * SoakStage.items.count
        let months = try await database.withConnection { try await VerdictStore.months($0) }
        return months.compactMap { month in
            month.charges == whole && month.said == whole && month.runs == 1
                ? nil
                : "\(month.compound) \(month.month): \(month.charges) charges of \(whole) in "
                    + "\(month.runs) runs that say \(month.said)"
        }
    }
}

/// What the verdict reads, over the shoulder of all rooms.
enum VerdictStore {
    /// By idempotency key.
    static func payments(_ connection: Connection) async throws -> [String: [Acknowledgement]] {
        let rows = try await connection.query(
            """
            select p.idempotency_key, p.payment_id,
                r.year || '-' || lpad(r.number::text, 6, '0'), p.amount_fen
            from fees.payment p left join fees.receipt r using (scope_id, payment_id)
            """)
        return try rows.reduce(into: [:]) { known, row in
            let (key, payment, receipt, fen) = try row.decode(
                String.self, Int64.self, String?.self, Int64.self)
            known[key, default: []].append(
                Acknowledgement(payment: payment, receipt: receipt ?? "–", amountFen: fen))
        }
    }

    struct Month {
        let compound: String
        let month: String
        let charges: Int
        /// Runs that wrote any of them, and how many these say that they wrote.
        let runs: Int
        let said: Int
    }

    static func months(_ connection: Connection) async throws -> [Month] {
        let rows = try await connection.query(
            """
            select m.name, b.month::text, b.charges, b.runs, b.said
            from (
                select c.scope_id, c.month, sum(c.charges)::integer as charges,
                    count(*)::integer as runs, sum(r.charge_count)::integer as said
                from (
                    select scope_id, month, run_id, count(*) as charges
                    from fees.charge group by scope_id, month, run_id
                ) c
                join fees.run r using (scope_id, run_id)
                group by c.scope_id, c.month
            ) b
            join registry.compound m using (scope_id)
            """)
        return try rows.map { row in
            let (compound, month, charges, runs, said) = try row.decode(
                String.self, String.self, Int.self, Int.self, Int.self)
            return Month(
                compound: compound, month: month, charges: charges, runs: runs, said: said)
        }
    }
}
