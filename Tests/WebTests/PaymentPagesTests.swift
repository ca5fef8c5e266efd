import Access
import Core
import Fees
import Registry
import TestSupport
import Testing

@testable import Web

@Suite struct PaymentPagesTests {
    private static let path = "/compounds/2/households/1-1-101/payment"

    private func fields(
        _ key: String, amount: String = "80.00", channel: String = "cash", month: String = "",
        note: String = "", received: String = "2021-12-08"
    ) -> [(String, String)] {
        [
            ("amount", amount), ("channel", channel), ("received", received), ("month", month),
            ("note", note), ("key", key),
        ]
    }

    @Test func aPaymentIsShownThenTakenThenReceipted() async throws {
        try await withStaff { town, visitor in
            let before = try await faults(town)
            let form = try await visitor.get(Self.path)
            #expect(form.status == 200)
            #expect(form.value(of: "amount") == "100.00")
            #expect(form.words.contains("2021-11 物业费 50.00 2021-11-25"))
            let key = try #require(form.value(of: "key"))
            #expect(key.hasPrefix("web-") && key.count > 30)
            let check = try await visitor.post(
                Self.path, fields(key, amount: "130.5", note: "代缴") + [("do", "check")])
            #expect(check.status == 200)
            #expect(check.words.contains("130.50 元 壹佰叁拾元零伍角"))
            #expect(check.words.contains("2021-12 物业费 50.00 50.00"))
            #expect(check.words.contains("余 30.50 元 作预存"))
            // only looked at
            #expect(
                try await visitor.get("/compounds/2/households/1-1-101").words.contains(
                    "欠费 100.00 元"))
            let done = try await visitor.post(
                Self.path, fields(key, amount: "130.5", note: "代缴") + [("do", "take")])
            #expect(done.status == 303)
            #expect(done["location"] == "/compounds/2/receipts/2021-000001")
            let receipt = try await visitor.follow(done)
            #expect(receipt.words.contains("已收款 130.50 元，其中 30.50 元作预存，收据 2021-000001"))
            for words in [
                "文宴雅居 收据", "No. 2021-000001", "业主101", "物业费 2021年11月 50.00",
                "预存 30.50", "壹佰叁拾元零伍角", "文宴雅居业主委员会", "备注：代缴", "非税务发票",
                "经手： propertyManager",
            ] {
                #expect(
                    receipt.words.contains(words)
                        || receipt.words.replacing(" ", with: "").contains(
                            words.replacing(" ", with: "")),
                    "\(words)")
            }
            #expect(try await faults(town) == before)
        }
    }

    @Test func aFormSentTwiceTakesMoneyOnce() async throws {
        try await withStaff { town, visitor in
            let sent = fields("web-1") + [("do", "take")]
            let first = try await visitor.post(Self.path, sent)
            let second = try await visitor.post(Self.path, sent)
            #expect(first["location"] == second["location"])
            #expect(try await visitor.follow(second).words.contains("没有再收"))
            let other = try await visitor.post(
                Self.path, fields("web-1", amount: "90") + [("do", "take")])
            #expect(other.status == 422 && other.words.contains("已经收过一笔款"))
            let page = try await visitor.get("/compounds/2/households/1-1-101")
            #expect(page.words.contains("欠费 20.00 元"))
            // two tabs: each form has a key of its own, and both are taken
            let keys = try await [visitor.get(Self.path), visitor.get(Self.path)].map {
                $0.value(of: "key")
            }
            #expect(keys[0] != keys[1])
            #expect(
                try await visitor.post(Self.path, fields("", amount: "1") + [("do", "take")]).status
                    == 422)
        }
    }

    /// Two tabs, each shown what the money would settle: the second is asked to look again, before
    /// what is owed no longer would go in advance.
    @Test func whatChangedAfterTheCheckIsSaidBeforeMoneyIsTaken() async throws {
        try await withStaff { _, visitor in
            let sent = ["web-1", "web-2"].map { fields($0, amount: "100") }
            var rests: [String] = []
            for form in sent {
                let check = try await visitor.post(Self.path, form + [("do", "check")])
                rests.append(try #require(check.value(of: "rest")))
            }
            #expect(rests == ["0.00", "0.00"])
            let take = sent.map { $0 + [("rest", "0.00"), ("do", "take")] }
            #expect(try await visitor.post(Self.path, take[0]).status == 303)
            let second = try await visitor.post(Self.path, take[1])
            #expect(second.status == 422)
            #expect(second.words.contains("核对之后这户的欠费有变化"))
            #expect(second.words.contains("余 100.00 元 作预存"))
            // nothing taken; the first, sent again, is still the one payment
            #expect(
                try await visitor.get("/compounds/2/payments").words.contains("共 1 笔"))
            let again = try await visitor.follow(try await visitor.post(Self.path, take[0]))
            #expect(again.words.contains("没有再收"))
            // confirmed as it is now
            let rest = try #require(second.value(of: "rest"))
            let done = try await visitor.post(
                Self.path, sent[1] + [("rest", rest), ("do", "take")])
            #expect(done.status == 303 && rest == "100.00")
        }
    }

    @Test func aChosenMonthIsSettledAlone() async throws {
        try await withStaff { _, visitor in
            let check = try await visitor.post(
                Self.path, fields("k", amount: "50", month: "2021-12") + [("do", "check")])
            #expect(check.words.contains("2021-12 物业费 50.00 50.00"))
            #expect(check.words.contains("收款后还欠 50.00 元"))
            let none = try await visitor.post(
                Self.path, fields("k", amount: "50", month: "2022-05") + [("do", "check")])
            #expect(none.words.contains("2022年5月没有欠费"))
        }
    }

    @Test func whatIsWrongIsSaidBesideItsField() async throws {
        try await withStaff { _, visitor in
            let table: [([(String, String)], String, String)] = [
                (fields("k", amount: ""), "amount", "请填写金额"),
                (fields("k", amount: "0"), "amount", "必须大于 0"),
                (fields("k", amount: "-5"), "amount", "无法识别"),
                (fields("k", amount: "1.234"), "amount", "无法识别"),
                (fields("k", amount: "99999999999999"), "amount", "超过"),
                (fields("k", amount: Mischief.sql), "amount", "无法识别"),
                (fields("k", amount: Mischief.emoji), "amount", "无法识别"),
                (fields("k", amount: Mischief.long), "amount", "最多"),
                (fields("k", channel: ""), "channel", "请选择收款方式"),
                (fields("k", channel: "carried-over"), "channel", "请选择收款方式"),
                (fields("k", month: "<i>"), "month", "无法识别"),
                (fields("k", note: Mischief.rightToLeft), "note", "方向符"),
                (fields("k", note: Mischief.long), "note", "最多 500"),
                (fields("k", received: ""), "received", "请填写收款日期"),
                (fields("k", received: "2021-12-09"), "received", "晚于今天"),
                (fields("k", received: "1980-01-01"), "received", "早于"),
            ]
            for (sent, field, said) in table {
                for step in ["check", "take"] {
                    let answer = try await visitor.post(Self.path, sent + [("do", step)])
                    #expect(answer.status == 422, "\(field) \(said)")
                    #expect(
                        answer.error(of: field)?.contains(said) == true,
                        "\(field) \(said): \(answer.error(of: field) ?? "nothing")")
                    #expect(answer.value(of: "key") == "k")
                    #expect(!answer.text.contains("<i>"))
                }
            }
            let page = try await visitor.get("/compounds/2/households/1-1-101")
            #expect(page.words.contains("欠费 100.00 元"))
        }
    }

    @Test func theFormerOwnerPaysTheirOwnDebt() async throws {
        try await withStaff { town, visitor in
            try await transferFirst(of: town.compound, in: town.database)
            let page = try await visitor.get("/compounds/2/households/1-1-101")
            let paying = try #require(page.text.firstMatch(of: /payment\?tenure=(\d+)/)).1
            let form = try await visitor.get("\(Self.path)?tenure=\(paying)")
            #expect(form.words.contains("业主101") && form.value(of: "tenure") == String(paying))
            let done = try await visitor.post(
                Self.path,
                fields("k", amount: "100") + [("tenure", String(paying)), ("do", "take")])
            #expect(try await visitor.follow(done).words.contains("缴费人 业主101"))
            for tenure in ["999999", "x", "-1"] {
                let answer = try await visitor.get("\(Self.path)?tenure=\(tenure)")
                #expect([200, 422].contains(answer.status))
            }
        }
    }

    @Test func aReceiptThatIsVoidSaysSo() async throws {
        try await withStaff { town, visitor in
            try await town.pay(5_000, town.compound.households[0], key: "a", on: "2021-12-01")
            _ = try await ReversePayment(database: town.database).perform(
                ReversePayment.Input(
                    scope: town.compound.scope,
                    payment: .receipt(ReceiptNumber(year: 2021, number: 1)), reason: "记错了户"),
                by: testActor, on: day("2021-12-02"))
            let receipt = try await visitor.get("/compounds/2/receipts/2021-000001?paper=a4")
            #expect(receipt.words.contains("作废") && receipt.words.contains("记错了户"))
            #expect(receipt.text.contains("print receipt a4"))
            #expect(try await visitor.get("/compounds/2/receipts/2021-000002").status == 422)
            for path in ["2021", "x", "2021-0", "..", "%2e%2e", "2021-000001%00"] {
                let answer = try await visitor.get("/compounds/2/receipts/\(path)")
                #expect([400, 404].contains(answer.status), "\(path)")
            }
            let worker = Visitor(visitor.server, as: .gridWorker)
            #expect(try await worker.get("/compounds/2/receipts/2021-000001").status == 403)
        }
    }
}
