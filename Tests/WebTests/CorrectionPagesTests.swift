import Access
import Application
import Core
import Fees
import Registry
import TestSupport
import Testing

@testable import Web

@Suite struct CorrectionPagesTests {
    private static let household = "/compounds/2/households/1-1-101"

    /// The account behind every session of the staff's, appointed as a manager where the compound
    /// is served; and a second person.
    private func withAccount(
        _ body: @escaping @Sendable (Town, Visitor) async throws -> Void
    ) async throws {
        try await withStaff { town, visitor in
            try await asSuperuser(town.database) { connection in
                try await connection.execute(
                    "select setval(pg_get_serial_sequence('accounts.account', 'account_id'), 6)")
            }
            _ = try await makeAccount(town.database, "wangfang")
            _ = try await makeAccount(town.database, "lijing")
            let company = try await makeOrganisation(
                town.database, .propertyCompany, "许昌恒达物业公司")
            try await makeContract(
                town.database, company: company, compound: town.compound.scope)
            try await appoint(
                "wangfang", as: .propertyManager, at: company, from: "2021-01-01",
                in: town.database)
            try await body(town, visitor)
        }
    }

    /// Approves what waits, as a second person.
    private func approveAll(_ town: Town) async throws -> [String] {
        let manager = Actor.account(
            AccountID(8), name: "lijing",
            grants: Staff.member(.propertyManager, in: town.compound.scope).actor.grants)
        let now = moment("2021-12-08")
        let waiting = try await ListApprovals(database: town.database).perform(
            .init(state: .pending), by: manager, at: now)
        for approval in waiting.approvals {
            _ = try await DecideApproval(database: town.database).perform(
                .init(scope: town.compound.scope, approval: approval.id, approves: true),
                by: manager, at: now, on: day("2021-12-08"))
        }
        return waiting.approvals.map(\.summary)
    }

    @Test func aReversalWaitsForASecondPerson() async throws {
        try await withAccount { town, visitor in
            try await town.pay(5_000, town.compound.households[0], key: "a", on: "2021-12-01")
            let receipt = "/compounds/2/receipts/2021-000001"
            #expect(try await visitor.get(receipt).text.contains("\(receipt)/reversal"))
            let path = "\(receipt)/reversal"
            #expect(try await visitor.get(path).words.contains("钱确实收到而要退的，请办退款"))
            let blank = try await visitor.post(path, [("reason", " ")])
            #expect(blank.status == 422 && blank.error(of: "reason")?.contains("请写明") == true)
            let long = try await visitor.post(path, [("reason", Mischief.long)])
            #expect(long.error(of: "reason")?.contains("最多 500") == true)
            let asked = try await visitor.follow(
                try await visitor.post(path, [("reason", Mischief.html)]))
            #expect(asked.words.contains("已提交 申请") || asked.words.contains("已提交申请"))
            #expect(asked.words.contains("须由另一人批准") && !asked.text.contains("<script>"))
            #expect(!asked.words.contains("作废"))
            let again = try await visitor.follow(
                try await visitor.post(path, [("reason", Mischief.html)]))
            #expect(again.words.contains("此前已提交申请"))
            #expect(try await approveAll(town).count == 1)
            let void = try await visitor.get(receipt)
            #expect(void.words.contains("作废") && !void.text.contains("/reversal"))
            let page = try await visitor.get(Self.household)
            #expect(page.words.contains("欠费 100.00 元") && page.words.contains("冲正"))
        }
    }

    @Test func aRefundGivesBackCreditOnly() async throws {
        try await withAccount { town, visitor in
            try await town.pay(13_000, town.compound.households[0], key: "a", on: "2021-12-01")
            let path = "\(Self.household)/refund"
            #expect(try await visitor.get(Self.household).text.contains(path))
            let form = try await visitor.get(path)
            #expect(form.value(of: "amount") == "30.00")
            let key = try #require(form.value(of: "key"))
            let fields = [("key", key), ("amount", "30"), ("channel", "cash"), ("reason", "搬走")]
            let table: [(String, String, String)] = [
                ("amount", "", "请填写"), ("amount", "x", "无法识别"), ("amount", "30.01", "可退的预存只有"),
                ("channel", "", "请选择"), ("reason", "", "请写明"),
                ("reason", Mischief.rightToLeft, "方向符"),
            ]
            for (field, value, said) in table {
                let answer = try await visitor.post(
                    path, fields.filter { $0.0 != field } + [(field, value)])
                #expect(answer.status == 422)
                #expect(
                    answer.error(of: field)?.contains(said) == true,
                    "\(field) \(value) \(answer.error(of: field) ?? "")")
                #expect(answer.value(of: "key") == key)
            }
            let asked = try await visitor.follow(try await visitor.post(path, fields))
            #expect(asked.words.contains("须由另一人批准"))
            let twice = try await visitor.follow(try await visitor.post(path, fields))
            #expect(twice.words.contains("此前已提交申请"))
            #expect(try await approveAll(town).count == 1)
            #expect(!(try await visitor.get(Self.household).words.contains("预存 30.00")))
            #expect(try await visitor.post(path, fields.filter { $0.0 != "key" }).status == 422)
        }
    }

    @Test func aSmallWaiverIsDoneAtOnce() async throws {
        try await withAccount { town, visitor in
            let page = try await visitor.get(Self.household)
            let link = try #require(
                page.text.firstMatch(of: /href="([^"]*\/waiver\?[^"]*)"/)
            ).1.replacing("&amp;", with: "&")
            let form = try await visitor.get(String(link))
            #expect(form.words.contains("物业费") && form.value(of: "amount") == "50.00")
            let names = ["key", "tenure", "month", "item"]
            let kept = names.compactMap { name in form.value(of: name).map { (name, $0) } }
            #expect(kept.count == 4)
            let path = "\(Self.household)/waiver"
            let over = try await visitor.post(
                path, kept + [("amount", "50.01"), ("reason", "困难户")])
            #expect(over.status == 422 && over.error(of: "amount")?.contains("只剩") == true)
            let none = try await visitor.post(path, kept + [("amount", "10"), ("reason", "")])
            #expect(none.error(of: "reason")?.contains("请写明") == true)
            let done = try await visitor.follow(
                try await visitor.post(path, kept + [("amount", "10"), ("reason", "困难户")]))
            #expect(done.words.contains("已减免") && done.words.contains("欠费 90.00 元"))
            let again = try await visitor.follow(
                try await visitor.post(path, kept + [("amount", "10"), ("reason", "困难户")]))
            #expect(again.words.contains("没有再减"))
            for query in ["", "?month=x", "?month=2021-11&item=%3Cb%3E", "?tenure=999"] {
                let answer = try await visitor.get(path + query)
                #expect([404, 422].contains(answer.status), "\(query)")
            }
            let secretary = Visitor(visitor.server, as: .communityPartyOrganisation)
            #expect(try await secretary.get(String(link)).status == 403)
            #expect(!(try await secretary.get(Self.household).text.contains("/waiver")))
        }
    }
}
