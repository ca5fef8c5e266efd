import Postgres

/// Fills the scratch database, set-based. Numbers follow from a household's place in line, so that
/// a script of pgbench can name any of them by arithmetic.
enum FillStore {
    static let householdsPerCompound = 375
    /// Every 125th household has nobody who answers for it, and is skipped by a run.
    static let untenanted = 125
    static let firstScope = 1001
    static let firstHousehold = 1_000_000
    static let firstTenure = 5_000_000
    /// Addresses are written with numbers that occur nowhere else in a payment.
    static let firstBuilding = 201
    static let firstEntrance = 11
    static let firstRoom = 3001

    /// One compound of many households, for payments that all want the same ledger.
    static let largeScope = 1000
    static let largeHouseholds = 8000
    static let largeFirstHousehold = 20_000_000
    static let largeFirstTenure = 25_000_000

    /// Fees of 50 and of 30 yuan a household and month.
    static let monthlyFen = 8000

    static func compounds(of households: Int) -> Int {
        (households + householdsPerCompound - 1) / householdsPerCompound
    }

    /// The register and the schedules of all compounds.
    static func register(households: Int, _ connection: Connection) async throws {
        try await connection.script(
            """
            -- The rows are made to fit: no foreign key has anything to find.
            set session_replication_role = replica;
            -- No entry's number is the number of something else.
            select setval('access.entry_id', 900000000);
            insert into registry.region (region_id, parent_id, kind, name)
            values (1, null, 'city', '许昌市'), (2, 1, 'county', '魏都区');
            create schema bench;
            create table bench.place as
            select \(firstScope) + n / \(householdsPerCompound) as scope_id,
                n % \(householdsPerCompound) as h, \(firstHousehold) + n as household_id,
                \(firstTenure) + n as tenure_id,
                n % \(untenanted) < \(untenanted - 1) as tenanted
            from generate_series(0, \(households) - 1) n;
            """)
        try await makeCompounds("select distinct scope_id from bench.place", connection)
        try await makeHouseholds(connection)
        try await connection.script("drop table bench.place")
        try await vacuum(connection)
    }

    /// The one large compound. Not there while everything is billed.
    static func largeCompound(_ connection: Connection) async throws {
        try await connection.script(
            """
            set session_replication_role = replica;
            create table bench.place as
            select \(largeScope) as scope_id, n as h, \(largeFirstHousehold) + n as household_id,
                \(largeFirstTenure) + n as tenure_id, true as tenanted
            from generate_series(0, \(largeHouseholds) - 1) n;
            """)
        try await makeCompounds("select \(largeScope) as scope_id", connection)
        try await makeHouseholds(connection)
        try await connection.script("drop table bench.place")
        try await vacuum(connection)
    }

    private static func makeCompounds(_ scopes: String, _ connection: Connection) async throws {
        try await connection.script(
            """
            create temporary table new_scope as \(scopes);
            insert into access.scope (scope_id, kind) select scope_id, 'compound' from new_scope;
            insert into access.ledger select scope_id from new_scope;
            insert into registry.compound (scope_id, region_id, name, entry_id)
            select scope_id, 2, '小区' || scope_id, 0 from new_scope;
            insert into resolutions.resolution (scope_id, resolution_id, kind, body, title,
                adopted_on, source, digest, entry_id)
            select scope_id, scope_id, 'historical', 'owners-committee', '关于收费标准的决议',
                '2021-10-08', '2021年10月8日业主大会会议记录', sha256(scope_id::text::bytea), 0
            from new_scope;
            insert into fees.item (scope_id, item, name, entry_id)
            select scope_id, item, name, 0
            from new_scope, (values ('property-fee', '物业费'), ('public-light', '公共照明费'))
                as i (item, name);
            insert into fees.schedule (scope_id, item, rate, basis, rounding, from_month, due_day,
                fund, payee_name, resolution_id, entry_id)
            select scope_id, item, case item when 'property-fee' then 500000 else 300000 end,
                'household', 'halfUp', '2021-11-01', 25, 'propertyService', '许昌恒达物业公司',
                scope_id, 0
            from fees.item join new_scope using (scope_id)
            order by scope_id, item;
            drop table new_scope;
            """)
    }

    private static func makeHouseholds(_ connection: Connection) async throws {
        try await connection.script(
            """
            insert into registry.household (scope_id, household_id, building, entrance, room, area,
                area_source, entry_id)
            select scope_id, household_id, \(firstBuilding) + h / 60,
                \(firstEntrance) + h % 60 / 20, \(firstRoom) + h % 20,
                5000 + household_id * 37 % 9000, 'asKept', 0
            from bench.place;
            insert into registry.tenure (scope_id, tenure_id, household_id, entry_id)
            select scope_id, tenure_id, household_id, 0 from bench.place where tenanted;
            insert into registry.owner (scope_id, owner_id, name, phone, entry_id)
            select scope_id, tenure_id, '业主' || tenure_id, '139' || tenure_id, 0
            from bench.place where tenanted;
            insert into registry.ownership (scope_id, tenure_id, owner_id, position, entry_id)
            select scope_id, tenure_id, tenure_id, 1, 0 from bench.place where tenanted;
            """)
    }

