import Access
import Core
import Postgres
import Registry
import TestSupport

@testable import Fees

/// Charges as a billing run leaves them, put straight into the tables: what is tested here begins
/// after billing. Everything stands in the audit log.
struct FeesFixture: Sendable {
    let database: Database
    let compound: MadeCompound

    var scope: ScopeID { compound.scope }
    var first: HouseholdCode { compound.households[0] }

    static func make(
        _ database: Database, name: String = "文宴雅居", households: Int = 4
    ) async throws -> FeesFixture {
        let compound = try await makeCompound(database, name: name, households: households)
        let fixture = FeesFixture(database: database, compound: compound)
        try await fixture.addSchedules()
        return fixture
    }

    /// 物业费 at 50 yuan and 照明费 at 8 yuan, due on the 25th, on one historical resolution.
    private func addSchedules() async throws {
        try await write("AddSchedules") { entry in
            [
                """
                insert into resolutions.resolution as r (scope_id, kind, body, title, adopted_on,
                    source, content, digest, entry_id)
                values (\(scope), 'historical', 'owners-committee', '收费标准的决议', '2021-10-08',
                    '会议记录', '每户每月五十元', sha256('决议'), \(entry))
                returning resolutions.fact(r)
                """,
                """
                insert into fees.item as r (scope_id, item, name, entry_id)
                values (\(scope), 'property-fee', '物业费', \(entry)),
                    (\(scope), 'light', '照明费', \(entry))
                returning fees.fact(r)
                """,
                """
                insert into fees.schedule as r (scope_id, item, rate, basis, rounding, from_month,
                    due_day, fund, payee_name, payee_account, resolution_id, entry_id)
                select \(scope), item, case item when 'light' then 80000 else 500000 end,
                    'household', 'halfUp', '1990-01-01', 25,
                    case item when 'light' then 'heldForOthers' else 'propertyService' end,
                    case item when 'light' then '许昌供电' else '许昌恒达物业公司' end, '4105',
                    resolution_id, \(entry)
                from fees.item i join resolutions.resolution r using (scope_id)
                where scope_id = \(scope) order by item
                returning fees.fact(r)
                """,
            ]
        }
    }

    /// Charges every household for a month under one item, on the month's first day by default.
    func charge(
        _ month: BillingMonth, item: FeeItemCode = .propertyFee, on day: CivilDate? = nil
    ) async throws {
        let day = day ?? month.firstDay
        try await database.withTransaction { connection in
            _ = try await connection.query(LedgerStore.locking(scope))
            let entry = try await AuditStore.draw(on: connection)
            let run = try await connection.query(
                "select nextval(pg_get_serial_sequence('fees.run', 'run_id'))"
            ).only().decode(RunID.self)
            let fact = try await connection.query(
                """
                with charged as (
                    insert into fees.charge as c (scope_id, tenure_id, month, item, subject_id,
                        revision, obligor, schedule_id, run_id, quantity, amount_fen, charged_on,
                        due_on)
                    select s.scope_id, t.tenure_id, \(month), s.item, t.household_id, (
                            select coalesce(max(o.revision), 0) + 1 from fees.charge o
                            where o.scope_id = s.scope_id and o.tenure_id = t.tenure_id
                                and o.month = \(month) and o.item = s.item),
                        'owner', s.schedule_id, \(run), 1, s.rate / 100, \(day),
                        \(month.firstDay.adding(days: 24))
                    from fees.schedule s join registry.tenure t using (scope_id)
                    where s.scope_id = \(scope) and s.item = \(item) and t.until_on is null
                    on conflict (scope_id, month, item, subject_id) where withdrawn_run is null
                        do nothing
                    returning amount_fen, fees.fact(c) as fact
                )
                insert into fees.run as r (scope_id, run_id, kind, month, on_day, charge_count,
                    total_fen, charges_digest, entry_id)
                overriding system value
                select \(scope), \(run), 'billing', \(month), \(day), count(*),
                    coalesce(sum(amount_fen), 0),
                    access.digest(coalesce(array_agg(fact), '{}')), \(entry)
                from charged
                returning fees.fact(r)
                """
            ).only().decode(String.self)
            try await append("Bill", entry, [fact], on: connection)
        }
    }

