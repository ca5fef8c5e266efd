import Access
import Core
import TestSupport
import Testing

@testable import Web

@Suite struct ApprovalPagesTests {
    /// 王芳 asks for a reversal; where it is decided.
    private func ask(_ office: Office, because reason: String = "收错了户") async throws -> String {
        try await office.town.pay(
            5_000, office.town.compound.households[0], key: "a", on: "2026-03-01")
        let sent = try await office.wang.post(
            "/compounds/2/receipts/2026-000001/reversal", [("reason", reason)])
        #expect(sent.status == 303)
        let list = try await office.wang.get("/approvals?part=mine")
        return String(
            try #require(list.text.firstMatch(of: /\/compounds\/2\/approvals\/[0-9]+/)).0)
    }

    @Test func aSecondPersonSeesWhatWillHappenAndHasItDone() async throws {
        try await withOffice { office in
            #expect(try await office.li.get("/approvals").words.contains("没有等您审批的事项"))
            let path = try await ask(office, because: "收错了户" + Mischief.html)
            let before = try await faults(office.town)
            #expect(try await office.li.get("/approvals").text.contains(path))
            #expect(!(try await office.wang.get("/approvals").text.contains(path)))
            let page = try await office.li.get(path)
            for said in [
                "冲正申请", "待批准", "2026-000001", "50.00 元", "收错了户", "wangfang", "2026-03-09",
                "原收据立即作废",
            ] {
                #expect(page.words.contains(said), "\(said)")
            }
            #expect(!page.text.contains("<script>") && page.text.contains("\(path)/approve"))
            let done = try await office.li.follow(
                try await office.li.post("\(path)/approve", [("reason", "已核对")]))
            #expect(done.words.contains("已批准，冲正已经办理") && done.words.contains("已核对"))
            #expect(!done.text.contains("\(path)/approve"))
            let receipt = try await office.li.get("/compounds/2/receipts/2026-000001")
            #expect(receipt.words.contains("作废"))
            let again = try await office.li.post("\(path)/approve", [])
            #expect(again.status == 422 && again.words.contains("不能再次办理"))
            #expect(try await office.wang.get("/approvals?part=closed").text.contains(path))
            #expect(try await faults(office.town) == before)
        }
    }

    @Test func nobodyDecidesTheirOwn() async throws {
        try await withOffice { office in
            let path = try await ask(office)
            let page = try await office.wang.get(path)
            #expect(page.words.contains("这是您自己的申请") && !page.text.contains("\(path)/approve"))
            for (act, reason) in [("approve", ""), ("decline", "不要了")] {
                let answer = try await office.wang.post("\(path)/\(act)", [("reason", reason)])
                #expect(answer.status == 422 && answer.words.contains("须由另一人批准"), "\(act)")
            }
            let foreign = try await office.li.post("\(path)/cancel", [])
            #expect(foreign.status == 422 && foreign.words.contains("只能撤回自己的申请"))
            // a clerk asks and sees, and does not decide
            #expect(!(try await office.clerk.get(path).text.contains("\(path)/approve")))
            #expect(try await office.clerk.post("\(path)/approve", []).status == 403)
            let gone = try await office.wang.follow(
                try await office.wang.post("\(path)/cancel", []))
            #expect(gone.words.contains("已撤回申请") && !gone.text.contains("\(path)/cancel"))
            #expect(try await office.wang.post("\(path)/cancel", []).status == 422)
        }
    }

    @Test func decliningNeedsAReason() async throws {
        try await withOffice { office in
            let path = try await ask(office)
            for (reason, said) in [
                ("", "必须写明原因"), (Mischief.long, "最多 500"), (Mischief.rightToLeft, "方向符"),
            ] {
                let answer = try await office.li.post("\(path)/decline", [("reason", reason)])
                #expect(answer.status == 422)
                #expect(
                    answer.error(of: "decline-reason")?.contains(said) == true,
                    "\(answer.error(of: "decline-reason") ?? "")")
                #expect(answer.error(of: "approve-reason") == nil)
            }
            let done = try await office.li.follow(
                try await office.li.post("\(path)/decline", [("reason", Mischief.sql)]))
            #expect(done.words.contains("已决定不批准") && done.words.contains("未批准"))
            let receipt = try await office.li.get("/compounds/2/receipts/2026-000001")
            #expect(!receipt.words.contains("作废"))
        }
    }

    @Test func whatIsTooOldIsShownAndNotDecided() async throws {
        try await withOffice { office in
            let path = try await ask(office)
            office.li.server.clock.advance(seconds: Approval.lifetime)
            let page = try await office.li.get(path)
            #expect(page.words.contains("已过期") && !page.text.contains("\(path)/approve"))
            let late = try await office.li.post("\(path)/approve", [])
            #expect(late.status == 422 && late.words.contains("不能再批"))
            #expect(try await office.li.get("/approvals?part=closed").words.contains("已过期"))
            #expect(try await office.li.get("/approvals?part=waiting").words.contains("没有等您"))
            let none = "/approvals?part=closed&action=refundPayment"
            #expect(try await office.li.get(none).status == 200)
            let some = "/approvals?part=closed&action=RefundPayment"
            #expect(try await office.li.get(some).words.contains("没有这一种类的事项"))
            for id in ["999", "x", "0"] {
                let status = try await office.li.get("/compounds/2/approvals/\(id)").status
                #expect(status == 404, "\(id)")
            }
        }
    }
}
