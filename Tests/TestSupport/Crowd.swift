import Core
import Postgres
import Registry

/// Compounds with far more rows than a test looks at, so that a plan which reads a whole table
/// costs more than one by an index. Written behind the program's back: no audit entries.
///
/// - Parameter households: of each compound; each with a tenure, an owner, a leased stall, twelve
///   open charges and one payment.
/// - Returns: the scopes, in order.
public func makeCrowd(
    _ database: Database, compounds: Int = 12, households: Int = 200
) async throws -> [ScopeID] {
    var scopes: [ScopeID] = []
    for number in 1...compounds {
        let compound = try await AddCompound(database: database).perform(
            AddCompound.Input(name: "人多小区\(number)", city: "许昌市", county: "魏都区"),
            by: testActor)
        scopes.append(compound.scope)
    }
    let made = scopes
    try await asSuperuser(database) { connection in
        try await connection.execute("set session_replication_role = replica")
        for statement in crowd(in: made, households: households) {
            try await connection.execute(statement)
        }
        try await connection.execute("analyze")
    }
    return scopes
}

private func crowd(in scopes: [ScopeID], households: Int) -> [Query] {
    [
        """
        insert into registry.household (scope_id, household_id, building, entrance, room, area,
            area_source, entry_id)
        select s, s * 100000 + n, (n / 40 + 1)::text, (n / 10 % 4 + 1)::text, (100 + n)::text,
            5000 + n, 'asKept', 0
        from unnest(\(scopes)) s, generate_series(1, \(households)) n
        """,
        """
        insert into registry.tenure (scope_id, tenure_id, household_id, entry_id)
        select scope_id, household_id, household_id, 0 from registry.household
        """,
        """
        insert into registry.owner (scope_id, owner_id, name, phone, entry_id)
        select scope_id, household_id, '业主' || household_id,
            '139' || lpad(household_id::text, 8, '0'), 0
        from registry.household
        """,
        """
        insert into registry.ownership (scope_id, tenure_id, owner_id, position, entry_id)
        select scope_id, household_id, household_id, 1, 0 from registry.household
        """,
        """
        insert into registry.stall (scope_id, stall_id, code, entry_id)
        select scope_id, household_id + 50000, 'A-' || household_id, 0 from registry.household
        """,
        """
        insert into registry.stall_lease (scope_id, lease_id, stall_id, tenure_id, from_month, plate,
            entry_id)
        select scope_id, household_id, household_id + 50000, household_id, '2021-01-01',
            '豫K' || household_id, 0
        from registry.household
        """,
        """
        insert into registry.resident_link (scope_id, tenure_id, generation, token_sha256, entry_id)
        select scope_id, household_id, 1, sha256(household_id::text::bytea), 0
        from registry.household
        """,
        """
        insert into fees.charge (scope_id, tenure_id, month, item, subject_id, obligor, takeover_id,
            quantity, amount_fen, charged_on, due_on)
        select h.scope_id, h.household_id, m, 'property-fee', h.household_id, 'owner', 1, 1, 5000,
            m, m + 24
        from registry.household h,
            (select generate_series('2021-01-01'::date, '2021-12-01', '1 month')::date as m) months
        """,
        """
        insert into fees.payment (scope_id, payment_id, tenure_id, amount_fen, channel, received_on,
            entered_on, idempotency_key, request_digest, unallocated_fen, entry_id)
        select scope_id, household_id, household_id, 5000, 'cash', '2021-06-01', '2021-06-01',
            household_id::text, sha256(''), 5000, 0
        from registry.household
        """,
        """
        insert into fees.allocation (scope_id, payment_id, tenure_id, month, item, subject_id,
            revision, kind, amount_fen, applied_on, entry_id)
        select scope_id, household_id, household_id, '2021-01-01', 'property-fee', household_id, 1,
            'payment', 1, '2021-06-01', 0
        from registry.household
        """,
        """
        insert into access.audit_entry (scope_id, entry_id, actor_kind, actor_name, action, subject,
            fact_count, facts_digest)
        select scope_id, 1000000 + household_id, 'system', 'linli', 'MakeCrowd', 'crowd', 0,
            sha256('')
        from registry.household
        """,
        """
        insert into fees.receipt (scope_id, year, number, payment_id, issued_on, entry_id)
        select scope_id, 2021, payment_id, payment_id, '2021-06-01', 0 from fees.payment
        """,
    ]
}

/// How PostgreSQL would run a statement, as EXPLAIN says it.
public func plan(of query: Query, in database: Database) async throws -> String {
    try await database.withConnection { connection in
        try await connection.query(query.explained).map { try $0.decode(String.self) }
            .joined(separator: "\n")
    }
}

/// Tables that grow with every household, and that no list may read whole.
public let growingTables: Set = [
    "household", "tenure", "owner", "ownership", "stall", "stall_lease", "resident_link",
    "charge", "payment", "receipt", "allocation", "waiver", "refund", "reversal", "audit_entry",
    "run", "skipped", "dispute", "answer", "correction", "month_tally",
]

/// The growing tables that a plan reads whole.
public func readWhole(in plan: String) -> [String] {
    plan.split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ").map(String.init)
        guard let seq = words.firstIndex(of: "Seq"), words.count > seq + 3,
            words[seq + 1] == "Scan"
        else { return nil }
        let table = words[seq + 3]
        return growingTables.contains(table) ? table : nil
    }
}
