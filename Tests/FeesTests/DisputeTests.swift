import Access
import Core
import Postgres
import Registry
import Secrets
import TestSupport
import Testing

@testable import Fees

/// A billed compound with disputes, raised and answered by the operations themselves.
struct DisputeFixture: Sendable {
    let fees: BillingFixture

    var database: Database { fees.database }

    static func make(_ database: Database) async throws -> DisputeFixture {
        let fees = try await BillingFixture.make(database)
        try await fees.bill()
        return DisputeFixture(fees: fees)
    }

    @discardableResult
    func raise(
        _ words: String = "车位不是我家的", from household: Int = 0, item: FeeItemCode = .parking,
        month text: String = "2021-11", on today: String = "2021-11-08"
    ) async throws -> RaiseDispute.Outcome {
        try await RaiseDispute(database: database).perform(
            RaiseDispute.Input(
                scope: fees.scope,
                complainant: .desk(Payer(household: fees.compound.households[household])),
                month: month(text), item: item, words: words),
            by: testActor, on: day(today))
    }

    @discardableResult
    func answer(
        _ dispute: DisputeID, _ outcome: Dispute.Outcome = .upheld, _ words: String = "已核对，属实",
        correction: CorrectionReference? = nil, by actor: Actor = testActor,
        on today: String = "2021-11-09"
    ) async throws -> AnswerDispute.Outcome {
        try await AnswerDispute(database: database).perform(
            AnswerDispute.Input(
                scope: fees.scope, dispute: dispute, outcome: outcome, words: words,
                correction: correction),
            by: actor, on: day(today))
    }

    func waive(_ key: String, household: Int = 0) async throws -> CorrectionReference {
        let outcome = try await WaiveCharge(database: database).perform(
            WaiveCharge.Input(
                scope: fees.scope, payer: Payer(household: fees.compound.households[household]),
                month: month("2021-11"), item: .parking, amount: Money(fen: 1000),
                reason: "异议成立", key: key),
            by: testActor, on: day("2021-11-09"))
        return .waiver(outcome.waiver)
    }

    func link(_ dispute: DisputeID, _ correction: CorrectionReference) async throws -> Bool {
        try await LinkCorrection(database: database).perform(
            LinkCorrection.Input(scope: fees.scope, dispute: dispute, correction: correction),
            by: testActor
        ).repeated
    }

    func list(
        _ state: ListDisputes.State? = nil, search: String? = nil,
        order: ListDisputes.Order = .newest, limit: Int = 10, offset: Int = 0
    ) async throws -> ListDisputes.Outcome {
        try await ListDisputes(database: database).perform(
            ListDisputes.Input(
                scope: fees.scope, state: state, search: search, order: order, limit: limit,
                offset: offset),
            by: testActor)
    }
}

