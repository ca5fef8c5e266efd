import Access
import Accounts
import Application
import Contracts
import Core
import Fees
import Files
import Foundation
import Postgres
import Registry
import Resolutions
import Secrets
import TestSupport

/// A small house in which everything has happened that leaves a fact, by the operations themselves.
struct EverythingFixture: Sendable {
    let base: ApprovalFixture

    private var database: Database { base.database }
    private var scope: ScopeID { base.scope }
    private static let today = ApprovalFixture.today

    static func make(_ database: Database) async throws -> EverythingFixture {
        let fixture = EverythingFixture(base: try await ApprovalFixture.make(database))
        try await fixture.register()
        try await fixture.fees()
        try await fixture.disputes()
        try await fixture.people()
        try await fixture.approvals()
        return fixture
    }

    // MARK: The register

    private func register() async throws {
        try await importing(
            "楼栋,单元,房号,建筑面积,业主姓名,联系电话\n1,1,101,88.00,业主101,13900000101\n9,,901,60.00,张三,13900000901\n"
        ) { request in
            _ = try await ImportHouseholds(database: database, idNumberKey: SecretKey())
                .perform(request, by: testActor)
        }
        let links = IssueResidentLinks(database: database, signer: LinkSigner(key: SecretKey()))
        _ = try await links.perform(.init(scope: scope, household: nil), by: testActor)
        _ = try await links.perform(
            .init(scope: scope, household: base.others[1], renew: true), by: testActor)
        for (stall, household) in [("A-001", base.others[0]), ("A-002", base.others[1])] {
            _ = try await LeaseStall(database: database).perform(
                .init(
                    scope: scope, stall: stall, household: household, from: month("2026-01"),
                    plate: "豫K1"),
                by: testActor)
        }
        _ = try await CorrectOwner(database: database).perform(
            .init(
                scope: scope, household: base.others[0], name: "业主102", correctName: "张伟",
                correctPhone: nil),
            by: testActor)
        _ = try await TransferHousehold(database: database).perform(
            .init(
                scope: scope, household: base.others[1], day: day("2026-03-02"),
                owners: [
                    .init(name: "王芳", share: Owner.Share(numerator: 1, denominator: 2)),
                    .init(name: "李强", share: Owner.Share(numerator: 1, denominator: 2)),
                ]),
            by: testActor, on: Self.today)
    }

    private func importing(
        _ text: String, _ body: (ImportRequest) async throws -> Void
    ) async throws {
        let path = "/tmp/linli-everything-\(UUID().uuidString).csv"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(
            ImportRequest(path: path, scope: scope, mode: .apply(refusalsTo: nil)))
    }

    // MARK: Fees

    private func fees() async throws {
        let resolution = try await RecordResolution(database: database).perform(
            .init(
                scope: scope, kind: .historical, body: .ownersAssembly, title: "停车费",
                adoptedOn: day("2021-10-08"), source: "会议记录",
                file: try Attachment(name: "决议.txt", content: Array("每车位三十元".utf8))),
            by: testActor, on: Self.today
        ).resolution.id
        let schedule = try await AddSchedule(database: database).perform(
            .init(
                scope: scope, item: .parking, rate: Rate(tenThousandths: 300_000), basis: .stall,
                from: month("2026-01"), until: month("2026-12"), dueDay: 25,
                resolution: resolution),
            by: testActor, on: Self.today
        ).schedule.id
        for text in ["2026-01", "2026-02"] {
            _ = try await IssueBills(database: database).perform(
                .init(month: month(text), scope: scope), by: testActor, on: Self.today)
        }
        _ = try await WithdrawBills(database: database).perform(
            base.withdrawal("2026-02"), by: testActor, on: Self.today)
        _ = try await EndSchedule(database: database).perform(
            .init(scope: scope, schedule: schedule, last: month("2026-06"), reason: "停止收取"),
            by: testActor)
        try await importing(
            "房屋,账期,欠费金额,预存金额\n1-1-102,2025-12,35.00,12.34\n"
        ) { request in
            _ = try await ImportOpeningBalances(database: database).perform(
                .init(
                    table: request, asOf: day("2025-12-31"), source: "原收费软件",
                    totalOwed: Money(fen: 3500), totalCredit: Money(fen: 1234)),
                by: testActor, on: Self.today)
        }
        let wrong = try await TakePayment(database: database).perform(
            .init(
                scope: scope, payer: Payer(household: base.others[0]), amount: Money(fen: 1000),
                channel: .wechat, key: "wrong", note: "记错"),
            by: testActor, on: Self.today)
        _ = try await ReversePayment(database: database).perform(
            .init(scope: scope, payment: .payment(wrong.payment), reason: "记错了户"),
            by: testActor, on: Self.today)
    }

