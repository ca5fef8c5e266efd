import Access
import Core
import Fees
import Foundation
import Registry
import TestSupport
import Testing

@testable import Web

/// The whole month of a clerk's work, done by a program.
@Suite struct APITests {
    @Test func aMonthsWorkThroughTheInterface() async throws {
        try await withPrograms { town in
            let at = "/compounds/\(town.scope)"
            #expect(try await town.get("/compounds").json["total"]?.integer == 1)
            #expect(try await town.get(at).json["leasedStalls"]?.integer == 1)
            let households = try await town.get("\(at)/households?size=3&page=2")
            #expect(households.json["total"]?.integer == 4)
            #expect(households.json["items"]?.array?.count == 1)
            #expect(try await town.get("\(at)/households/1-1-101").json["hasLink"] == false)
            #expect(try await town.get("\(at)/stalls?leased=true").json["total"]?.integer == 1)
            #expect(
                try await town.get("\(at)/schedules?month=2021-11").json["items"]?.array?.count == 2
            )

            let preview = try await town.get("\(at)/bills/2021-11/preview")
            #expect(preview.json["totalFen"]?.integer == 23_000)
            let run = try await town.post("\(at)/bills/2021-11/run")
            #expect(run.json["charges"]?.integer == 5)
            #expect(try await town.get("\(at)/runs").json["total"]?.integer == 1)

            let taken = try await town.post(
                "\(at)/payments",
                [
                    "household": "1-1-101", "amountFen": 10_000, "channel": "bank-transfer",
                    "receivedOn": "2021-12-07", "note": "网银",
                ], key: "银行-1")
            #expect(taken.status == 400)
            let paid = try await town.post(
                "\(at)/payments",
                [
                    "household": "1-1-101", "amountFen": 10_000, "channel": "bank-transfer",
                    "receivedOn": "2021-12-07", "note": "网银",
                ], key: "bank-1")
            #expect(paid.json["creditFen"]?.integer == 2_000)
            let receipt = try #require(paid.json["receipt"]?.string)
            #expect(try await town.get("\(at)/receipts/\(receipt)").json["void"] == .null)
            let list = try await town.get("\(at)/payments?household=1-1-101&channel=bank-transfer")
            #expect(list.json["paidFen"]?.integer == 10_000)

            let statement = try await town.get("\(at)/households/1-1-101/statement")
            #expect(statement.json["closingFen"]?.integer == -2_000)
            let arrears = try await town.get("\(at)/arrears?size=2&order=largest")
            #expect(arrears.json["openFen"]?.integer == 15_000)
            #expect(arrears.json["total"]?.integer == 3)
            #expect(arrears.json["items"]?.array?.count == 2)
            let rate = try await town.get("\(at)/collection?from=2021-11")
            #expect(rate.json["settledFen"]?.integer == 8_000)

            let moved = try await town.post(
                "\(at)/households/1-1-102/transfer",
                ["on": "2021-12-01", "owners": [["name": "王五", "share": "1/2"], ["name": "赵六"]]])
            #expect(moved.json["changed"] == true)
            #expect(
                try await town.get("\(at)/households?search=%E7%8E%8B%E4%BA%94").json["total"]?
                    .integer == 1)
            _ = try await town.post("\(at)/stalls/A-001/release", ["last": "2021-12"])
            _ = try await town.post(
                "\(at)/stalls/A-002/lease",
                ["household": "1-1-103", "from": "2022-01", "plate": "豫K12345"])
            #expect(try await auditProblems(town.database).isEmpty)
            #expect(try await brokenChecks(town.database).isEmpty)
        }
    }

    @Test func decisionsAndSchedules() async throws {
        try await withPrograms { town in
            let at = "/compounds/\(town.scope)"
            let recorded = try await town.post(
                "\(at)/resolutions",
                [
                    "kind": "historical", "body": "owners-assembly", "title": "清洁费",
                    "adoptedOn": "2021-11-20", "source": "会议记录", "text": "每户每月八元",
                ])
            let id = try #require(recorded.json["id"]?.integer)
            #expect(try await town.get("\(at)/resolutions").json["total"]?.integer == 2)
            #expect(try await town.get("\(at)/resolutions/\(id)").json["text"] == "每户每月八元")
            let added = try await town.post(
                "\(at)/schedules",
                [
                    "item": "cleaning", "itemName": "清洁费", "rate": "8.00", "per": "household",
                    "from": "2022-01", "dueDay": 20, "fund": "propertyService",
                    "kinds": ["dwelling"], "resolution": .integer(id),
                ])
            #expect(added.json["repeated"] == false)
            let schedule = try #require(added.json["id"]?.integer)
            let ended = try await town.post(
                "\(at)/schedules/\(schedule)/end", ["last": nil, "reason": "写错了"])
            #expect(ended.json["neverInForce"] == true)
            let committee = try await town.post(
                "\(at)/schedules",
                [
                    "item": "cleaning", "itemName": "清洁费", "rate": "0", "per": "household",
                    "from": "2022-01", "dueDay": 20, "resolution": .integer(id),
                ])
            #expect(committee.status == 422 && committee.code == "malformedRate")
            #expect(try await town.get("\(at)/resolutions/999").status == 422)
        }
    }

    @Test func disputesAreAnswered() async throws {
        try await withPrograms { town in
            let at = "/compounds/\(town.scope)"
            _ = try await town.post("\(at)/bills/2021-11/run")
            let link = try #require(
                try await IssueResidentLinks(
                    database: town.database, signer: town.server.context.links
                ).perform(
                    IssueResidentLinks.Input(
                        scope: town.scope, household: town.compound.households[0]), by: testActor
                ).first)
            #expect(link.isNew)
            let none = try await town.get("\(at)/disputes?state=open")
            #expect(none.json["open"]?.integer == 0)
            let unknown = try await town.post(
                "\(at)/disputes/5/answer", ["outcome": "declined", "words": "金额无误。"])
            #expect(unknown.status == 422)
        }
    }

    @Test func accountsAndAppointmentsAreForWhoMayAppoint() async throws {
        try await withPrograms { town in
            #expect(try await town.get("/accounts", as: .administrator).json["total"]?.integer == 0)
            #expect(try await town.get("/accounts").status == 403)
            #expect(try await town.get("/appointments").json["total"]?.integer == 0)
            let proposed = try await town.post(
                "/appointments",
                [
                    "account": "nobody", "role": "propertyClerk", "body": JSON(town.scope),
                    "from": "2022-01-01",
                ])
            #expect(proposed.status == 422)
            let disabled = try await town.post(
                "/accounts/9/disable", ["reason": "离职"], as: .administrator)
            #expect(disabled.status == 422 && disabled.code == "unknownAccount")
        }
    }
}
