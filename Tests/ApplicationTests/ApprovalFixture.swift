import Access
import Accounts
import Application
import Core
import Fees
import Postgres
import Registry
import Resolutions
import TestSupport

/// A compound that is billed and has been paid by its first household, and the company's people who
/// serve it: 李 and 孙 at the counter, 王 and 赵 who manage.
struct ApprovalFixture: Sendable {
    let database: Database
    let scope: ScopeID
    let company: ScopeID
    let household: HouseholdCode
    let others: [HouseholdCode]
    let receipt: ReceiptNumber
    let li: Actor
    let sun: Actor
    let wang: Actor
    let zhao: Actor

    static let today = day("2026-03-02")

    /// 200 yuan a household for 2026-03; the first one paid 250.
    static func make(_ database: Database) async throws -> ApprovalFixture {
        let made = try await makeCompound(database, households: 3)
        let company = try await makeOrganisation(database, .propertyCompany, "恒达物业")
        try await makeContract(database, company: company, compound: made.scope)
        let resolution = try await RecordResolution(database: database).perform(
            .init(
                scope: made.scope, kind: .historical, body: .ownersAssembly, title: "收费标准",
                adoptedOn: day("2021-10-08"), source: "会议记录"),
            by: testActor, on: today
        ).resolution.id
        _ = try await AddSchedule(database: database).perform(
            .init(
                scope: made.scope, item: .propertyFee, rate: Rate(tenThousandths: 2_000_000),
                basis: .household, from: month("2026-03"), dueDay: 25, resolution: resolution),
            by: testActor, on: today)
        _ = try await IssueBills(database: database).perform(
            .init(month: month("2026-03"), scope: made.scope), by: testActor, on: today)
        let paid = try await TakePayment(database: database).perform(
            .init(
                scope: made.scope, payer: Payer(household: made.households[0]),
                amount: Money(fen: 25_000), channel: .cash, key: "paid"),
            by: testActor, on: today)
        return ApprovalFixture(
            database: database, scope: made.scope, company: company,
            household: made.households[0], others: Array(made.households.dropFirst()),
            receipt: paid.receipt,
            li: try await makePerson(database, "li", as: .propertyClerk, at: company),
            sun: try await makePerson(database, "sun", as: .propertyClerk, at: company),
            wang: try await makePerson(database, "wang", as: .propertyManager, at: company),
            zhao: try await makePerson(database, "zhao", as: .propertyManager, at: company))
    }

    // MARK: Asking

    func refund(
        _ fen: Int64 = 5000, key: String = "r", reason: String = "多交"
    ) -> RefundPayment.Input {
        RefundPayment.Input(
            scope: scope, payer: Payer(household: household), amount: Money(fen: fen),
            channel: .cash, reason: reason, key: key)
    }

    func waiver(_ fen: Int64?, of household: HouseholdCode? = nil, key: String = "w")
        -> WaiveCharge.Input
    {
        WaiveCharge.Input(
            scope: scope, payer: Payer(household: household ?? others[0]),
            month: month("2026-03"), item: .propertyFee, amount: fen.map { Money(fen: $0) },
            reason: "困难户", key: key)
    }

    var reversal: ReversePayment.Input {
        ReversePayment.Input(scope: scope, payment: .receipt(receipt), reason: "记错了户")
    }

    func withdrawal(_ text: String = "2026-03") -> WithdrawBills.Input {
        WithdrawBills.Input(scope: scope, month: month(text), reason: "多算了")
    }

    /// `done`, or the approval that waits.
    func ask<Act: TwoPersonAct>(
        _ act: Act, _ input: Act.Input, by actor: Actor, at now: Timestamp = testMorning
    ) async throws -> Approval? {
        let outcome = try await RequestApproval(database: database, act: act).perform(
            input, by: actor, at: now, on: now.dayInShanghai)
        switch outcome {
        case .done: return nil
        case .waiting(let approval, _): return approval
        }
    }

    func askRefund(
        _ fen: Int64 = 5000, key: String = "r", reason: String = "多交", by actor: Actor? = nil,
        at now: Timestamp = testMorning
    ) async throws -> Approval? {
        try await ask(
            RefundPayment(database: database), refund(fen, key: key, reason: reason),
            by: actor ?? li, at: now)
    }

    // MARK: Deciding

    func decide(
        _ id: ApprovalID, approves: Bool = true, reason: String? = nil, by actor: Actor,
        at now: Timestamp = testMorning, in other: ScopeID? = nil
    ) async throws -> DecideApproval.Outcome {
        try await DecideApproval(database: database).perform(
            .init(scope: other ?? scope, approval: id, approves: approves, reason: reason),
            by: actor, at: now, on: now.dayInShanghai)
    }

    func count(_ sql: String) async throws -> Int {
        try await database.withConnection { connection in
            try await connection.query(Query(unescaped: sql)).only().decode(Int.self)
        }
    }
}
