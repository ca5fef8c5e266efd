import Access
import Application
import Core
import Fees
import Postgres
import Registry

/// Payments, the whole operation, against pgbench with the very statements that it sends.
struct PaymentBench {
    static let tasks = 16
    static let mostCompounds = 64

    let server: ScratchServer
    let today: CivilDate
    let rounds: Int
    let seconds: Int

    /// - Parameter doors: whose fees are paid.
    func measure(_ doors: PaymentDoors, report: (String) -> Void) async throws -> Comparison {
        var comparison = Comparison(
            doors.name, unit: "/s", ours: "Fees.TakePayment, \(PaymentBench.tasks) tasks",
            baseline: "pgbench -M prepared -c \(PaymentBench.tasks), same statements",
            wanted: doors.wanted)
        try await reset(doors)
        let script = try await script(for: doors)
        let payments = doors.payments(in: seconds)
        for round in 1...rounds {
            try await reset(doors)
            try await server.checkpoint()
            let ours = try await PaymentLoad(
                server: server, today: today, tasks: PaymentBench.tasks, payments: payments
            ).run(doors)
            try await check(paid: ours.count, doors)
            try await reset(doors)
            try await server.checkpoint()
            let theirs = try await Pgbench(server: server, clients: PaymentBench.tasks).run(
                script, for: .transactions(payments), variables: ["i": 0])
            try await check(paid: theirs.transactions, doors)
            comparison.add(ours: ours.perSecond, baseline: theirs.perSecond)
            report(
                "\(doors.name) \(round)/\(rounds): \(decimal(ours.perSecond, 0))/s "
                    + "(p99 \(decimal(ours.p99 * 1000, 1)) ms), "
                    + "pgbench \(decimal(theirs.perSecond, 0))/s")
        }
        return comparison
    }

    /// Three months billed, the first of them paid.
    private func reset(_ doors: PaymentDoors) async throws {
        try await server.asSuperuser {
            try await FillStore.history(
                scopes: doors.scopes, months: 3, unpaid: 2,
                until: BillingMonth(containing: today).firstDay.description, $0)
        }
    }

    /// Every payment that was counted has its receipt and settled two charges.
    private func check(paid: Int, _ doors: PaymentDoors) async throws {
        let allocations = try await server.number(
            "select count(*) from fees.allocation where entry_id > 0")
        let receipts = try await server.number(
            "select count(*) from fees.receipt where entry_id > 0")
        guard receipts == paid, allocations == 2 * paid else {
            throw BenchError(
                "\(doors.name): \(paid) payments were counted, but there are \(receipts) receipts "
                    + "and \(allocations) allocations")
        }
    }

    private func script(for doors: PaymentDoors) async throws -> String {
        let warm = 7
        let door = doors.door(warm * doors.compounds)
        let key = "key-of-the-recorded-payment"
        let statements = try await StatementRecorder(server: server).record { database, note in
            let operation = TakePayment(database: database)
            // Several in one compound, so that the receipt's number occurs nowhere else.
            for step in 0..<warm {
                _ = try await operation.perform(
                    doors.door(step * doors.compounds).payment(key: "warm-\(step)"),
                    by: PaymentLoad.actor, on: today)
            }
            try await note {
                _ = try await operation.perform(
                    door.payment(key: key), by: PaymentLoad.actor, on: today)
            }
        }
        let known = [
            door.scope.description: ":scope", door.code.building: ":building",
            door.code.entrance: ":entrance", door.code.room: ":room", key: ":n",
            door.household.description: ":household", door.tenure.description: ":tenure",
            try await drawn("number", for: key): ":number",
            try await drawn("entry_id", for: key): ":entry",
        ]
        return try script(of: statements, varying: known, settings: doors.settings)
    }

    /// The reading keeps what it found for the statement that writes.
    private func script(
        of statements: [RecordedStatement], varying: [String: String], settings: [String]
    ) throws -> String {
        guard statements.count(where: PaymentBench.reads) == 1 else {
            throw BenchError("a payment no longer reads in one statement")
        }
        let pgbench = PgbenchScript(varying: varying)
        let lines = try statements.map { statement in
            let text = try pgbench.text(of: statement)
            return PaymentBench.reads(statement)
                ? "select * from (\(text)) \(PaymentBench.columns)\n\\aset" : text + ";"
        }
        return (settings + lines).joined(separator: "\n") + "\n"
    }

    private static func reads(_ statement: RecordedStatement) -> Bool {
        statement.text.contains("from fees.receipt")
    }

    /// What the reading answers, so that the number and the entry have names in pgbench.
    private static let columns =
        "read (a1, a2, a3, a4, number, entry, a7, a8, a9, a10, a11, a12, a13)"

    private func drawn(_ column: String, for key: String) async throws -> String {
        try await server.number(
            """
            select \(unescaped: column)::bigint
            from (
                select r.number, r.entry_id
                from fees.receipt r join fees.payment p using (scope_id, payment_id)
                where p.idempotency_key = \(key)
            ) taken
            """
        ).description
    }
}