    /// Takes away what was billed, paid and asked about it, and the log.
    static let emptying = """
        truncate fees.run, fees.skipped, fees.charge, fees.payment, fees.receipt, fees.allocation,
            fees.reversal, fees.refund, fees.waiver, fees.dispute, fees.answer, fees.correction,
            access.audit_entry;
        """

    /// Some months of charges, the older ones paid, of the compounds in a range of scopes.
    ///
    /// - Parameters:
    ///   - until: the first day of the last month that is billed.
    ///   - isFirst: nothing else is left.
    static func history(
        scopes: ClosedRange<Int>, months: Int, unpaid: Int, until: String, isFirst: Bool = true,
        _ connection: Connection
    ) async throws {
        try await connection.script(
            """
            set session_replication_role = replica;
            \(isFirst ? emptying : "")
            insert into fees.run (scope_id, kind, month, on_day, charge_count, total_fen,
                charges_digest, entry_id)
            select scope_id, 'billing', month, month, 0, 0, sha256(''), 0
            from generate_series(\(scopes.lowerBound), \(scopes.upperBound)) scope_id,
                generate_series(date '\(until)' - interval '\(months - 1) months',
                    date '\(until)', '1 month') month;
            insert into fees.charge (scope_id, tenure_id, month, item, subject_id, obligor,
                schedule_id, run_id, quantity, amount_fen, charged_on, due_on, settled_fen)
            select r.scope_id, t.tenure_id, r.month, s.item, t.household_id, t.obligor,
                s.schedule_id, r.run_id, 1, s.rate / 100, r.on_day, r.month + 24,
                case when r.month <= date '\(until)' - interval '\(unpaid) months'
                    then s.rate / 100 else 0 end
            from fees.run r
            join fees.schedule s using (scope_id)
            join registry.tenure t using (scope_id)
            where r.scope_id between \(scopes.lowerBound) and \(scopes.upperBound)
            order by r.month, r.scope_id, t.tenure_id, s.item;
            """)
        try await payments(scopes, connection)
        try await connection.execute("vacuum (analyze) fees.run")
        for table in ["charge", "payment", "receipt", "allocation"] {
            try await connection.execute("vacuum (analyze) fees.\(unescaped: table)")
        }
    }

    /// One payment for each tenure and paid month.
    private static func payments(
        _ scopes: ClosedRange<Int>, _ connection: Connection
    ) async throws {
        let among = "scope_id between \(scopes.lowerBound) and \(scopes.upperBound)"
        try await connection.script(
            """
            insert into fees.payment (scope_id, tenure_id, amount_fen, channel, received_on,
                entered_on, idempotency_key, request_digest, unallocated_fen, entry_id)
            select scope_id, tenure_id, sum(settled_fen), 'wechat', month + 7, month + 7,
                'fill-' || tenure_id || month, sha256(''), 0, 0
            from fees.charge where settled_fen > 0 and \(among)
            group by month, scope_id, tenure_id
            order by month, scope_id, tenure_id;
            insert into fees.receipt (scope_id, year, number, payment_id, issued_on, entry_id)
            select scope_id, extract(year from received_on),
                row_number() over (partition by scope_id, extract(year from received_on)
                    order by payment_id), payment_id, received_on, 0
            from fees.payment where \(among)
            order by payment_id;
            insert into fees.allocation (scope_id, payment_id, tenure_id, month, item, subject_id,
                revision, kind, amount_fen, applied_on, entry_id)
            select p.scope_id, p.payment_id, p.tenure_id, c.month, c.item, c.subject_id,
                c.revision, 'payment', c.amount_fen, p.received_on, 0
            from fees.payment p
            join fees.charge c on c.scope_id = p.scope_id and c.tenure_id = p.tenure_id
                and c.month = p.received_on - 7
            where p.\(among)
            order by p.payment_id, c.item;
            """)
    }

    /// Nothing that the fill left behind is cleared away while something is measured.
    static func vacuum(_ connection: Connection) async throws {
        try await connection.execute("vacuum (analyze, freeze)")
    }

    /// The server works for the measurement only. Both sides have it so.
    static func stopAutovacuum(_ connection: Connection) async throws {
        try await connection.execute("alter system set autovacuum = off")
        try await connection.execute("select pg_reload_conf()")
    }
}
