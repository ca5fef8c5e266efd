import Access
import Core
import Fees
import Foundation
import Registry
import TestSupport
import Testing

@testable import Web

@Suite struct DisputePagesTests {
    private static let path = "/compounds/2/disputes"
    private static let ask = "/me/dispute?month=2021-12&item=property-fee"

    /// What a household's browser sends.
    private func cookie(_ link: IssueResidentLinks.Link) -> [String: String] {
        ["Cookie": "linli=\(link.token.text)"]
    }

    private func raise(
        _ visitor: Visitor, _ link: IssueResidentLinks.Link, _ words: String,
        month: String = "2021-12", headers: [String: String] = [:]
    ) async throws -> Answer {
        try await visitor.server.client.post(
            "/me/dispute", [("month", month), ("item", "property-fee"), ("words", words)],
            cookie(link).merging(headers) { $1 })
    }

    @Test func fromTheQuestionToTheAnswerOnTheBill() async throws {
        try await withStaff { town, visitor in
            let before = try await faults(town)
            let client = visitor.server.client
            let sheet = try await client.get("/me", cookie(town.first))
            #expect(sheet.text.contains("href=\"\(Self.ask.replacing("&", with: "&amp;"))\""))
            let form = try await client.get(Self.ask, cookie(town.first))
            #expect(form.status == 200)
            #expect(form.words.contains("1号楼1单元101室，2021年12月 物业费， 50.00 元"))
            let raised = try await raise(visitor, town.first, "楼道没有打扫")
            #expect(raised.status == 303)
            #expect(raised["location"] == "/me?year=2021#dispute-1")
            // sent twice
            #expect(
                try await raise(visitor, town.first, "楼道没有打扫")["location"]
                    == raised["location"])
            let waiting = try await client.get("/me", cookie(town.first))
            #expect(waiting.words.contains("待答复 楼道没有打扫 2021年12月8日 提出"))
            #expect(!waiting.text.contains(Self.ask.replacing("&", with: "&amp;")))
            // nobody else's
            #expect(
                try await !client.get("/me", cookie(town.second)).words.contains("楼道没有打扫"))
            let list = try await visitor.get(Self.path)
            #expect(list.words.contains("待答复 1 项"))
            #expect(list.words.contains("1-1-101 2021年12月 物业费 50.00 楼道没有打扫 待答复"))
            #expect(
                try await visitor.get("\(Self.path)?state=answered").words.contains("没有符合条件"))
            let answered = try await visitor.post(
                "\(Self.path)/1/answer",
                [("outcome", "upheld"), ("words", "经查属实"), ("correction", "")])
            #expect(answered.status == 303)
            let page = try await visitor.follow(answered)
            #expect(page.words.contains("已答复"))
            #expect(page.words.contains("经查属实 2021年12月8日，许昌恒达物业公司"))
            #expect(page.words.contains("还没有更正"))
            let key = try #require(page.value(of: "key"))
            let waived = try await visitor.post(
                "\(Self.path)/1/waiver",
                [("amount", "10.00"), ("reason", "异议成立"), ("key", key)])
            #expect(waived.status == 303)
            let corrected = try await visitor.follow(waived)
            #expect(corrected.words.contains("已减免 10.00 元，并关联到这项异议"))
            #expect(corrected.words.contains("异议成立，已更正"))
            #expect(corrected.words.contains("2021-12-08 减免（编号 1），10.00 元"))
            let told = try await client.get("/me", cookie(town.first))
            #expect(told.words.contains("异议成立，已更正 楼道没有打扫"))
            #expect(told.words.contains("经查属实 2021年12月8日，许昌恒达物业公司 已减免 10.00 元"))
            // once answered, one may ask again
            #expect(told.text.contains(Self.ask.replacing("&", with: "&amp;")))
            #expect(try await faults(town) == before)
        }
    }

    @Test func whatAHouseholdWritesIsLookedAt() async throws {
        try await withStaff { town, visitor in
            for (words, said) in [
                ("", "请写明您的疑问"), ("   ", "请写明您的疑问"), (Mischief.html, "网页代码"),
                (Mischief.emoji, "表情"), (Mischief.rightToLeft, "方向"), (Mischief.control, "控制字符"),
                (Mischief.long, "最多 500 个字"),
            ] {
                let answer = try await raise(visitor, town.first, words)
                #expect(answer.status == 422)
                #expect(answer.error(of: "words")?.contains(said) == true, "\(words.prefix(20))")
                #expect(!answer.text.contains("<script>"))
                #expect(answer.value(of: "month") == "2021-12")
            }
            for month in ["2020-01", "2021-13", "", Mischief.sql] {
                let answer = try await raise(visitor, town.first, "多收了", month: month)
                #expect(answer.status == 422 && answer.words.contains("没有这笔费用"))
            }
            // words are only words
            let sql = try await raise(visitor, town.first, Mischief.sql)
            #expect(sql.status == 303)
            #expect(try await visitor.get(Self.path).words.contains("drop table fees.payment"))
            let other = try await raise(visitor, town.first, "另一句话")
            #expect(other.status == 422 && other.words.contains("在处理中"))
            #expect(other.words.contains("另一句话"))
        }
    }

    @Test func onlyTheHouseholdItselfAsks() async throws {
        try await withStaff { town, visitor in
            let client = visitor.server.client
            #expect(try await client.get(Self.ask).status == 404)
            #expect(try await client.post("/me/dispute", [("words", "x")]).status == 404)
            let forged = ["Cookie": "linli=\(town.first.token.text.dropLast(2))zz"]
            #expect(try await client.get(Self.ask, forged).status == 404)
            let crossing = try await raise(
                visitor, town.first, "x", headers: ["Sec-Fetch-Site": "cross-site"])
            #expect(crossing.status == 403)
            // somebody at work, without a link of the household's
            #expect(try await visitor.get(Self.ask).status == 404)
            #expect(try await visitor.get(Self.path).words.contains("还没有人提出异议"))
        }
    }

    @Test func askingOverAndOverWaits() async throws {
        try await withStaff { town, visitor in
            var statuses: [Int] = []
            for number in 0..<12 {
                statuses.append(try await raise(visitor, town.first, "第\(number)次").status)
            }
            #expect(statuses.first == 303)
            #expect(statuses[1] == 422)
            #expect(statuses.contains(429))
            // the neighbour is not kept waiting, nor is the bill
            #expect(try await raise(visitor, town.second, "多收了").status == 303)
            #expect(
                try await visitor.server.client.get("/me", cookie(town.first)).status == 200)
        }
    }

    @Test func whatIsWrongWithAnAnswerIsSaidBesideItsField() async throws {
        try await withStaff { town, visitor in
            _ = try await raise(visitor, town.first, "多收了")
            let path = "\(Self.path)/1/answer"
            func answer(
                _ outcome: String, _ words: String, _ correction: String = ""
            ) async throws -> Answer {
                try await visitor.post(
                    path, [("outcome", outcome), ("words", words), ("correction", correction)])
            }
            for (outcome, words, correction, field, said) in [
                ("", "属实", "", "outcome", "请选择结论"), ("maybe", "属实", "", "outcome", "请选择结论"),
                ("upheld", "", "", "words", "请填写答复内容"), ("upheld", "  ", "", "words", "请填写答复内容"),
                ("upheld", Mischief.html, "", "words", "网页代码"),
                ("upheld", Mischief.emoji, "", "words", "表情"),
                ("upheld", Mischief.rightToLeft, "", "words", "方向"),
                ("upheld", Mischief.long, "", "words", "最多 1000 个字"),
                ("upheld", "属实", "x", "correction", "从列表中选择"),
                ("upheld", "属实", "waiver-1 or 1=1", "correction", "从列表中选择"),
            ] {
                let page = try await answer(outcome, words, correction)
                #expect(page.status == 422)
                // a page on which nothing can be corrected yet has no such field
                let place = page.error(of: field) ?? page.words
                #expect(field == "correction" || place.contains(said), "\(field) \(place)")
                if field == "outcome" { #expect(page.text.contains("属实</textarea>")) }
            }
            #expect(try await answer("upheld", "属实", "waiver-9").status == 422)
            #expect(
                try await visitor.post(
                    "\(Self.path)/99/answer", [("outcome", "upheld"), ("words", "x")]
                )
                .status == 404)
            #expect(try await visitor.get("\(Self.path)/99").status == 404)
            #expect(try await visitor.get("\(Self.path)/x").status == 404)
            #expect(try await answer("declined", "按决议收取").status == 303)
            #expect(try await answer("declined", "按决议收取").status == 303)
            let changed = try await answer("upheld", "其实属实")
            #expect(changed.status == 422 && changed.words.contains("答复不能更改"))
            let refused = try await visitor.post(
                "\(Self.path)/1/correction", [("correction", "waiver-1")])
            #expect(refused.status == 422 && refused.words.contains("只有成立的异议才有更正"))
            let waiver = try await visitor.post(
                "\(Self.path)/1/waiver", [("amount", "1"), ("reason", "x"), ("key", "k")])
            #expect(waiver.status == 422 && waiver.words.contains("只有成立的异议才有更正"))
            let reader = Visitor(visitor.server, as: .residentsCommittee)
            #expect(try await reader.get("\(Self.path)/1").status == 200)
            #expect(
                try await reader.post("\(Self.path)/1/answer", [("outcome", "upheld")]).status
                    == 403)
        }
    }

    @Test func aWaiverIsLookedAtBesideItsFields() async throws {
        try await withStaff { town, visitor in
            _ = try await raise(visitor, town.first, "多收了")
            _ = try await visitor.post(
                "\(Self.path)/1/answer", [("outcome", "upheld"), ("words", "属实")])
            let path = "\(Self.path)/1/waiver"
            for (amount, reason, field) in [
                ("", "x", "amount"), ("0", "x", "amount"), ("1.005", "x", "amount"),
                ("50.01", "x", "amount"), (Mischief.html, "x", "amount"),
                ("1", "", "reason"), ("1", Mischief.rightToLeft, "reason"),
                ("1", Mischief.long, "reason"),
            ] {
                let page = try await visitor.post(
                    path, [("amount", amount), ("reason", reason), ("key", "k")])
                #expect(page.status == 422)
                #expect(page.error(of: field) != nil, "\(amount.prefix(9)) \(reason.prefix(9))")
                #expect(page.value(of: "key") == "k")
            }
            #expect(
                try await visitor.post(path, [("amount", "1"), ("reason", "x")]).status == 422)
            let sent = [("amount", "1"), ("reason", "x"), ("key", "k")]
            #expect(try await visitor.post(path, sent).status == 303)
            #expect(try await visitor.post(path, sent).status == 303)
            let status = try await visitor.get("\(Self.path)/1")
            #expect(status.words.contains("减免 1.00 元"))
        }
    }
}