    private func disputes() async throws {
        let waived = try await WaiveCharge(database: database).perform(
            base.waiver(1000, of: base.others[0], key: "dispute"), by: testActor, on: Self.today)
        for words in ["多算了", "还是不对"] {
            let raised = try await RaiseDispute(database: database).perform(
                .init(
                    scope: scope, complainant: .desk(Payer(household: base.others[0])),
                    month: month("2026-03"), item: .propertyFee, words: words),
                by: testActor, on: Self.today)
            guard words == "多算了" else { continue }
            _ = try await AnswerDispute(database: database).perform(
                .init(
                    scope: scope, dispute: raised.dispute, outcome: .upheld, words: "属实",
                    correction: .waiver(waived.waiver)),
                by: base.li, on: Self.today)
        }
    }

    // MARK: People

    private func people() async throws {
        let (chen, password) = try await makeAccount(database, "chen")
        let (token, session) = try await signIn("chen", password, in: database)
        _ = try await ChangePassword(database: database, passwords: testPasswords).perform(
            .init(token: token, current: password, new: "tiger-lamp-9"), by: session.actor,
            at: testMorning)
        let proposed = try await ProposeAppointment(database: database).perform(
            .init(
                account: "chen", role: .propertyClerk, body: base.company,
                from: day("2026-03-01"), until: day("2026-12-31")),
            by: base.wang, on: Self.today)
        _ = try await ConfirmAppointment(database: database).perform(
            proposed.id, by: base.zhao, at: testMorning, on: Self.today)
        _ = try await EndAppointment(database: database).perform(
            .init(appointment: proposed.id, reason: "调离"), by: base.zhao, on: Self.today)
        for days in [1, 2] {
            let issued = try await IssueAccessToken(database: database).perform(
                .init(name: "x", permissions: [.readFees], scopes: [scope], days: days),
                by: base.wang, at: testMorning)
            guard days == 1 else { continue }
            _ = try await RevokeAccessToken(database: database).perform(
                issued.accessToken, by: base.wang, at: testMorning)
        }
        try await secondFactors()
        let disable = DisableAccount(database: database)
        try await disable.perform(
            .init(account: chen.id, reason: "离职"), by: testActor, at: testMorning)
        try await EnableAccount(database: database).perform(
            account: chen.id, by: testActor, at: testMorning)
        try await disable.perform(
            .init(account: chen.id, reason: "又离职"), by: testActor, at: testMorning)
        let other = try await makeCompound(database, name: "建安粮苑", households: 1).scope
        let contract = try await makeContract(
            database, company: base.company, compound: other, until: "2030-12-31")
        _ = try await EndServiceContract(database: database).perform(
            .init(
                compound: other, contract: contract.id, lastDay: day("2025-12-31"),
                reason: "业主另聘"),
            by: testActor)
    }

    /// One that was replaced, one that is in use, and a recovery code taken.
    private func secondFactors() async throws {
        let (_, password) = try await makeAccount(database, "qian")
        let (_, session) = try await signIn("qian", password, in: database)
        let key = SecretKey()
        let enrol = EnrolSecondFactor(database: database, passwords: testPasswords, key: key)
        _ = try await enrol.perform(password: password, by: session.actor, at: testMorning)
        let enrolled = try await enrol.perform(
            password: password, by: session.actor, at: testMorning)
        let codes = try await ConfirmSecondFactor(database: database, key: key).perform(
            code: timeCode(enrolled.secret, at: testMorning), by: session.actor, at: testMorning
        ).recoveryCodes
        let waiting = try await SignIn(database: database, passwords: testPasswords).perform(
            .init(name: "qian", password: password, address: "desk"), at: testMorning)
        _ = try await ConfirmSignIn(database: database, key: key).perform(
            .init(token: waiting.token, code: codes[0]), at: testMorning)
    }

    private func approvals() async throws {
        for (key, approves) in [("a", true), ("b", false), ("c", nil)] as [(String, Bool?)] {
            guard let approval = try await base.askRefund(1000, key: key),
                let approves
            else { continue }
            _ = try await base.decide(
                approval.id, approves: approves, reason: "意见", by: base.wang)
        }
    }
}
