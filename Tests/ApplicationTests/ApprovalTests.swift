import Access
import Accounts
import Core
import Fees
import Postgres
import Registry
import TestSupport
import Testing

@testable import Application

@Suite struct ApprovalTests {
    /// Each act: asked by one it changes nothing; approved by another it is done, as asked.
    @Test func whatNeedsTwoPeopleWaitsForTheSecond() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let before = try await fixture.count("select count(*) from fees.refund")
            let refund = try #require(try await fixture.askRefund())
            #expect(refund.state(at: testMorning) == .pending)
            #expect(refund.summary == "向 1-1-101 退款 50.00 元（现金）；原因：多交")
            #expect(try await fixture.count("select count(*) from fees.refund") == before)
            let done = try await fixture.decide(refund.id, by: fixture.wang)
            #expect(done.approval.state(at: testMorning) == .approved)
            #expect(done.approval.decision?.byName == "wang")
            #expect(try await fixture.count("select count(*) from fees.refund") == before + 1)

            let waiver = try #require(
                try await fixture.ask(
                    WaiveCharge(database: database), fixture.waiver(nil), by: fixture.li))
            #expect(waiver.summary == "减免 1-1-102 的 2026-03 物业费 200.00 元；原因：困难户")
            _ = try await fixture.decide(waiver.id, by: fixture.zhao)

            // where there is nothing to withdraw nobody needs to agree
            let nothing = try await fixture.ask(
                WithdrawBills(database: database), fixture.withdrawal("2026-04"), by: fixture.li)
            #expect(nothing == nil)
            let problems = try await auditProblems(database)
            #expect(problems == [])
            #expect(try await brokenChecks(database) == [])
        }
    }

    @Test func aReversalAndAWithdrawalAreCarriedOut() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let reversal = try #require(
                try await fixture.ask(
                    ReversePayment(database: database), fixture.reversal, by: fixture.li))
            #expect(reversal.summary.contains("冲正收据 2026-000001，250.00 元"))
            _ = try await fixture.decide(reversal.id, by: fixture.wang)
            #expect(try await fixture.count("select count(*) from fees.reversal") == 1)
            let withdrawal = try #require(
                try await fixture.ask(
                    WithdrawBills(database: database), fixture.withdrawal(), by: fixture.sun))
            #expect(withdrawal.summary == "撤回 2026-03 的账单 3 笔；原因：多算了")
            let outcome = try await fixture.decide(withdrawal.id, by: fixture.wang)
            #expect(outcome.result?.text.contains("\"charges\":3") == true)
            #expect(try await auditProblems(database) == [])
            #expect(try await brokenChecks(database) == [])
        }
    }

    /// The log says that one did it, in which appointment, and that another approved.
    @Test func bothStandInTheLog() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let approval = try #require(try await fixture.askRefund())
            _ = try await fixture.decide(approval.id, by: fixture.wang)
            let rows = try await database.query(
                """
                select action, actor_name, coalesce(appointment, ''), detail ->> 'approval'
                from access.audit_entry
                where action in ('RequestApproval', 'RefundPayment', 'DecideApproval')
                order by entry_id
                """
            ).map { try $0.decode(String.self, String.self, String.self, String?.self) }
            let shown = rows.map { "\($0.0) \($0.1) \($0.3 ?? "-")" }.sorted()
            #expect(
                shown == [
                    "DecideApproval wang -", "RefundPayment li \(approval.id)",
                    "RequestApproval li -",
                ])
            #expect(rows.allSatisfy { $0.2.contains("恒达物业") })
        }
    }

    /// An account does none of these alone, whichever way it tries.
    @Test func nobodyDoesItAlone() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let (wang, today) = (fixture.wang, ApprovalFixture.today)
            for act in [
                {
                    _ = try await RefundPayment(database: database).perform(
                        fixture.refund(), by: wang, on: today)
                },
                {
                    _ = try await WaiveCharge(database: database).perform(
                        fixture.waiver(10_001), by: wang, on: today)
                },
                {
                    _ = try await ReversePayment(database: database).perform(
                        fixture.reversal, by: wang, on: today)
                },
                {
                    _ = try await ReversePayment(database: database).perform(
                        fixture.reversal, by: testActor, on: today)
                    _ = try await WithdrawBills(database: database).perform(
                        fixture.withdrawal(), by: wang, on: today)
                },
            ] as [() async throws -> Void] {
                #expect(try await refusal(act) == "needsSecondPerson")
            }
        }
    }

    /// Up to the limit, counting what was waived of the charge before; above it, two people.
    @Test func smallWaiversAreDoneAlone() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let act = WaiveCharge(database: database)
            for (fen, household, key, waits) in [
                (10_000, 0, "a", false), (1, 0, "b", true), (10_001, 1, "c", true),
                (6_000, 1, "d", false), (4_001, 1, "e", true), (4_000, 1, "f", false),
            ] {
                let approval = try await fixture.ask(
                    act, fixture.waiver(Int64(fen), of: fixture.others[household], key: key),
                    by: fixture.li)
                #expect((approval != nil) == waits, "\(key)")
            }
            let higher = try await fixture.ask(
                WaiveCharge(database: database, aloneUpTo: Money(fen: 20_000)),
                fixture.waiver(10_000, of: fixture.others[0], key: "g"), by: fixture.li)
            #expect(higher == nil)
        }
    }

    /// Each row takes one fault away from the row before.
    @Test func decidingIsRefused() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let other = try await makeCompound(database, name: "别处").scope
            let approval = try #require(try await fixture.askRefund(by: fixture.wang))
            let late = Timestamp(
                microseconds: testMorning.microseconds + Approval.lifetime * 1_000_000)
            let long = String(repeating: "长", count: 501)
            for (id, scope, approves, reason, actor, now, code) in [
                (approval.id, nil, true, nil, fixture.li, testMorning, "notPermitted"),
                (approval.id, other, true, nil, fixture.zhao, testMorning, "notPermitted"),
                (ApprovalID(999), nil, true, nil, fixture.zhao, testMorning, "unknownApproval"),
                (approval.id, nil, true, nil, fixture.wang, late, "approvalExpired"),
                (approval.id, nil, true, nil, fixture.wang, testMorning, "ownRequest"),
                (approval.id, nil, false, nil, fixture.zhao, testMorning, "reasonMissing"),
                (approval.id, nil, false, " ", fixture.zhao, testMorning, "reasonMissing"),
                (approval.id, nil, false, long, fixture.zhao, testMorning, "reasonTooLong"),
                (approval.id, nil, false, "已另行处理", fixture.zhao, testMorning, "none"),
                (approval.id, nil, true, nil, fixture.zhao, testMorning, "decidedAlready"),
                (approval.id, nil, true, nil, fixture.zhao, late, "decidedAlready"),
            ] as [(ApprovalID, ScopeID?, Bool, String?, Actor, Timestamp, String)] {
                let said = try await refusal {
                    _ = try await fixture.decide(
                        id, approves: approves, reason: reason, by: actor, at: now, in: scope)
                }
                #expect(said == code)
            }
            #expect(try await fixture.count("select count(*) from fees.refund") == 0)
            #expect(try await auditProblems(database) == [])
        }
    }

    @Test func itIsDecidedUntilItExpires() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let approval = try #require(try await fixture.askRefund())
            let last = Timestamp(microseconds: approval.expiresAt.microseconds - 1)
            #expect(approval.state(at: last) == .pending)
            #expect(approval.state(at: approval.expiresAt) == .expired)
            #expect(approval.mayBeDecided(by: fixture.wang, at: last))
            #expect(!approval.mayBeDecided(by: fixture.wang, at: approval.expiresAt))
            #expect(!approval.mayBeDecided(by: fixture.li, at: last))
            #expect(!approval.mayBeDecided(by: fixture.sun, at: last))
            _ = try await fixture.decide(approval.id, by: fixture.wang, at: last)
            #expect(try await fixture.count("select count(*) from fees.refund") == 1)
        }
    }

    @Test func theTerminalActsAloneAndDecides() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            #expect(try await fixture.askRefund(1000, key: "t", by: testActor) == nil)
            let approval = try #require(try await fixture.askRefund(4000))
            let decided = try await fixture.decide(approval.id, by: testActor).approval
            #expect(decided.decision?.by == nil)
            #expect(decided.decision?.byName == "测试")
            #expect(try await brokenChecks(database) == [])
        }
    }

    @Test func whoAskedTakesItBack() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let approval = try #require(try await fixture.askRefund())
            let cancel = CancelApproval(database: database)
            for (actor, code) in [
                (fixture.sun, "notYourRequest"), (fixture.wang, "notYourRequest"),
                (fixture.li, "none"), (fixture.li, "decidedAlready"),
            ] {
                let said = try await refusal {
                    _ = try await cancel.perform(
                        approval.id, in: fixture.scope, by: actor, at: testMorning)
                }
                #expect(said == code)
            }
            let said = try await refusal {
                _ = try await fixture.decide(approval.id, by: fixture.wang)
            }
            #expect(said == "decidedAlready")
            #expect(try await auditProblems(database) == [])
        }
    }

    /// What waits for somebody, what they asked for, what is over.
    @Test func aListHasItsParts() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let refund = try #require(try await fixture.askRefund(by: fixture.wang))
            let list = ListApprovals(database: database)
            func parts(of actor: Actor, at now: Timestamp = testMorning) async throws -> [Int] {
                var counts: [Int] = []
                for part in ListApprovals.Part.allCases {
                    counts.append(
                        try await list.perform(.init(part: part), by: actor, at: now).count)
                }
                return counts
            }
            #expect(try await parts(of: fixture.wang) == [0, 1, 0])
            #expect(try await parts(of: fixture.zhao) == [1, 0, 0])
            #expect(try await parts(of: fixture.li) == [0, 0, 0])
            let late = Timestamp(
                microseconds: testMorning.microseconds + Approval.lifetime * 1_000_000)
            #expect(try await parts(of: fixture.zhao, at: late) == [0, 0, 1])
            let read = ReadApproval(database: database)
            let found = try await read.perform(refund.id, in: fixture.scope, by: fixture.li)
            #expect(found.approval == refund)
            #expect(found.input["amountFen"]?.integer == 5000)
            let foreign = try await refusal {
                _ = try await read.perform(refund.id, in: fixture.company, by: fixture.li)
            }
            #expect(foreign == "unknownApproval")
            _ = try await fixture.decide(refund.id, by: fixture.zhao)
            #expect(try await parts(of: fixture.wang) == [0, 1, 1])
            let other = try await list.perform(
                .init(part: .closed, action: .waiveCharge), by: fixture.wang, at: testMorning)
            #expect(other.count == 0)
        }
    }
}
