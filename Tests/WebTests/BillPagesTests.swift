import Access
import Core
import Fees
import Foundation
import Postgres
import Registry
import TestSupport
import Testing

@testable import Web

@Suite struct BillPagesTests {
    private static let path = "/compounds/2/bills"

    private func run(_ visitor: Visitor, _ month: String, key: String) async throws -> Answer {
        try await visitor.post(Self.path, [("month", month), ("key", key)])
    }

    /// As the page that refreshes itself does.
    private func waited(_ visitor: Visitor, _ path: String) async throws -> Answer {
        for _ in 0..<200 {
            let page = try await visitor.get(path)
            guard page["refresh"] != nil else { return page }
            try await Task.sleep(for: .milliseconds(50))
        }
        return try await visitor.get(path)
    }

    @Test func aMonthIsPreviewedThenBilled() async throws {
        try await withStaff { town, visitor in
            let before = try await faults(town)
            let list = try await visitor.get(Self.path)
            #expect(list.words.contains("2021-12-01 2021-12 出账"))
            #expect(list.value(of: "month") == "2022-01")
            let preview = try await visitor.get("\(Self.path)/preview?month=2022-01")
            #expect(preview.words.contains("将出账 4 笔 合计 200.00 元 不出账 0 项"))
            let key = try #require(preview.value(of: "key"))
            let started = try await run(visitor, "2022-01", key: key)
            #expect(started.status == 303)
            let path = try #require(started["location"])
            #expect(path == "\(Self.path)/progress/\(key)")
            let done = try await waited(visitor, path)
            #expect(done.words.contains("已出账 应收 4 笔 合计 200.00 元"))
            // a double click, and another tab
            #expect(try await run(visitor, "2022-01", key: key)["location"] == path)
            let second = try await run(visitor, "2022-01", key: "another")
            let none = try await waited(visitor, try #require(second["location"]))
            #expect(none.words.contains("应收 0 笔") && none.words.contains("此前已出账 4 笔"))
            let after = try await visitor.get("\(Self.path)?month=2022-01")
            #expect(after.words.contains("共 1 批"))
            let preview2 = try await visitor.get("\(Self.path)/preview?month=2022-01")
            #expect(preview2.words.contains("这个月都已出账") && preview2.value(of: "key") == nil)
            #expect(try await faults(town) == before)
        }
    }

    /// While one runs, whoever starts the same month again is shown how that one goes on.
    @Test func whatRunsIsJoined() async throws {
        try await withStaff { town, visitor in
            let scope = town.compound.scope
            let desk = visitor.server.context.billing
            try await town.database.withTransaction { connection in
                _ = try await LedgerStore.lock(scope, on: connection)
                let first = try await run(visitor, "2022-01", key: "first")
                let page = try await visitor.get(try #require(first["location"]))
                #expect(page["refresh"] == "1")
                #expect(page.words.contains("正在出账") && page.words.contains("已用 0 秒"))
                let second = try await run(visitor, "2022-01", key: "second")
                #expect(second["location"] == first["location"])
                #expect(desk.job("second", in: scope) == nil)
                // another compound's people do not see it
                #expect(desk.job("first", in: ScopeID(99)) == nil)
            }
            let done = try await waited(visitor, "\(Self.path)/progress/first")
            #expect(done.words.contains("应收 4 笔"))
        }
    }

    @Test func aRunGoesOnWhenTheBrowserIsGone() async throws {
        try await withStaff { town, visitor in
            _ = try await run(visitor, "2022-01", key: "left")
            var charges = 0
            for _ in 0..<200 where charges == 0 {
                try await Task.sleep(for: .milliseconds(50))
                charges =
                    try await ListRuns(database: town.database).perform(
                        ListRuns.Input(scope: town.compound.scope, month: month("2022-01")),
                        by: testActor
                    ).rows.first?.charges ?? 0
            }
            #expect(charges == 4)
        }
    }

    @Test func whatIsRefusedIsSaid() async throws {
        try await withStaff { town, visitor in
            for (text, words) in [
                ("", "请填写账期"), ("2022-13", "无法识别"), ("2099-01", "太远"),
                ("1989-12", "无法识别"), ("%3Cscript%3E", "无法识别"), ("%E2%80%AE2022", "方向"),
            ] {
                let page = try await visitor.get("\(Self.path)/preview?month=\(text)")
                #expect(page.status == 422)
                #expect(page.error(of: "month")?.contains(words) == true, "\(text) \(page.words)")
            }
            let far = try await run(visitor, "2099-01", key: "far")
            let refused = try await waited(visitor, try #require(far["location"]))
            #expect(refused.words.contains("太远"))
            for (month, key) in [("2022-01", ""), ("x", "k"), ("2022-01", Mischief.rightToLeft)] {
                #expect(try await run(visitor, month, key: key).status == 422)
            }
            #expect(try await visitor.get("\(Self.path)/999").status == 404)
            #expect(try await visitor.get("\(Self.path)/1%20or%201").status == 404)
            let lost = try await visitor.get("\(Self.path)/progress/nothing")
            #expect(lost.status == 303 && lost["location"] == Self.path)
            #expect(try await visitor.follow(lost).words.contains("没有这次出账的进度"))
            let committee = Visitor(visitor.server, as: .ownersCommittee)
            #expect(try await committee.get(Self.path).status == 200)
            #expect(
                try await committee.get("\(Self.path)/preview?month=2022-01").value(of: "key")
                    == nil)
            #expect(try await run(committee, "2022-01", key: "k").status == 403)
            _ = town
        }
    }

    @Test func aRunIsLookedAt() async throws {
        try await withStaff { town, visitor in
            let started = try await run(visitor, "2022-01", key: "k")
            let done = try await waited(visitor, try #require(started["location"]))
            let link = try #require(done.text.firstMatch(of: /href="(\/compounds\/2\/bills\/\d+)"/))
            let page = try await visitor.get(String(link.1))
            #expect(page.words.contains("物业费 4 200.00"))
            #expect(page.words.contains("合计 4 200.00"))
            #expect(page.words.contains("经办 propertyManager"))
            #expect(page.text.contains("/compounds/2/bills/withdraw?month=2022-01"))
            _ = town
        }
    }

    @Test func withdrawingWaitsForASecondPerson() async throws {
        try await withStaff { town, visitor in
            let path = "\(Self.path)/withdraw"
            #expect(
                try await visitor.get("\(path)?month=2021-12").value(of: "month") == "2021-12")
            for (month, reason, field) in [
                ("", "多收了", "month"), ("2021-13", "多收了", "month"), ("2021-12", "", "reason"),
                ("2021-12", Mischief.rightToLeft, "reason"), ("2021-12", Mischief.long, "reason"),
            ] {
                let answer = try await visitor.post(path, [("month", month), ("reason", reason)])
                #expect(answer.status == 422)
                #expect(answer.error(of: field) != nil, "\(month) \(reason.prefix(9))")
            }
            let none = try await visitor.post(path, [("month", "2022-05"), ("reason", "多收了")])
            #expect(try await visitor.follow(none).words.contains("没有可撤回的账单"))
            _ = town
        }
    }
}
