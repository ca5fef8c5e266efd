import Access
import Core
import Fees
import Registry
import TestSupport
import Testing

@testable import Web

@Suite struct SchedulePagesTests {
    private static let path = "/compounds/2/schedules"

    private func fields(_ others: [String: String] = [:]) -> [(String, String)] {
        let usual = [
            "item": "property-fee", "newItem": "", "rate": "60.00", "basis": "household",
            "rounding": "halfUp", "kinds": "", "from": "2022-01", "until": "", "dueDay": "25",
            "fund": "", "payee": "许昌恒达物业公司", "account": "", "resolution": "1",
        ]
        return usual.merging(others) { $1 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    @Test func versionsStandWithTheirBasis() async throws {
        try await withStaff { _, visitor in
            let page = try await visitor.get(Self.path)
            #expect(page.status == 200)
            #expect(page.words.contains("50.00 元／户·月 现行 1990年1月 起"))
            #expect(page.words.contains("《关于物业费的决定》 2021年10月8日，业主委员会，据原记录"))
            let clerk = Visitor(visitor.server, as: .propertyClerk)
            let read = try await clerk.get(Self.path)
            #expect(read.status == 200 && !read.words.contains("设定收费标准"))
            #expect(try await clerk.get("\(Self.path)/new").status == 403)
        }
    }

    @Test func aVersionIsAddedAndClosesTheOneBefore() async throws {
        try await withStaff { town, visitor in
            let before = try await faults(town)
            let form = try await visitor.get("\(Self.path)/new")
            #expect(form.status == 200 && form.value(of: "from") == "2022-01")
            #expect(form.text.contains("<option value=\"1\""))
            let done = try await visitor.post("\(Self.path)/new", fields())
            #expect(done.status == 303 && done["location"] == Self.path)
            let page = try await visitor.follow(done)
            #expect(page.words.contains("已设定：物业费 60.00 元／户·月，2022年1月起。原标准到 2021年12月为止。"))
            #expect(page.words.contains("60.00 元／户·月 将生效 2022年1月 起"))
            let again = try await visitor.post("\(Self.path)/new", fields())
            #expect(try await visitor.follow(again).words.contains("早已设定"))
            let other = try await visitor.post(
                "\(Self.path)/new",
                fields([
                    "item": "new", "newItem": "电梯费", "rate": "0.3500", "basis": "area",
                    "fund": "propertyService", "kinds": "dwelling-shop",
                ]))
            let lift = try await visitor.follow(other)
            #expect(lift.words.contains("电梯费 0.35 元／㎡·月"))
            #expect(lift.words.contains("适用 住宅、商铺"))
            // the same name is the same item
            let more = try await visitor.post(
                "\(Self.path)/new",
                fields([
                    "item": "new", "newItem": "电梯费", "rate": "0.4000", "basis": "area",
                    "fund": "propertyService", "kinds": "dwelling-shop", "from": "2022-03",
                ]))
            #expect(try await visitor.follow(more).words.contains("原标准到 2022年2月为止。"))
            let listed = try await ListSchedules(database: town.database).perform(
                ListSchedules.Input(scope: town.compound.scope), by: testActor)
            #expect(Set(listed.map(\.item.code.text)) == ["property-fee", "item-1"])
            #expect(try await faults(town) == before)
        }
    }

    @Test func whatIsWrongIsSaidBesideItsField() async throws {
        try await withStaff { town, visitor in
            let table: [([String: String], String, String)] = [
                (["rate": ""], "rate", "请填写单价。"), (["rate": "-1"], "rate", "无法识别"),
                (["rate": "1e3"], "rate", "无法识别"), (["rate": "0"], "rate", "大于 0"),
                (["rate": "1001", "basis": "area"], "rate", "上限"),
                (["basis": "sun"], "basis", "请选择计费方式。"),
                (["rounding": ""], "rounding", "请选择舍入方式。"),
                (["kinds": "dwelling-garage"], "kinds", "请选择适用的房屋。"),
                (["kinds": "shop", "basis": "stall"], "kinds", "不区分户型"),
                (["kinds": "shop"], "kinds", "还适用于"),
                (["from": "2022-13"], "from", "无法识别"), (["from": ""], "from", "请填写起始月份。"),
                (["from": "2040-01"], "from", "太远"), (["from": "1989-12"], "from", "无法识别"),
                (["from": "2021-12"], "from", "“撤回账单”"),
                (["until": "2021-12"], "until", "早于起始月份"),
                (["dueDay": "29"], "dueDay", "1 至 28"), (["dueDay": "+5"], "dueDay", "1 至 28"),
                (["dueDay": "廿五"], "dueDay", "1 至 28"),
                (["item": "water"], "item", "请选择收费项目。"),
                (["item": "new"], "newItem", "请填写新项目的名称。"),
                (["item": "new", "newItem": "水费"], "fund", "款项归属"),
                (
                    ["item": "new", "newItem": "水费", "fund": "heldForOthers", "payee": ""],
                    "payee", "收款单位"
                ),
                (["fund": "mine"], "fund", "请选择一项。"),
                (["resolution": ""], "resolution", "请选择依据的决议。"),
                (["resolution": "99"], "resolution", "没有编号为 99 的决议"),
                (["resolution": "1 or 1=1"], "resolution", "从列表中选择"),
            ]
            for (typed, field, words) in table {
                let answer = try await visitor.post("\(Self.path)/new", fields(typed))
                #expect(answer.status == 422, "\(typed)")
                #expect(
                    answer.error(of: field)?.contains(words) == true, "\(typed): \(answer.words)")
                #expect(answer.error(of: field)?.contains("--") != true, "\(typed)")
                if typed["payee"] == nil { #expect(answer.value(of: "payee") == "许昌恒达物业公司") }
            }
            let names = ["rate", "from", "until", "dueDay", "payee", "account", "resolution"]
            for name in names {
                for text in Mischief.all where !["", "   "].contains(text) {
                    let answer = try await visitor.post("\(Self.path)/new", fields([name: text]))
                    let isKept =
                        ["payee", "account"].contains(name)
                        && [Mischief.html, Mischief.sql, Mischief.emoji].contains(text)
                    #expect(answer.status == (isKept ? 303 : 422), "\(name) \(text.prefix(20))")
                    #expect(!answer.text.contains("<script>"))
                }
            }
            #expect(try await visitor.get(Self.path).text.contains("<script>") == false)
            _ = town
        }
    }

    @Test func aFeeEnds() async throws {
        try await withStaff { town, visitor in
            let before = try await faults(town)
            let path = "\(Self.path)/1/end"
            #expect(try await visitor.get(path).words.contains("物业费 50.00 元／户·月，1990年1月 起"))
            #expect(try await visitor.get("\(Self.path)/99/end").status == 404)
            #expect(try await visitor.get("\(Self.path)/x/end").status == 404)
            func end(_ how: String, _ last: String, _ reason: String) async throws -> Answer {
                try await visitor.post(
                    path, [("how", how), ("last", last), ("reason", reason)])
            }
            let table: [(String, String, String, String, String)] = [
                ("after", "", "停", "last", "最后一个收费的月份"),
                ("after", "2021-11", "停", "last", "已按这个标准出账至"),
                ("after", "1989-01", "停", "last", "无法识别"), ("never", "", "停", "last", "撤回"),
                ("later", "", "停", "how", "请选择"), ("after", "2022-01", "", "reason", "请写明原因"),
                ("after", "2022-01", Mischief.html, "reason", "网页代码"),
                ("after", "2022-01", Mischief.emoji, "reason", "表情"),
                ("after", "2022-01", Mischief.rightToLeft, "reason", "方向"),
                ("after", "2022-01", Mischief.long, "reason", "最多 500 个字"),
            ]
            for (how, last, reason, field, words) in table {
                let answer = try await end(how, last, reason)
                #expect(answer.status == 422)
                #expect(answer.error(of: field)?.contains(words) == true, "\(answer.words)")
            }
            let done = try await end("after", "2022-01", "业主大会决定停收")
            #expect(try await visitor.follow(done).words.contains("已停止：收费到 2022年1月为止。"))
            #expect(try await faults(town) == before)
        }
    }
}
