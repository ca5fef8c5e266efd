import Accounts
import Core
import TestSupport
import Testing

@testable import Web

@Suite struct AccountPagesTests {
    private func withAdministrator(
        _ body: @escaping @Sendable (Office, Visitor) async throws -> Void
    ) async throws {
        try await withOffice { office in
            try await body(office, Visitor(office.wang.server, as: .administrator))
        }
    }

    @Test func theListIsSearchedFilteredAndSorted() async throws {
        try await withAdministrator { office, guan in
            let list = try await guan.get("/accounts")
            #expect(list.words.contains("共 3 个账号") && list.words.contains("物业经理 @ 许昌恒达物业公司"))
            #expect(!list.words.contains("元") && !list.text.contains("/compounds"))
            let down = try await guan.get("/accounts?sort=name&direction=down").words
            let names = down.matches(of: /zhaomin|wangfang|lijing/).map { String($0.0) }
            #expect(names == ["zhaomin", "zhaomin", "wangfang", "wangfang", "lijing", "lijing"])
            for (query, said) in [
                ("search=LIJ", "没有符合条件"), ("search=lij", "共 1 个账号"),
                ("state=disabled", "没有符合条件"), ("state=open", "共 3 个账号"),
                ("state=x&sort=y&page=z", "共 3 个账号"), ("search=%25", "没有符合条件"),
            ] {
                #expect(try await guan.get("/accounts?\(query)").words.contains(said), "\(query)")
            }
            for text in Mischief.all {
                let path = "/accounts\(URLText.query([("search", text)]))"
                let answer = try await guan.get(path)
                #expect(answer.status == 200 && !answer.text.contains("<script>"))
            }
            #expect(try await office.wang.get("/accounts").status == 403)
        }
    }

    @Test func aNewAccountsPasswordIsShownOnce() async throws {
        try await withAdministrator { office, guan in
            let before = try await faults(office.town)
            let good = [("name", "sunli"), ("displayName", "孙丽")]
            let table: [(String, String, String)] = [
                ("name", "", "请填写登录名"), ("name", "x", "2 至 40"), ("name", "a b", "2 至 40"),
                ("name", "lijing", "已有人使用"), ("name", Mischief.rightToLeft, "方向符"),
                ("displayName", "", "请填写姓名"), ("displayName", Mischief.long, "最多 40"),
                ("displayName", Mischief.control, "控制字符"),
            ]
            for (field, value, said) in table {
                let answer = try await guan.post(
                    "/accounts/add", good.filter { $0.0 != field } + [(field, value)])
                #expect(answer.status == 422)
                #expect(
                    answer.error(of: field)?.contains(said) == true,
                    "\(field) \(answer.error(of: field) ?? "")")
                let other = field == "name" ? "displayName" : "name"
                #expect(answer.value(of: other) == good.first { $0.0 == other }?.1)
            }
            let made = try await guan.post("/accounts/add", good)
            #expect(made.status == 200 && made["cache-control"]?.contains("no-store") == true)
            let password = try #require(made.words.firstMatch(of: /[0-9a-z]{4}(-[0-9a-z]{4}){3}/))
            let list = try await guan.get("/accounts")
            #expect(list.words.contains("孙丽"))
            let path = try #require(list.text.firstMatch(of: /\/accounts\/[0-9]+(?=">sunli)/)).0
            let page = try await guan.get(String(path))
            #expect(page.status == 200 && !page.text.contains(password.0))
            #expect(try await guan.post("/accounts/add", good).status == 422)
            #expect(try await faults(office.town) == before)
        }
    }

    @Test func anAccountIsDisabledAndComesBack() async throws {
        try await withAdministrator { office, guan in
            let page = try await guan.get("/accounts/8")
            #expect(page.words.contains("lijing") && page.words.contains("还没有登录过"))
            #expect(page.words.contains("物业经理") && page.words.contains("在任"))
            let blank = try await guan.post("/accounts/8/disable", [("reason", " ")])
            #expect(blank.status == 422 && blank.error(of: "reason")?.contains("请写明") == true)
            let wrong = try await guan.post(
                "/accounts/8/disable", [("reason", "离职" + Mischief.long)])
            #expect(wrong.error(of: "reason")?.contains("最多 500") == true)
            let done = try await guan.follow(
                try await guan.post("/accounts/8/disable", [("reason", Mischief.html)]))
            #expect(done.words.contains("已停用账号“lijing”") && !done.text.contains("<script>"))
            #expect(try await guan.get("/accounts?state=disabled").words.contains("共 1 个账号"))
            let again = try await guan.post("/accounts/8/disable", [("reason", "离职")])
            #expect(again.status == 422 && again.words.contains("早已停用"))
            let back = try await guan.follow(try await guan.post("/accounts/8/enable", []))
            #expect(back.words.contains("已恢复账号") && !back.words.contains("停用原因"))
            #expect(try await guan.post("/accounts/8/enable", []).status == 422)
            let reset = try await guan.post("/accounts/8/password", [])
            #expect(reset.status == 200 && reset.words.contains("已重设密码"))
            let factor = try await guan.post("/accounts/8/second-factor", [])
            #expect(factor.status == 422)
        }
    }

    /// The account of every session of `Staff` is their own here.
    @Test func nobodyLocksOutThemselves() async throws {
        try await withAdministrator { _, guan in
            let own = try await guan.get("/accounts/7")
            #expect(own.words.contains("您自己的账号") && !own.text.contains("/accounts/7/disable"))
            for (path, said) in [
                ("disable", "不能停用自己的账号"), ("password", "不能为自己重设"),
                ("second-factor", "不能为自己重设"),
            ] {
                let answer = try await guan.post("/accounts/7/\(path)", [("reason", "x")])
                #expect(answer.status == 422 && answer.words.contains(said), "\(path)")
            }
            for id in ["999", "0", "x", "-1", "99999999999999999999"] {
                #expect(try await guan.get("/accounts/\(id)").status == 404, "\(id)")
            }
            #expect(try await guan.post("/accounts/999/enable", []).status == 404)
        }
    }
}

