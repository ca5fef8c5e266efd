import Postgres

/// What pages show besides the register and the fees: stalls, questions, and what the server has
/// counted beforehand. Everything is there for every compound, as after years of work.
enum PageStore {
    /// Compounds with two years of charges: those whose pages are opened.
    static let openedCompounds = 40
    static let openedMonths = 24
    /// Of all others: enough that nothing is found by being alone.
    static let otherMonths = 2

    private static let firstStall = 30_000_000

    /// - Parameters:
    ///   - compounds: in the register, those that are opened first.
    ///   - until: the first day of the last month that is billed.
    static func fill(compounds: Int, until: String, _ connection: Connection) async throws {
        let first = FillStore.firstScope
        let opened = first...(first + min(compounds, openedCompounds) - 1)
        try await FillStore.history(
            scopes: opened, months: openedMonths, unpaid: 3, until: until, connection)
        if compounds > opened.count {
            try await FillStore.history(
                scopes: (opened.upperBound + 1)...(first + compounds - 1), months: otherMonths,
                unpaid: 1, until: until, isFirst: false, connection)
        }
        try await stalls(connection)
        try await questions(until: until, connection)
        try await log(connection)
        try await tallies(connection)
        try await FillStore.vacuum(connection)
    }

    /// One for every second household, let to it.
    private static func stalls(_ connection: Connection) async throws {
        try await connection.script(
            """
            set session_replication_role = replica;
            insert into registry.stall (scope_id, stall_id, code, entry_id)
            select scope_id, \(firstStall) + household_id, 'A-' || household_id, 0
            from registry.household where household_id % 2 = 0;
            insert into registry.stall_lease (scope_id, stall_id, tenure_id, from_month, plate,
                entry_id)
            select h.scope_id, \(firstStall) + h.household_id, t.tenure_id, '2021-01-01',
                '豫K' || h.household_id, 0
            from registry.household h join registry.tenure t using (scope_id, household_id)
            where h.household_id % 2 = 0;
            """)
    }

    /// Every fiftieth household asks about its last month, and half of them have an answer.
    private static func questions(until: String, _ connection: Connection) async throws {
        try await connection.script(
            """
            set session_replication_role = replica;
            insert into fees.dispute (scope_id, tenure_id, month, item, subject_id, revision,
                raised_through, words, raised_on, entry_id, answered_entry_id)
            select scope_id, tenure_id, month, item, subject_id, revision, 'link', '这一笔不对',
                month, 0, case when tenure_id % 100 = 0 then 1 end
            from fees.charge
            where month = '\(until)' and item = 'property-fee' and tenure_id % 50 = 0;
            insert into fees.answer (scope_id, dispute_id, outcome, words, answered_on, entry_id)
            select scope_id, dispute_id, 'explained', '已说明', raised_on, 1
            from fees.dispute where answered_entry_id is not null;
            """)
    }

    /// An entry for each payment, as if it had long been sealed.
    private static func log(_ connection: Connection) async throws {
        try await connection.script(
            """
            insert into access.audit_entry (scope_id, entry_id, at, actor_kind, actor_name, action,
                subject, fact_count, facts_digest, position, chain, sealed_at)
            select scope_id, \(FillStore.firstTenure) + payment_id,
                entered_on + interval '9 hours' + payment_id % 30000 * interval '1 second',
                'account', '收费员' || scope_id % 100, 'TakePayment', 'payment:' || payment_id, 3,
                sha256(''), row_number() over (partition by scope_id order by payment_id),
                sha256(''), now()
            from fees.payment;
            """)
    }

    private static func tallies(_ connection: Connection) async throws {
        try await connection.script(
            """
            truncate fees.month_tally, fees.tally;
            insert into fees.month_tally (scope_id, month, charged_fen, waived_fen, settled_fen,
                households, households_paid, taken_open_fen)
            select c.scope_id, n.* from registry.compound c, fees.tally_months(c.scope_id) n;
            insert into fees.tally (scope_id, entry_id, open_fen)
            select c.scope_id, (
                    select max(entry_id) from access.audit_entry e where e.scope_id = c.scope_id
                ), coalesce(sum(m.charged_fen - m.waived_fen - m.settled_fen), 0)
            from registry.compound c left join fees.month_tally m using (scope_id)
            group by c.scope_id;
            """)
    }
}
