import Access
import Accounts
import Core
import Fees
import Postgres
import Registry
import TestSupport
import Testing

@testable import Application

/// Sent twice, decided by many at once, and what changes in between.
@Suite struct ApprovalRaceTests {
    @Test func sentTwiceItAsksOnce() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let ids = try await withThrowingTaskGroup(of: ApprovalID?.self) { group in
                for number in 0..<6 {
                    let actor = number.isMultiple(of: 2) ? fixture.li : fixture.sun
                    group.addTask { try await fixture.askRefund(by: actor)?.id }
                    group.addTask {
                        try await fixture.ask(
                            WithdrawBills(database: database), fixture.withdrawal("2026-05"),
                            by: actor)?.id
                    }
                }
                return try await group.reduce(into: Set<ApprovalID?>()) { $0.insert($1) }
            }
            #expect(ids.count == 2)
            #expect(ids.contains(nil))
            #expect(try await fixture.count("select count(*) from access.approval") == 1)
            #expect(try await auditProblems(database) == [])
        }
    }

    @Test func aKeyIsOneRequestForEver() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let first = try #require(try await fixture.askRefund())
            let reused = try await refusal { _ = try await fixture.askRefund(4000) }
            #expect(reused == "keyReused")
            _ = try await fixture.decide(
                first.id, approves: false, reason: "不符", by: fixture.wang)
            let again = try await fixture.askRefund()
            #expect(again?.id == first.id)
            #expect(again?.state(at: testMorning) == .declined)
            let other = try #require(try await fixture.askRefund(key: "r2"))
            _ = try await fixture.decide(other.id, by: fixture.wang)
            // what was done under the key answers as it did
            #expect(try await fixture.askRefund(key: "r2") == nil)
        }
    }

    /// A reversal has no key: it is asked for anew once the earlier request is over.
    @Test func whatIsNamedByItsSubjectIsAskedForAnew() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            func ask(at now: Timestamp = testMorning) async throws -> Approval {
                try #require(
                    try await fixture.ask(
                        ReversePayment(database: database), fixture.reversal, by: fixture.li,
                        at: now))
            }
            let first = try await ask()
            #expect(try await ask().id == first.id)
            _ = try await fixture.decide(
                first.id, approves: false, reason: "不符", by: fixture.wang)
            let second = try await ask()
            #expect(second.id != first.id)
            let third = try await ask(at: second.expiresAt)
            #expect(third.id != second.id)
            let listed = try await ListApprovals(database: database).perform(
                .init(), by: fixture.wang, at: second.expiresAt)
            #expect(
                listed.approvals.map { $0.state(at: second.expiresAt) } == [
                    .pending, .expired, .declined,
                ])
            #expect(try await auditProblems(database) == [])
        }
    }

    @Test func approvedByManyAtOnceItIsDoneOnce() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let approval = try #require(try await fixture.askRefund())
            let codes = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<8 {
                    let actor = number.isMultiple(of: 2) ? fixture.wang : fixture.zhao
                    group.addTask {
                        try await refusal {
                            _ = try await fixture.decide(
                                approval.id, approves: number < 6, reason: "x", by: actor)
                        }
                    }
                }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(codes.filter { $0 == "none" }.count == 1)
            #expect(codes.filter { $0 == "decidedAlready" }.count == 7)
            #expect(try await fixture.count("select count(*) from fees.refund") <= 1)
            #expect(try await auditProblems(database) == [])
            #expect(try await brokenChecks(database) == [])
        }
    }

    /// What can no longer be done stays waiting, and nothing happened.
    @Test func theMoneyMayBeGone() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let approval = try #require(try await fixture.askRefund())
            #expect(try await fixture.askRefund(1, key: "t", by: testActor) == nil)
            let said = try await refusal {
                _ = try await fixture.decide(approval.id, by: fixture.wang)
            }
            #expect(said == "notEnoughCredit")
            let found = try await ListApprovals(database: database).perform(
                .init(state: .pending), by: fixture.li, at: testMorning)
            #expect(found.approvals.map(\.id) == [approval.id])
            #expect(try await auditProblems(database) == [])
        }
    }

    /// Sold in between, the same door is somebody else's.
    @Test func theHouseholdMayBeSold() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let later = moment("2026-03-05")
            let refund = try #require(try await fixture.askRefund())
            let waiver = try #require(
                try await fixture.ask(
                    WaiveCharge(database: database), fixture.waiver(nil), by: fixture.li))
            for household in [fixture.household, fixture.others[0]] {
                _ = try await TransferHousehold(database: database).perform(
                    .init(
                        scope: fixture.scope, household: household, day: day("2026-03-03"),
                        owners: [.init(name: "新业主")]),
                    by: testActor, on: day("2026-03-05"))
            }
            _ = try await TakePayment(database: database).perform(
                .init(
                    scope: fixture.scope, payer: Payer(household: fixture.household),
                    amount: Money(fen: 9000), channel: .cash, key: "new owner"),
                by: testActor, on: day("2026-03-05"))
            for (approval, code) in [(refund, "changedSinceAsked"), (waiver, "noSuchCharge")] {
                let said = try await refusal {
                    _ = try await fixture.decide(approval.id, by: fixture.wang, at: later)
                }
                #expect(said == code)
            }
        }
    }

    /// Billed again in between, it would be other bills that are withdrawn.
    @Test func theMonthMayBeBilledAgain() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            _ = try await ReversePayment(database: database).perform(
                fixture.reversal, by: testActor, on: ApprovalFixture.today)
            let withdraw = WithdrawBills(database: database)
            let approval = try #require(
                try await fixture.ask(withdraw, fixture.withdrawal(), by: fixture.li))
            _ = try await withdraw.perform(
                fixture.withdrawal(), by: testActor, on: ApprovalFixture.today)
            let gone = try await refusal {
                _ = try await fixture.decide(approval.id, by: fixture.wang)
            }
            #expect(gone == "changedSinceAsked")
            _ = try await IssueBills(database: database).perform(
                .init(month: month("2026-03"), scope: fixture.scope), by: testActor,
                on: ApprovalFixture.today)
            let other = try await refusal {
                _ = try await fixture.decide(approval.id, by: fixture.wang)
            }
            #expect(other == "changedSinceAsked")
            #expect(
                try await fixture.count(
                    "select count(*) from fees.charge where withdrawn_run is null") == 3)
        }
    }

    /// Who tries to be both people stands in the log, beside whom it was about.
    @Test func whoApprovesTheirOwnIsNoted() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let approval = try #require(try await fixture.askRefund(by: fixture.wang))
            let own = try await refusal {
                _ = try await fixture.decide(approval.id, by: fixture.wang)
            }
            #expect(own == "ownRequest")
            let foreign = try await refusal {
                _ = try await CancelApproval(database: database).perform(
                    approval.id, in: fixture.scope, by: fixture.sun, at: testMorning)
            }
            #expect(foreign == "notYourRequest")
            let noted = try await database.query(
                """
                select actor_name || ' ' || (detail ->> 'attempt') || ' ' || (detail ->> 'code')
                    || ' ' || (detail ->> 'scope')
                from access.audit_entry where action = 'Refused' order by entry_id
                """
            ).map { try $0.decode(String.self) }
            #expect(
                noted == [
                    "wang DecideApproval ownRequest \(fixture.scope)",
                    "sun CancelApproval notYourRequest \(fixture.scope)",
                ])
            #expect(try await auditProblems(database) == [])
        }
    }

    /// Somebody who left does nothing any more, not even through another.
    @Test func theAskerMayBeGone() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let approval = try #require(try await fixture.askRefund())
            let account = try #require(fixture.li.account)
            try await DisableAccount(database: database).perform(
                .init(account: account, reason: "离职"), by: testActor, at: testMorning)
            let disabled = try await refusal {
                _ = try await fixture.decide(approval.id, by: fixture.wang)
            }
            #expect(disabled == "askerMayNoMore")
            try await EnableAccount(database: database).perform(
                account: account, by: testActor, at: testMorning)
            let appointment = try #require(fixture.li.grants.first?.appointment)
            _ = try await EndAppointment(database: database).perform(
                .init(appointment: appointment, reason: "调离"), by: fixture.wang,
                on: ApprovalFixture.today)
            let dismissed = try await refusal {
                _ = try await fixture.decide(approval.id, by: fixture.wang)
            }
            #expect(dismissed == "askerMayNoMore")
            _ = try await fixture.decide(
                approval.id, approves: false, reason: "申请人已调离", by: fixture.wang)
        }
    }

    @Test func aListIsKeptToOnesReach() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            _ = try await fixture.askRefund()
            let other = try await makeOrganisation(database, .propertyCompany, "别家物业")
            let qian = try await makePerson(database, "qian", as: .propertyManager, at: other)
            let list = ListApprovals(database: database)
            #expect(try await list.perform(by: qian, at: testMorning).count == 0)
            #expect(try await list.perform(by: fixture.sun, at: testMorning).count == 1)
            let mine = try await list.perform(
                .init(askedBy: fixture.sun.account), by: fixture.sun, at: testMorning)
            #expect(mine.count == 0)
            let foreign = try await refusal {
                _ = try await list.perform(
                    .init(scope: fixture.scope), by: qian, at: testMorning)
            }
            #expect(foreign == "notPermitted")
            let auditor = try await makePerson(
                database, "shen", as: .auditor, at: .installation)
            let none = try await refusal {
                _ = try await list.perform(by: auditor, at: testMorning)
            }
            #expect(none == "notPermitted")
        }
    }

    /// What a superuser might do to an approval, found by `audit verify`.
    @Test(arguments: [
        "update access.approval set asked_by = asked_by + 1 where outcome is null",
        "update access.approval set asked_by_name = 'x'",
        "update access.approval set summary = 'x' where outcome is null",
        "update access.approval set subject = 'x' where outcome is null",
        "update access.approval set request_key = 'x'",
        "update access.approval set request_digest = sha256('x')",
        """
        update access.approval set input = jsonb_set(input::jsonb, '{amountFen}', '99999')::json
        """,
        "update access.approval set expires_at = expires_at + interval '1 year'",
        "update access.approval set decided_by = decided_by + 1 where decided_by is not null",
        "update access.approval set decided_by_name = 'x' where decided_by is not null",
        "update access.approval set decided_at = now() where decided_by is not null",
        "update access.approval set outcome = 'cancelled' where outcome = 'approved'",
        """
        update access.approval set outcome = null, decided_by = null, decided_by_name = null,
        decided_at = null, decided_entry_id = null where outcome = 'approved'
        """,
        "delete from access.approval where outcome is null",
    ])
    func findsTampering(sql: String) async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let first = try #require(try await fixture.askRefund(1000))
            _ = try await fixture.decide(first.id, by: fixture.wang)
            _ = try await fixture.askRefund(2000, key: "r2")
            _ = try await SealAudit(database: database).perform()
            try await asSuperuser(database) { try await $0.script(sql) }
            let codes = Set(try await auditProblems(database).map(\.code))
            #expect(codes == ["factsDiffer"])
        }
    }

    @Test(arguments: [
        (
            "update access.approval set outcome = 'approved', decided_by = asked_by, "
                + "decided_by_name = 'x', decided_at = now(), decided_entry_id = 1",
            "approval_two_people"
        ),
        (
            "update access.approval set outcome = 'declined', decided_by_name = 'x', "
                + "decided_at = now(), decided_entry_id = 1",
            "approval_reason"
        ),
        ("update access.approval set outcome = 'approved'", "approval_decided"),
    ])
    func theDatabaseRefuses(sql: String, constraint: String) async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            _ = try await fixture.askRefund()
            do {
                try await database.withConnection { try await $0.script(sql) }
                Issue.record("permitted: \(sql)")
            } catch let error as PostgresError {
                #expect(error.constraint == constraint)
            }
        }
    }
}
