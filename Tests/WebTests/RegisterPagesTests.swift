import Access
import Core
import Fees
import Registry
import TestSupport
import Testing

@testable import Web

@Suite struct RegisterPagesTests {
    @Test func compoundsAreListedAndSearched() async throws {
        try await withStaff { town, visitor in
            _ = try await makeCompound(town.database, name: "别家小区")
            let list = try await visitor.get("/compounds")
            #expect(list.status == 200)
            #expect(list.text.contains("<a href=\"/compounds/2\">文宴雅居</a>"))
            // beyond the reach of whoever looks
            #expect(!list.text.contains("别家小区"))
            #expect(list.words.contains("共 1 个小区"))
            let none = try await visitor.get("/compounds?search=%E6%B2%A1%E6%9C%89")
            #expect(none.status == 200 && none.words.contains("没有符合条件的小区"))
            for text in Mischief.all {
                let path = "/compounds\(URLText.query([("search", text), ("region", text)]))"
                let found = try await visitor.get(path)
                #expect(found.status == 200 && !found.text.contains("<script>"), "\(text)")
            }
            for query in ["sort=drop", "page=-1", "page=99999999999999999999", "size=1e9", "%FF"] {
                #expect(try await visitor.get("/compounds?\(query)").status == 200)
            }
        }
    }

    @Test func anOverviewSaysWhatThereIs() async throws {
        try await withStaff { town, visitor in
            let page = try await visitor.get("/compounds/2")
            #expect(page.status == 200)
            #expect(page.words.contains("许昌市 · 魏都区"))
            #expect(page.words.contains("住户 4 户"))
            #expect(page.text.contains("/compounds/2/households?building=1"))
            for path in ["/compounds/3", "/compounds/999", "/compounds/x", "/compounds/2x"] {
                #expect(try await visitor.get(path).status == 404, "\(path)")
            }
        }
    }

    @Test func householdsAreListedWithWhatTheyOwe() async throws {
        try await withStaff { town, visitor in
            try await town.pay(
                12_000, town.compound.households[0], key: "a", on: "2021-12-01")
            let list = try await visitor.get("/compounds/2/households")
            #expect(list.words.contains("共 4 户"))
            #expect(list.words.contains("1-1-101 业主101 预存 20.00 139****0101 住宅 100.00"))
            #expect(list.words.contains("1-1-102 业主102 100.00 139****0102 住宅"))
            let down = try await visitor.get("/compounds/2/households?sort=address&direction=down")
            let order = down.words.ranges(of: "1-1-10").map { down.words[$0.upperBound] }
            #expect(order == ["4", "3", "2", "1"])
            let one = try await visitor.get("/compounds/2/households?search=0103")
            #expect(one.words.contains("共 1 户") && one.text.contains("1-1-103"))
            let beyond = try await visitor.get("/compounds/2/households?page=7&size=20")
            #expect(beyond.words.contains("共 4 户"))
            for text in Mischief.all {
                let path =
                    "/compounds/2/households"
                    + URLText.query([("search", text), ("kind", text), ("building", text)])
                let found = try await visitor.get(path)
                #expect(found.status == 200 && !found.text.contains("<script>"), "\(text)")
            }
        }
    }

    /// A grid worker knows who lives where, not what they owe.
    @Test func whoMayNotSeeMoneySeesNone() async throws {
        try await withStaff { town, visitor in
            let worker = Visitor(visitor.server, as: .gridWorker)
            let list = try await worker.get("/compounds/2/households")
            #expect(list.status == 200 && !list.text.contains("欠费"))
            let page = try await worker.get("/compounds/2/households/1-1-101")
            #expect(page.status == 200)
            for word in ["欠费</dt>", "对账单", "收款", "过户</a>", "100.00 元"] {
                #expect(!page.text.contains(word), "\(word)")
            }
            #expect(try await worker.get("/compounds/2/households/1-1-101/payment").status == 403)
            let secretary = Visitor(visitor.server, as: .communityPartyOrganisation)
            let read = try await secretary.get("/compounds/2/households/1-1-101")
            #expect(read.text.contains("对账单") && !read.text.contains("/payment\""))
            for path in ["/transfer", "/owner", "/link"] {
                #expect(
                    try await secretary.get("/compounds/2/households/1-1-101\(path)").status == 403)
            }
        }
    }

    @Test func aHouseholdIsShownWhole() async throws {
        try await withStaff { town, visitor in
            let code = town.compound.households[0]
            try await town.pay(3_000, code, key: "a", on: "2021-12-01")
            let page = try await visitor.get("/compounds/2/households/1-1-101")
            #expect(page.status == 200)
            #expect(page.words.contains("1号楼1单元101室"))
            #expect(page.words.contains("欠费 70.00 元"))
            #expect(page.words.contains("其中已逾期 20.00 元"))
            #expect(page.words.contains("业主101 139****0101"))
            #expect(!page.text.contains("13900000101"))
            #expect(
                page.words.contains("期初 0.00 应收 100.00 已缴 -30.00 期末欠费 70.00"))
            #expect(page.text.contains("/compounds/2/receipts/2021-000001"))
            let november = try await visitor.get(
                "/compounds/2/households/1-1-101?from=2021-12-01&until=2021-12-31")
            #expect(november.words.contains("期初欠费 50.00 应收 50.00 已缴 -30.00 期末欠费 70.00"))
            for path in ["/compounds/2/households/9-9-9", "/compounds/2/households/x"] {
                #expect([404, 422].contains(try await visitor.get(path).status), "\(path)")
            }
        }
    }

    /// The debt of an earlier year stays in sight where this year has nothing to show.
    @Test func aQuietYearShowsWhatWasBefore() async throws {
        try await withStaff { town, visitor in
            try await town.pay(3_000, town.compound.households[0], key: "a", on: "2021-12-01")
            let path = "/compounds/2/households/1-1-101"
            let quiet = try await visitor.get("\(path)?from=2021-12-05")
            #expect(quiet.words.contains("期初欠费 70.00 应收 0.00 已缴 0.00 期末欠费 70.00"))
            visitor.server.clock.advance(seconds: 83 * 86_400)
            let page = try await visitor.get(path)
            #expect(page.words.contains("期初 0.00 应收 100.00 已缴 -30.00 期末欠费 70.00"))
            #expect(page.text.contains("2021-11"))
        }
    }

    @Test func aPeriodThatCannotBeIsRefusedBesideItsField() async throws {
        try await withStaff { _, visitor in
            let path = "/compounds/2/households/1-1-101"
            let reversed = try await visitor.get("\(path)?from=2021-12-02&until=2021-12-01")
            #expect(reversed.status == 200)
            #expect(reversed.error(of: "from")?.contains("晚于截止日") == true)
            let malformed = try await visitor.get("\(path)?from=2021-13-01&until=x")
            #expect(malformed.error(of: "from")?.contains("无法识别") == true)
            #expect(malformed.error(of: "until")?.contains("无法识别") == true)
            for text in Mischief.all {
                let query = URLText.query([("from", text), ("until", text), ("tenure", text)])
                let found = try await visitor.get(path + query)
                #expect(found.status == 200 && !found.text.contains("<script>"), "\(text)")
            }
        }
    }
}