@Suite struct TokenPagesTests {
    private static let good = [
        ("name", "对账程序"), ("permission", "readFees"), ("permission", "readReports"),
        ("days", "90"),
    ]

    @Test func aTokenIsShownOnceAndRevoked() async throws {
        try await withOffice { office in
            let li = office.li
            let empty = try await li.get("/tokens")
            #expect(empty.words.contains("还没有访问令牌") && empty.text.contains("readFees"))
            #expect(!empty.text.contains("manageAccounts"))
            let made = try await li.post("/tokens", Self.good)
            #expect(made.status == 200)
            let token = try #require(made.text.firstMatch(of: /linli_[A-Za-z0-9_-]{43}/)).0
            let list = try await li.get("/tokens")
            #expect(list.words.contains("对账程序") && !list.text.contains(token))
            #expect(!(try await office.wang.get("/tokens").words.contains("对账程序")))
            let revoke = try #require(list.text.firstMatch(of: /\/tokens\/[0-9]+\/revoke/)).0
            #expect(try await office.wang.post(String(revoke), []).status == 404)
            let gone = try await li.follow(try await li.post(String(revoke), []))
            #expect(gone.words.contains("已吊销") && !gone.text.contains("/revoke"))
            #expect(try await li.post(String(revoke), []).status == 303)
        }
    }

    @Test func whatIsWrongIsSaidBesideItsField() async throws {
        try await withOffice { office in
            let table: [(String, [(String, String)], String)] = [
                ("name", [("name", "")], "请填写用途"),
                ("name", [("name", Mischief.long)], "最多 60"),
                ("name", [("name", Mischief.rightToLeft)], "方向符"),
                ("days", [("days", "")], "请填写有效天数"), ("days", [("days", "0")], "1 至 366"),
                ("days", [("days", "367")], "1 至 366"), ("days", [("days", "x")], "1 至 366"),
                ("permission", [], "至少选择一项"),
                // nobody hands on what they have not
                ("permission", [("permission", "manageAccounts")], "至少选择一项"),
            ]
            for (field, values, said) in table {
                let answer = try await office.li.post(
                    "/tokens", Self.good.filter { $0.0 != field } + values)
                #expect(answer.status == 422)
                #expect(
                    answer.error(of: field)?.contains(said) == true,
                    "\(field) \(values) \(answer.error(of: field) ?? "")")
                if field != "name" {
                    #expect(answer.value(of: "name") == "对账程序")
                    #expect(field == "permission" || answer.text.contains("checked"))
                }
            }
        }
    }

    @Test func whoMayDoNothingHasNothingToHandOn() async throws {
        try await withStaff { _, visitor in
            let guest = Visitor(visitor.server, as: .invitedBody)
            let page = try await guest.get("/tokens")
            #expect(page.status == 200 && page.words.contains("没有可以交给程序办理的权限"))
        }
    }
}
