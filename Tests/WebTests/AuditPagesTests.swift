import Access
import Core
import Foundation
import TestSupport
import Testing

@testable import Web

@Suite struct AuditPagesTests {
    private func withAuditor(
        _ body: @escaping @Sendable (Office, Visitor) async throws -> Void
    ) async throws {
        try await withOffice { office in
            try await body(office, Visitor(office.wang.server, as: .auditor))
        }
    }

    @Test func theLogIsReadUnderFilters() async throws {
        try await withAuditor { office, shen in
            let all = try await shen.get("/audit")
            #expect(all.words.contains("AddAccount") && all.words.contains("操作日志"))
            let accounts = try await shen.get("/audit?action=AddAccount")
            #expect(accounts.words.contains("共 3 条"))
            for (query, said) in [
                ("subject=account%3A8", "共 "), ("subject=account", "没有符合条件"),
                ("action=AddAccount&place=%E6%9C%AC%E7%B3%BB%E7%BB%9F", "共 3 条"),
                ("action=AddAccount&place=nowhere", "没有符合条件"),
                ("place=%E6%81%92%E8%BE%BE&action=AddOrganisation", "共 1 条"),
                ("from=2030-01-01", "没有符合条件"), ("actor=nobody", "没有符合条件"),
            ] {
                let page = try await shen.get("/audit?\(query)")
                #expect(page.words.contains(said), "\(query) \(page.words.suffix(120))")
            }
            let wrong = try await shen.get("/audit?from=x&actor=li")
            #expect(wrong.status == 422 && wrong.error(of: "from")?.contains("无法识别") == true)
            #expect(wrong.value(of: "actor") == "li")
            let turned = try await shen.get("/audit?from=2026-03-02&until=2026-03-01")
            #expect(turned.error(of: "until")?.contains("不能早于") == true)
            for text in Mischief.all {
                for field in ["actor", "action", "place", "subject"] {
                    let answer = try await shen.get("/audit\(URLText.query([(field, text)]))")
                    #expect(answer.status == 200 && !answer.text.contains("<script>"))
                }
            }
            #expect(try await office.wang.get("/audit").status == 403)
            let administrator = Visitor(shen.server, as: .administrator)
            #expect(try await administrator.get("/audit").status == 403)
        }
    }

    @Test func oneEntryShowsAllThatIsKept() async throws {
        try await withAuditor { _, shen in
            let list = try await shen.get("/audit?action=AddAccount")
            let path = try #require(
                list.text.firstMatch(of: /\/audit\/entries\/[0-9]+\/[0-9]+/)
            ).0
            let page = try await shen.get(String(path))
            for said in ["AddAccount", "本系统", "数据摘要", "在服务器上用命令行"] {
                #expect(page.words.contains(said), "\(said)")
            }
            for path in ["1/999999", "999/1", "x/1", "1/x", "0/0"] {
                #expect(try await shen.get("/audit/entries/\(path)").status == 404, "\(path)")
            }
        }
    }

    @Test func telephoneNumbersAreMasked() {
        #expect(AuditViews.masked("x 13900000037 y") == "x 139****0037 y")
        #expect(AuditViews.masked("2139000000371") == "2139000000371")
        #expect(
            AuditViews.shown("3 propertyClerk 许昌恒达 物业公司") == "许昌恒达 物业公司 · 物业收费员（任职 3）")
        #expect(AuditViews.shown("x") == "x")
    }

    @Test func theChainIsVerifiedAgainstAnEarlierHead() async throws {
        try await withDatabase { database in
            let staff = Staff(scope: ScopeID(2))
            try await withServer(database, today: day("2026-03-02"), sessions: staff) { server in
                let shen = Visitor(server, as: .auditor)
                _ = try await makeAccount(database, "lijing")
                let head = try await shen.get("/audit/head")
                #expect(head.status == 200 && head["content-type"] == "application/json")
                #expect(head["content-disposition"]?.hasPrefix("attachment") == true)
                #expect(head.text.contains("linli-audit-head-1"))
                #expect(try await shen.get("/audit/verify").words.contains("现在核验"))
                let plain = try await shen.upload("/audit/verify", file: [], named: "")
                #expect(plain.status == 200 && plain.words.contains("日志完好"))
                let same = try await shen.upload(
                    "/audit/verify", file: head.body, named: "head.json")
                #expect(same.words.contains("导出的链头相符"))
                for (file, said) in [
                    (Array("{}".utf8), "无法识别"), (Array(Mischief.html.utf8), "无法识别"),
                    ([0, 255, 1], "无法识别"),
                    (
                        Array(
                            head.text.replacing("\"position\":1", with: "\"position\":2").utf8),
                        "签名不符"
                    ),
                ] {
                    let answer = try await shen.upload(
                        "/audit/verify", file: file, named: "head.json")
                    #expect(answer.status == 422)
                    #expect(
                        answer.error(of: "file")?.contains(said) == true,
                        "\(answer.error(of: "file") ?? "")")
                }
                try await asSuperuser(database) { connection in
                    try await connection.execute(
                        "update accounts.account set display_name = '别人'")
                }
                let broken = try await shen.upload(
                    "/audit/verify", file: head.body, named: "head.json")
                #expect(broken.status == 200 && broken.words.contains("处问题"))
                #expect(broken.words.contains("与其摘要不符"))
            }
        }
    }
}