    /// Withdraws what is charged for a month and not paid or waived.
    func withdraw(_ month: BillingMonth, on day: CivilDate) async throws {
        try await database.withTransaction { connection in
            _ = try await connection.query(LedgerStore.locking(scope))
            let entry = try await AuditStore.draw(on: connection)
            let run = try await connection.query(
                "select nextval(pg_get_serial_sequence('fees.run', 'run_id'))"
            ).only().decode(RunID.self)
            let fact = try await connection.query(
                """
                with withdrawn as (
                    update fees.charge c set withdrawn_run = \(run)
                    where scope_id = \(scope) and month = \(month) and withdrawn_run is null
                        and settled_fen = 0 and waived_fen = 0 and run_id is not null
                    returning amount_fen, fees.withdrawal_fact(c) as fact
                )
                insert into fees.run as r (scope_id, run_id, kind, month, on_day, reason,
                    charge_count, total_fen, charges_digest, entry_id)
                overriding system value
                select \(scope), \(run), 'withdrawal', \(month), \(day), '多算了', count(*),
                    coalesce(sum(amount_fen), 0),
                    access.digest(coalesce(array_agg(fact), '{}')), \(entry)
                from withdrawn
                returning fees.fact(r)
                """
            ).only().decode(String.self)
            try await append("Withdraw", entry, [fact], on: connection)
        }
    }

    private func write(
        _ action: String, _ statements: (EntryID) -> [Query]
    ) async throws {
        try await database.withTransaction { connection in
            let entry = try await AuditStore.draw(on: connection)
            var facts: [String] = []
            for statement in statements(entry) {
                facts += try await connection.query(statement).map { try $0.decode(String.self) }
            }
            try await append(action, entry, facts, on: connection)
        }
    }

    private func append(
        _ action: String, _ entry: EntryID, _ facts: [String], on connection: Connection
    ) async throws {
        try await AuditStore.append(
            AuditEntry(
                scope: scope, entry: entry, actor: testActor, action: action,
                subject: "compound:\(scope)", facts: .lines(facts)),
            on: connection)
    }
}

/// Short forms of the operations, with the values that most tests do not care about.
extension FeesFixture {
    func input(
        _ fen: Int64, from household: HouseholdCode? = nil, tenure: TenureID? = nil,
        receivedOn: CivilDate? = nil, receiptOn: CivilDate? = nil, key: String,
        months: [BillingMonth] = [], items: [FeeItemCode] = []
    ) -> TakePayment.Input {
        TakePayment.Input(
            scope: scope, payer: Payer(household: household ?? first, tenure: tenure),
            amount: Money(fen: fen), channel: .cash, receivedOn: receivedOn,
            receiptOn: receiptOn, key: key, months: months, items: items)
    }

    @discardableResult
    func take(
        _ fen: Int64, from household: HouseholdCode? = nil, receivedOn: CivilDate? = nil,
        key: String, months: [BillingMonth] = [], items: [FeeItemCode] = [],
        on today: CivilDate = day("2021-12-01")
    ) async throws -> TakePayment.Outcome {
        try await TakePayment(database: database).perform(
            input(
                fen, from: household, receivedOn: receivedOn, key: key, months: months,
                items: items),
            by: testActor, on: today)
    }

    @discardableResult
    func reverse(
        _ payment: PaymentID, on today: CivilDate = day("2021-12-01")
    ) async throws -> ReversePayment.Outcome {
        try await ReversePayment(database: database).perform(
            ReversePayment.Input(scope: scope, payment: .payment(payment), reason: "记错了户"),
            by: testActor, on: today)
    }

    @discardableResult
    func refund(
        _ fen: Int64, to household: HouseholdCode? = nil, key: String, reason: String = "搬走了",
        on today: CivilDate = day("2021-12-01")
    ) async throws -> RefundPayment.Outcome {
        try await RefundPayment(database: database).perform(
            RefundPayment.Input(
                scope: scope, payer: Payer(household: household ?? first), amount: Money(fen: fen),
                channel: .cash, reason: reason, key: key),
            by: testActor, on: today)
    }

    @discardableResult
    func waive(
        _ fen: Int64?, of month: BillingMonth, item: FeeItemCode = .propertyFee,
        for household: HouseholdCode? = nil, key: String,
        on today: CivilDate = day("2021-12-01")
    ) async throws -> WaiveCharge.Outcome {
        try await WaiveCharge(database: database).perform(
            WaiveCharge.Input(
                scope: scope, payer: Payer(household: household ?? first), month: month,
                item: item, amount: fen.map { Money(fen: $0) }, reason: "困难户", key: key),
            by: testActor, on: today)
    }

    func statement(
        of household: HouseholdCode? = nil, tenure: TenureID? = nil, from: CivilDate? = nil,
        until: CivilDate? = nil, asOf: CivilDate? = nil, on today: CivilDate = day("2021-12-31")
    ) async throws -> Statement {
        try await ReadStatement(database: database).perform(
            ReadStatement.Input(
                scope: scope, payer: Payer(household: household ?? first, tenure: tenure),
                from: from, until: until, asOf: asOf),
            by: testActor, on: today)
    }
}
