import Access
import Core
import Fees
import Registry
import TestSupport
import Testing

@testable import Web

@Suite struct TransferPagesTests {
    private static let path = "/compounds/2/households/1-1-101/transfer"
    private static let good = [
        ("on", "2021-12-10"), ("obligor", "owner"), ("owner1", "赵云"),
        ("phone1", "13912345678"), ("owner2", "孙尚香"), ("share1", "1/2"), ("share2", "1/2"),
    ]

    private func changed(_ field: String, _ value: String) -> [(String, String)] {
        Self.good.filter { $0.0 != field } + [(field, value)]
    }

    @Test func aTransferIsShownBeforeItIsMade() async throws {
        try await withStaff { town, visitor in
            let faultsBefore = try await faults(town)
            let form = try await visitor.get(Self.path)
            #expect(form.status == 200 && form.words.contains("现由 业主101 缴费"))
            let check = try await visitor.post(Self.path, Self.good + [("do", "check")])
            #expect(check.status == 200)
            #expect(check.words.contains("原业主 业主101 缴费到 2021年12月10日 之前"))
            #expect(check.words.contains("至今欠费 100.00 元 ，仍由原业主缴纳"))
            #expect(check.value(of: "owner2") == "孙尚香")
            // only looked at
            let before = try await visitor.get("/compounds/2/households/1-1-101")
            #expect(!before.text.contains("赵云"))
            let edit = try await visitor.post(Self.path, Self.good + [("do", "edit")])
            #expect(edit.status == 200 && edit.value(of: "owner1") == "赵云")
            let done = try await visitor.post(Self.path, Self.good + [("do", "carry")])
            #expect(done.status == 303)
            let page = try await visitor.follow(done)
            #expect(page.words.contains("已过户：自 2021年12月10日 起由新业主缴费"))
            // until that day the old one answers
            #expect(page.words.contains("业主 更正姓名、电话 业主101"))
            #expect(page.words.contains("赵云、孙尚香 2021-12-10 起"))
            #expect(page.words.contains("业主101 系统启用前 至 2021-12-10（不含当日） 100.00"))
            visitor.server.clock.advance(seconds: 2 * 86_400)
            let later = try await visitor.get("/compounds/2/households/1-1-101")
            #expect(later.words.contains("赵云 139****5678 · 份额 1/2"))
            #expect(later.words.contains("赵云、孙尚香 2021-12-10 起，现任"))
            // sent twice, done once
            let again = try await visitor.post(Self.path, Self.good + [("do", "carry")])
            #expect(try await visitor.follow(again).words.contains("登记的就是这样，没有改动"))
            #expect(try await faults(town) == faultsBefore)
        }
    }