@Suite struct DisputeTests {
    @Test func fromTheQuestionToTheCorrection() async throws {
        try await withDatabase { database in
            let desk = try await DisputeFixture.make(database)
            let raised = try await desk.raise()
            #expect(!raised.repeated)
            #expect(raised.stall == "A-001")
            #expect(try await desk.raise().dispute == raised.dispute)
            #expect(try await refusal { try await desk.raise("别的话") } == "disputeAlreadyOpen")
            let clerk = Actor.account(
                AccountID(1), name: "王芳",
                grants: [
                    Grant(
                        appointment: AppointmentID(1), role: .propertyClerk, body: "许昌恒达物业公司",
                        reach: .scopes([desk.fees.scope]))
                ])
            let waiver = try await desk.waive("w")
            #expect(
                try await refusal { _ = try await desk.link(raised.dispute, waiver) }
                    == "disputeNotAnswered")
            try await desk.answer(raised.dispute, correction: waiver, by: clerk)
            #expect(try await desk.answer(raised.dispute, correction: waiver).repeated)
            #expect(try await desk.link(raised.dispute, waiver))
            #expect(
                try await refusal { try await desk.answer(raised.dispute, .declined) }
                    == "disputeAlreadyAnswered")
            let dispute = try #require(try await desk.list().rows.first)
            #expect(dispute.answer?.answeredBy == "许昌恒达物业公司")
            #expect(dispute.charge.obligor == "业主101")
            #expect(dispute.charge.itemName == "停车费")
            #expect(dispute.charge.waived == Money(fen: 1000))
            #expect(dispute.corrections.map(\.reference) == [waiver])
            #expect(dispute.corrections.map(\.amount) == [Money(fen: 1000)])
            // Once answered, the household may ask again.
            let again = try await desk.raise("还是不对", on: "2021-11-10")
            #expect(again.dispute != raised.dispute)
            try await desk.answer(again.dispute, .explained, "车位合同自十一月起")
            #expect(
                try await refusal { _ = try await desk.link(again.dispute, waiver) }
                    == "disputeNotUpheld")
            #expect(try await desk.fees.problems() == [])
        }
    }

    @Test func aWithdrawnMonthPutsManyRight() async throws {
        try await withDatabase { database in
            let desk = try await DisputeFixture.make(database)
            let first = try await desk.raise(item: .propertyFee).dispute
            let second = try await desk.raise(from: 1, item: .propertyFee).dispute
            for dispute in [first, second] { try await desk.answer(dispute) }
            let run = try #require(try await desk.fees.withdraw().run)
            let read = ReadDispute(database: database)
            let remedies = try await read.perform(first, in: desk.fees.scope, by: testActor)
                .remedies
            #expect(remedies.map(\.reference) == [.withdrawal(run)])
            #expect(try await desk.link(first, .withdrawal(run)) == false)
            #expect(try await desk.link(second, .withdrawal(run)) == false)
            let after = try await read.perform(first, in: desk.fees.scope, by: testActor)
            #expect(after.remedies.isEmpty)
            #expect(after.dispute.charge.isWithdrawn)
            #expect(after.dispute.corrections.map(\.amount) == [Money(fen: 5000)])
            #expect(try await refusal { try await desk.raise() } == "noSuchCharge")
            #expect(
                try await refusal {
                    _ = try await read.perform(DisputeID(99), in: desk.fees.scope, by: testActor)
                } == "unknownDispute")
            #expect(try await desk.fees.problems() == [])
        }
    }

    @Test func listsPageAndCountOverAll() async throws {
        try await withDatabase { database in
            let desk = try await DisputeFixture.make(database)
            for household in 0..<4 {
                try await desk.raise(from: household, item: .propertyFee)
            }
            let all = try await desk.list()
            try await desk.answer(all.rows[3].id, .declined, "按决议收取")
            #expect(all.rows.map(\.charge.household.room) == ["104", "103", "102", "101"])
            let open = try await desk.list(.open, order: .oldest, limit: 2, offset: 1)
            #expect(open.count == 3)
            #expect(open.open == 3)
            #expect(open.rows.map(\.charge.household.room) == ["103", "104"])
            let answered = try await desk.list(.answered)
            #expect(answered.count == 1)
            #expect(answered.open == 3)
            #expect(try await desk.list(search: "业主103").count == 1)
            #expect(try await desk.list(search: "1-1-10").count == 4)
            #expect(try await desk.list(search: "100%").count == 0)
        }
    }

    /// What a superuser might do to each kind of fact, found by `audit verify` or the checks.
    @Test(arguments: [
        "update fees.dispute set words = '没有意见'",
        "update fees.dispute set raised_on = raised_on - 1",
        "update fees.dispute set raised_through = 'link'",
        "update fees.answer set outcome = 'declined'", "update fees.answer set words = '不属实'",
        "update fees.answer set answered_by = '他人'",
        "update fees.answer set answered_on = answered_on + 1",
        "delete from fees.correction",
        """
        insert into fees.correction (scope_id, dispute_id, run_id, entry_id) select k.scope_id,
        k.dispute_id, r.run_id, k.entry_id from fees.correction k join fees.run r using (scope_id)
        limit 1
        """,
        "delete from fees.correction; delete from fees.answer",
        "delete from fees.correction; delete from fees.answer; delete from fees.dispute",
    ])
    func findsTampering(sql: String) async throws {
        try await withDatabase { database in
            let desk = try await DisputeFixture.make(database)
            let dispute = try await desk.raise().dispute
            try await desk.answer(dispute, correction: try await desk.waive("w"))
            _ = try await SealAudit(database: database).perform()
            try await asSuperuser(database) { try await $0.script(sql) }
            #expect(Set(try await auditProblems(database).map(\.code)) == ["factsDiffer"])
        }
    }

    @Test(arguments: [
        (
            "update fees.dispute set answered_entry_id = null where answered_entry_id is not null",
            "fees-dispute-answers"
        ),
        ("update fees.answer set answered_on = '2021-11-01'", "fees-dispute-answers"),
        ("update fees.answer set outcome = 'declined'", "fees-dispute-corrections"),
        (
            """
            update fees.correction set waiver_id = null, run_id = (select min(run_id) from fees.run)
            """, "fees-dispute-corrections"
        ),
    ])
    func checksFindIt(sql: String, check: String) async throws {
        try await withDatabase { database in
            let desk = try await DisputeFixture.make(database)
            let dispute = try await desk.raise().dispute
            try await desk.answer(dispute, correction: try await desk.waive("w"))
            #expect(try await brokenChecks(database) == [])
            try await asSuperuser(database) { try await $0.script(sql) }
            #expect(try await brokenChecks(database) == [check])
        }
    }

    /// Many at once, whether by a double click or on purpose.
    @Test func manyAtOnceRaiseOne() async throws {
        try await withDatabase { database in
            let desk = try await DisputeFixture.make(database)
            let raised = try await withThrowingTaskGroup(of: DisputeID.self) { group in
                for _ in 0..<6 { group.addTask { try await desk.raise().dispute } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(raised.count == 1)
            #expect(try await desk.list().count == 1)
        }
    }
}

@Suite struct ResidentDisputeTests {
    @Test func aHouseholdRaisesItsOwnThroughItsLink() async throws {
        try await withDatabase { database in
            let desk = try await DisputeFixture.make(database)
            let signer = LinkSigner(key: SecretKey())
            let links = try await IssueResidentLinks(database: database, signer: signer).perform(
                IssueResidentLinks.Input(scope: desk.fees.scope, household: nil), by: testActor)
            let token = try #require(ResidentToken(links[1].token.text))
            let resident = Actor(kind: .resident, name: "1-1-102")
            func raise(
                _ digest: [UInt8], by actor: Actor, item: FeeItemCode = .propertyFee
            ) async throws -> RaiseDispute.Outcome {
                try await RaiseDispute(database: database).perform(
                    RaiseDispute.Input(
                        scope: desk.fees.scope, complainant: .link(tokenSHA256: digest),
                        month: month("2021-11"), item: item, words: "面积不对"),
                    by: actor, on: day("2021-11-08"))
            }
            let raised = try await raise(token.sha256, by: resident)
            let dispute = try #require(try await desk.list().rows.first)
            #expect(dispute.channel == .link)
            #expect(dispute.charge.household.room == "102")
            #expect(
                try await refusal { _ = try await raise([1, 2], by: resident) } == "unknownLink")
            #expect(
                try await refusal { _ = try await raise(token.sha256, by: testActor) }
                    == "notPermitted")
            let own = try await ReadResidentDisputes(database: database).perform(
                scope: desk.fees.scope, tenure: dispute.tenure)
            #expect(own.map(\.id) == [raised.dispute])
            #expect(own.first?.charge.obligor == "业主102")
            // A resident answers nothing.
            #expect(
                try await refusal { try await desk.answer(raised.dispute, by: resident) }
                    == "notPermitted")
            #expect(try await desk.fees.problems() == [])
        }
    }
}
