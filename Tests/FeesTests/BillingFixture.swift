import Access
import Core
import Postgres
import Registry
import Resolutions
import TestSupport

@testable import Fees

/// A compound made and billed by the operations themselves.
struct BillingFixture: Sendable {
    let database: Database
    let compound: MadeCompound
    let resolution: ResolutionID

    var scope: ScopeID { compound.scope }

    /// 物业费 50 yuan a household and 停车费 30 yuan a stall from 2021-11, due on the 25th; the first
    /// `leased` stalls are leased to the first households.
    static func make(
        _ database: Database, name: String = "文宴雅居", households: Int = 4, stalls: Int = 3,
        leased: Int = 2, schedules: Bool = true
    ) async throws -> BillingFixture {
        let compound = try await makeCompound(
            database, name: name, households: households, stalls: stalls)
        let resolution = try await RecordResolution(database: database).perform(
            RecordResolution.Input(
                scope: compound.scope, kind: .historical, body: .ownersCommittee, title: "收费标准",
                adoptedOn: day("2021-10-08"), source: "会议记录"),
            by: testActor, on: day("2021-10-20")
        ).resolution.id
        let fixture = BillingFixture(
            database: database, compound: compound, resolution: resolution)
        for (stall, household) in zip(compound.stalls.prefix(leased), compound.households) {
            _ = try await LeaseStall(database: database).perform(
                LeaseStall.Input(
                    scope: compound.scope, stall: stall, household: household,
                    from: month("2021-11")),
                by: testActor)
        }
        if schedules {
            try await fixture.schedule(500_000)
            try await fixture.schedule(300_000, item: .parking, per: .stall)
        }
        return fixture
    }

    func input(
        _ rate: Int64, item: FeeItemCode = .propertyFee, per basis: FeeSchedule.Basis = .household,
        rounding: RoundingMode = .halfUp, kinds: [HouseholdKind] = [], from: String = "2021-11",
        until: String? = nil, resolution: ResolutionID? = nil
    ) -> AddSchedule.Input {
        AddSchedule.Input(
            scope: scope, item: item, itemName: KnownItem.name(of: item) ?? "公摊费",
            rate: Rate(tenThousandths: rate), basis: basis, rounding: rounding, kinds: kinds,
            from: month(from), until: until.map { month($0) }, dueDay: 25,
            fund: KnownItem.fund(of: item) ?? .propertyService,
            resolution: resolution ?? self.resolution)
    }

    @discardableResult
    func schedule(
        _ rate: Int64, item: FeeItemCode = .propertyFee, per basis: FeeSchedule.Basis = .household,
        rounding: RoundingMode = .halfUp, kinds: [HouseholdKind] = [], from: String = "2021-11",
        until: String? = nil
    ) async throws -> AddSchedule.Outcome {
        try await AddSchedule(database: database).perform(
            input(
                rate, item: item, per: basis, rounding: rounding, kinds: kinds, from: from,
                until: until),
            by: testActor, on: day("2021-10-20"))
    }

    @discardableResult
    func bill(
        _ text: String = "2021-11", everywhere: Bool = false, on today: String = "2021-11-01"
    ) async throws -> BillingOutcome {
        try await IssueBills(database: database).perform(
            IssueBills.Input(month: month(text), scope: everywhere ? nil : scope),
            by: testActor, on: day(today))
    }

    func preview(
        _ text: String = "2021-11", on today: String = "2021-11-01"
    ) async throws -> BillingOutcome {
        try await PreviewBills(database: database).perform(
            IssueBills.Input(month: month(text), scope: scope), by: testActor, on: day(today))
    }

    @discardableResult
    func withdraw(
        _ text: String = "2021-11", reason: String = "多收了", on today: String = "2021-11-05"
    ) async throws -> WithdrawBills.Outcome {
        try await WithdrawBills(database: database).perform(
            WithdrawBills.Input(scope: scope, month: month(text), reason: reason),
            by: testActor, on: day(today))
    }

    @discardableResult
    func take(
        _ fen: Int64, from household: Int = 0, key: String, months: [String] = [],
        on today: String = "2021-11-08"
    ) async throws -> TakePayment.Outcome {
        try await TakePayment(database: database).perform(
            TakePayment.Input(
                scope: scope, payer: Payer(household: compound.households[household]),
                amount: Money(fen: fen), channel: .cash, key: key,
                months: months.map { month($0) }),
            by: testActor, on: day(today))
    }

    func transfer(_ household: Int, on date: String, to owner: String) async throws {
        _ = try await TransferHousehold(database: database).perform(
            TransferHousehold.Input(
                scope: scope, household: compound.households[household], day: day(date),
                owners: [TransferHousehold.NewOwner(name: owner)]),
            by: testActor, on: day("2021-10-20"))
    }

    struct Standing: Equatable {
        let item: String
        let fen: Int64
        let settled: Int64
        let revision: Int16
        let chargedOn: CivilDate
        let dueOn: CivilDate
    }

    /// The charges in force of a month, by item and household.
    func charges(_ text: String = "2021-11") async throws -> [Standing] {
        let (scope, month) = (scope, month(text))
        return try await database.withConnection { connection in
            try await connection.query(
                """
                select item, amount_fen, settled_fen, revision, charged_on, due_on
                from fees.charge where scope_id = \(scope) and month = \(month)
                    and withdrawn_run is null order by item, subject_id
                """
            ).map { row in
                let (item, fen, settled, revision, chargedOn, dueOn) = try row.decode(
                    String.self, Int64.self, Int64.self, Int16.self, CivilDate.self,
                    CivilDate.self)
                return Standing(
                    item: item, fen: fen, settled: settled, revision: revision,
                    chargedOn: chargedOn, dueOn: dueOn)
            }
        }
    }

    func count(_ query: Query) async throws -> Int {
        try await database.withConnection { connection in
            try await connection.query(query).only().decode(Int.self)
        }
    }

    /// What must hold after everything: the log, and every check.
    func problems() async throws -> [String] {
        try await auditProblems(database).map(\.sentence) + brokenChecks(database)
    }
}