    @Test func whatIsWrongIsSaidBesideItsField() async throws {
        try await withStaff { town, visitor in
            let table: [(String, String, String)] = [
                ("on", "", "请填写过户日期"), ("on", "2021-02-30", "无法识别"),
                ("on", "2023-12-10", "最多提前一年"), ("owner1", "", "请填写新业主的姓名"),
                ("owner1", Mischief.long, "最多 100 个字"),
                ("owner1", Mischief.rightToLeft, "控制字符"), ("phone1", "12a", "无法识别"),
                ("phone1", Mischief.sql, "无法识别"), ("share1", "2/1", "无法识别"),
                ("share1", "3/4", "份额之和超过"), ("owner2", "", "还要填写姓名"),
            ]
            for (field, value, said) in table {
                for step in ["check", "carry"] {
                    let answer = try await visitor.post(
                        Self.path, changed(field, value) + [("do", step)])
                    #expect(answer.status == 422, "\(field) \(value.prefix(20))")
                    #expect(
                        answer.error(of: field)?.contains(said) == true,
                        "\(field) \(value.prefix(20)) \(answer.error(of: field) ?? "")")
                    // the rest of the form is kept
                    let other = field == "owner2" ? "owner1" : "share2"
                    #expect(answer.value(of: other) == (other == "owner1" ? "赵云" : "1/2"))
                }
            }
            let page = try await visitor.get("/compounds/2/households/1-1-101")
            #expect(!page.text.contains("赵云"))
        }
    }

    @Test func namesOfAnyWritingAreShownAsTheyAre() async throws {
        try await withStaff { town, visitor in
            for (index, name) in [Mischief.html, Mischief.sql, "😀阿依古丽·买买提"].enumerated() {
                let path = "/compounds/2/households/1-1-10\(index + 1)/transfer"
                let fields = [
                    ("on", "2021-12-10"), ("obligor", "developer"), ("owner1", name),
                    ("do", "carry"),
                ]
                let page = try await visitor.follow(try await visitor.post(path, fields))
                #expect(page.status == 200 && !page.text.contains("<script>alert"))
            }
            let list = try await visitor.get("/compounds/2/households")
            #expect(list.text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        }
    }

    @Test func anOwnerIsCorrected() async throws {
        try await withStaff { town, visitor in
            let path = "/compounds/2/households/1-1-102/owner"
            #expect(try await visitor.get(path).text.contains("业主102（139****0102）"))
            let table: [([(String, String)], String, String)] = [
                ([("owner", "业主102")], "name", "至少一项"),
                ([("owner", "业主102"), ("phone", "x")], "phone", "无法识别"),
                ([("owner", "业主101"), ("name", "张伟")], "owner", "没有"),
                ([("owner", ""), ("name", "张伟")], "owner", "请选择"),
                ([("owner", "业主102"), ("name", Mischief.control)], "name", "控制字符"),
            ]
            for (fields, field, said) in table {
                let answer = try await visitor.post(path, fields)
                #expect(answer.status == 422)
                #expect(answer.error(of: field)?.contains(said) == true, "\(field) \(said)")
            }
            let done = try await visitor.post(
                path, [("owner", "业主102"), ("name", "张伟"), ("phone", "13800001111")])
            let page = try await visitor.follow(done)
            #expect(page.words.contains("已更正业主资料") && page.words.contains("张伟 138****1111"))
        }
    }

    @Test func aLinkIsIssuedRenewedAndTakenBack() async throws {
        try await withStaff { town, visitor in
            let path = "/compounds/2/households/1-1-101/link"
            let first = try await visitor.get(path)
            #expect(first.text.contains(town.first.token.text))
            let renewed = try await visitor.follow(
                try await visitor.post(path, [("do", "renew")]))
            #expect(renewed.words.contains("已换新的链接和查询码"))
            #expect(!renewed.text.contains(town.first.token.text) && renewed.text.contains("/r/2."))
            let revoked = try await visitor.follow(
                try await visitor.post(path, [("do", "revoke")]))
            #expect(revoked.words.contains("目前没有有效的查询链接") && !revoked.text.contains("/r/2."))
            #expect(try await visitor.post(path, [("do", "revoke")]).status == 422)
            let issued = try await visitor.follow(
                try await visitor.post(path, [("do", "issue")]))
            #expect(issued.words.contains("已签发查询链接和查询码") && issued.text.contains("/r/2."))
            // what is secret is never in the log
            #expect(!visitor.server.log.text.contains(town.first.token.text))
        }
    }

    @Test func aStallIsLeasedAndReleased() async throws {
        try await withStaff { town, visitor in
            let list = try await visitor.get("/compounds/2/stalls")
            #expect(list.words.contains("共 2 个车位") && list.words.contains("未出租"))
            let path = "/compounds/2/stalls/A-001"
            #expect(try await visitor.get(path).words.contains("出租"))
            let refusals: [([(String, String)], String, String)] = [
                ([("household", ""), ("from", "2021-12")], "household", "请填写"),
                ([("household", "9-9-9"), ("from", "2021-12")], "household", "没有房号为"),
                ([("household", "天上"), ("from", "2021-12")], "household", "无法识别"),
                ([("household", "1-1-101"), ("from", "昨天")], "from", "无法识别"),
                (
                    [("household", "1-1-101"), ("from", "2021-12"), ("plate", Mischief.long)],
                    "plate", "最多 20 个字"
                ),
            ]
            for (fields, field, said) in refusals {
                let answer = try await visitor.post("\(path)/lease", fields)
                #expect(answer.status == 422)
                #expect(answer.error(of: field)?.contains(said) == true, "\(field)")
            }
            let leased = try await visitor.follow(
                try await visitor.post(
                    "\(path)/lease",
                    [("household", "1号楼1单元101"), ("from", "2021-12"), ("plate", "豫K12345")]))
            #expect(leased.words.contains("自 2021年12月起租给 1-1-101"))
            let early = try await visitor.post("\(path)/release", [("until", "2021-10")])
            #expect(early.status == 422 && early.error(of: "until")?.contains("不能早于") == true)
            let released = try await visitor.follow(
                try await visitor.post("\(path)/release", [("until", "2022-03")]))
            #expect(released.words.contains("已退租，最后计费月份 2022年3月"))
            #expect(released.words.contains("1-1-101 业主101 2021-12 至 2022-03 豫K12345"))
            #expect(try await visitor.get("/compounds/2/stalls/Z-9").status == 422)
        }
    }
}
