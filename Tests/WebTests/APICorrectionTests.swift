import Access
import Core
import Fees
import TestSupport
import Testing

@testable import Web

/// What needs two people, by two programs.
@Suite struct APICorrectionTests {
    @Test func whatIsAskedForIsDoneOnceApproved() async throws {
        try await withPrograms { town in
            let at = "/compounds/\(town.scope)"
            _ = try await town.post("\(at)/bills/2021-11/run")
            let paid = try await town.post(
                "\(at)/payments",
                ["household": "1-1-101", "amountFen": 10_000, "channel": "cash"])
            let payment = try #require(paid.json["payment"]?.integer)

            let refund = try await town.post(
                "\(at)/refunds",
                [
                    "household": "1-1-101", "amountFen": 500, "channel": "cash", "reason": "多缴",
                ], as: .propertyClerk)
            #expect(refund.json["done"] == .null)
            let waiting = try #require(refund.json["approval"]?["approval"]?.integer)
            let own = try await town.post(
                "\(at)/approvals/\(waiting)/approve", as: .propertyClerk)
            #expect(own.status == 403)
            let list = try await town.get("/approvals?state=pending&compound=\(town.scope)")
            #expect(list.json["total"]?.integer == 1)

            let declined = try await town.post(
                "\(at)/payments/\(payment)/reverse", ["reason": "错户"], as: .propertyClerk)
            #expect(declined.json["approval"]?["action"] == "ReversePayment")
            let cancelled = try await town.post(
                "\(at)/approvals/\(waiting)/cancel", as: .propertyClerk)
            #expect(cancelled.json["state"] == "cancelled")
            #expect(try await auditProblems(town.database).isEmpty)
        }
    }

    @Test func aSmallWaiverIsDoneAlone() async throws {
        try await withPrograms { town in
            let at = "/compounds/\(town.scope)"
            _ = try await town.post("\(at)/bills/2021-11/run")
            let waived = try await town.post(
                "\(at)/waivers",
                [
                    "household": "1-1-101", "month": "2021-11", "item": "parking",
                    "stall": "A-001", "amountFen": 100, "reason": "车位停用一天",
                ], as: .propertyClerk)
            #expect(waived.json["done"]?["openFen"]?.integer == 2_900)
            #expect(waived.json["approval"] == .null)
            let withdrawn = try await town.post(
                "\(at)/bills/2021-11/withdraw", ["reason": "重出"], as: .propertyClerk)
            #expect(withdrawn.status == 422 && withdrawn.code == "monthPaidOrWaived")
        }
    }

    @Test func auditorsReadTheLog() async throws {
        try await withPrograms { town in
            let log = try await town.get(
                "/audit?action=AddSchedule&scope=\(town.scope)", as: .auditor)
            #expect(log.json["total"]?.integer == 2)
            #expect(try await town.get("/audit").status == 403)
        }
    }
}
