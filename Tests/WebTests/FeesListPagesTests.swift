import Access
import Core
import Fees
import Foundation
import Registry
import TestSupport
import Testing

@testable import Web

@Suite struct FeesListPagesTests {
    private func pay(_ town: Town) async throws {
        let homes = town.compound.households
        try await town.pay(5_000, homes[0], key: "a", on: "2021-11-08")
        try await town.pay(12_000, homes[1], key: "b", on: "2021-12-08")
        try await town.pay(2_000, homes[2], key: "c", on: "2021-12-08")
    }

    @Test func arrearsAreSortedFilteredAndAddedUp() async throws {
        try await withStaff(today: day("2022-02-26")) { town, visitor in
            try await pay(town)
            let path = "/compounds/2/arrears"
            let page = try await visitor.get(path)
            #expect(page.words.contains("未缴合计 230.00 元 其中已逾期 230.00 元 户数 3 户"))
            #expect(page.words.contains("1-1-104 业主104 100.00 2021-11 2"))
            #expect(page.words.contains("合计 230.00 0.00 150.00 80.00"))
            func rooms(_ query: String) async throws -> [String] {
                try await visitor.get(path + query).text.matches(
                    of: /households\/(1-1-\d+)[^"]*"/
                ).map { String($0.1) }
            }
            #expect(try await rooms("") == ["1-1-104", "1-1-103", "1-1-101"])
            #expect(
                try await rooms("?sort=open&direction=up") == ["1-1-101", "1-1-103", "1-1-104"])
            #expect(
                try await rooms("?sort=address&direction=up") == ["1-1-101", "1-1-103", "1-1-104"])
            #expect(
                try await rooms("?sort=oldest&direction=up") == ["1-1-103", "1-1-104", "1-1-101"])
            #expect(try await rooms("?age=3-6m") == ["1-1-104", "1-1-103"])
            #expect(try await rooms("?search=%E4%B8%9A%E4%B8%BB101") == ["1-1-101"])
            #expect(try await rooms("?building=9") == [])
            let empty = try await visitor.get("\(path)?building=9")
            #expect(empty.words.contains("没有符合条件的欠费") && empty.words.contains("查看全部欠费"))
            let past = try await visitor.get("\(path)?asOf=2021-11-30")
            #expect(past.words.contains("截至 2021年11月30日"))
            #expect(past.words.contains("未缴合计 150.00"))
            let wrong = try await visitor.get("\(path)?asOf=2021-02-30&sort=x&page=0&size=7")
            #expect(wrong.status == 200 && wrong.error(of: "asOf")?.contains("无法识别") == true)
            // asked for first, debts fall and addresses rise
            #expect(page.text.contains("\(path)?sort=open&amp;direction=up"))
            #expect(page.text.contains("\(path)?sort=address&amp;direction=up"))
        }
    }

    @Test func paymentsAreFoundAndAddedUp() async throws {
        try await withStaff { town, visitor in
            try await pay(town)
            let path = "/compounds/2/payments"
            let page = try await visitor.get(path)
            #expect(page.words.contains("笔数 3"))
            #expect(page.words.contains("收款合计（不含冲正） 190.00 元"))
            #expect(page.words.contains("2021-11-08 1-1-101 50.00 业主101 微信支付 2021-000001"))
            func amounts(_ query: String) async throws -> [String] {
                try await visitor.get(path + query).text.matches(
                    of: /<td class="amount">([\d.,]+)</
                ).map { String($0.1) }
            }
            #expect(try await amounts("") == ["20.00", "120.00", "50.00"])
            #expect(
                try await amounts("?sort=amount&direction=down") == ["120.00", "50.00", "20.00"])
            #expect(try await amounts("?sort=amount&direction=up") == ["20.00", "50.00", "120.00"])
            #expect(try await amounts("?sort=received&direction=up").first == "50.00")
            #expect(try await amounts("?search=2021-000002") == ["120.00"])
            #expect(try await amounts("?from=2021-12-01&until=2021-12-31").count == 2)
            #expect(try await amounts("?channel=cash").isEmpty)
            let wrong = try await visitor.get("\(path)?from=never")
            #expect(wrong.error(of: "from")?.contains("无法识别") == true)
            let mischief = try await visitor.get("\(path)?search=%25%27%3B--&channel=%3Cb%3E")
            #expect(mischief.status == 200 && mischief.words.contains("没有符合条件的缴费"))
            let beyond = try await visitor.get("\(path)?page=9")
            #expect(beyond.words.contains("这一页没有内容，共 3 笔"))
        }
    }

    @Test func aDayAtTheDeskAddsUp() async throws {
        try await withStaff { town, visitor in
            try await pay(town)
            let path = "/compounds/2/cashier"
            let page = try await visitor.get(path)
            #expect(page.words.contains("2021年12月8日"))
            #expect(page.words.contains("净额 140.00 元 收款 140.00 元 冲正 0.00 元 退款 0.00 元"))
            #expect(page.words.contains("测试 微信支付 2 140.00 140.00"))
            #expect(page.words.contains("收据 2021-000002 至 2021-000003"))
            #expect(page.text.contains("\(path)?day=2021-12-07"))
            #expect(!page.words.contains("后一天"))
            let before = try await visitor.get("\(path)?day=2021-11-08")
            #expect(before.words.contains("收款 50.00 元") && before.words.contains("后一天"))
            #expect(
                try await visitor.get("\(path)?day=2021-12-01").words.contains("这一天没有收款"))
            let wrong = try await visitor.get("\(path)?day=2021-12-32")
            #expect(wrong.status == 422 && wrong.error(of: "day") != nil)
        }
    }

    @Test func collectionIsDrawnWithItsTable() async throws {
        try await withStaff { town, visitor in
            try await pay(town)
            let path = "/compounds/2/dashboard"
            let bureau = Visitor(visitor.server, as: .housingBureau)
            for who in [visitor, bureau] {
                let page = try await who.get(path)
                #expect(page.status == 200)
                #expect(page.words.contains("收缴率 42.50% 户收缴率 25.00%"))
                #expect(page.words.contains("2021-12 200.00 50.00 25.00% 25.00%"))
                #expect(page.words.contains("2021-11 200.00 120.00 60.00% 50.00%"))
                #expect(page.words.contains("1号楼 400.00 170.00 42.50%"))
                #expect(page.text.components(separatedBy: "<svg class=\"plot\"").count == 4)
                #expect(page.text.contains("<title id=\"rate-by-month-title\">逐月收缴率</title>"))
                #expect(!page.text.contains("style="))
            }
            // who sees no households is not led to them
            #expect(try await !bureau.get(path).text.contains("/arrears"))
            let one = try await visitor.get("\(path)?until=2021-11&months=6")
            #expect(one.words.contains("2021年6月 至 2021年11月"))
            let wrong = try await visitor.get("\(path)?until=never&months=99999999999999999999")
            #expect(wrong.status == 422 && wrong.error(of: "until") != nil)
        }
    }

    @Test func compoundsStandSideBySideForWhoWatchesOverThem() async throws {
        try await withStaff { town, visitor in
            try await pay(town)
            let foreign = try await makeCompound(town.database, name: "别家小区")
            let bureau = Visitor(visitor.server, as: .housingBureau)
            let page = try await bureau.get("/reports")
            #expect(page.status == 200)
            #expect(page.words.contains("2021年12月，1 个小区"))
            #expect(page.words.contains("文宴雅居 许昌市 · 魏都区 200.00 50.00 25.00% 25.00% 230.00"))
            #expect(page.words.contains("合计 200.00 50.00 25.00% 25.00% 230.00"))
            #expect(!page.words.contains("别家小区"))
            #expect(page.text.contains("/compounds/\(town.compound.scope)/dashboard"))
            #expect(!page.text.contains("/compounds/\(foreign.scope)/"))
            #expect(page.words.contains("收缴情况"))
            let november = try await bureau.get("/reports?month=2021-11&sort=rate&direction=down")
            #expect(november.words.contains("收缴率 60.00%"))
            let none = try await bureau.get("/reports?search=%E6%97%A0")
            #expect(none.words.contains("没有符合条件的小区"))
            #expect(try await bureau.get("/reports?month=13").status == 422)
            #expect(
                try await Visitor(visitor.server, as: .gridWorker).get("/reports").status == 403)
        }
    }
}
