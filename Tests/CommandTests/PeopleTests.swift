import Testing

/// Accounts, appointments, tokens, contracts and approvals, as people type them.
struct PeopleTests {
    private func setUp(_ desk: Desk) async throws {
        try await desk.takeOverSmall()
        try await desk.decideFees()
        _ = try await desk.json("organisation add 恒达物业 --kind property-company")
        _ = try await desk.json(
            "contract record --compound 文宴雅居 --company 恒达物业 --from 2021-01-01 --resolution 1")
    }

    private func person(
        _ desk: Desk, _ name: String, _ role: String, at place: String
    ) async throws -> Value {
        let made = try await desk.json("account add \(name) --display-name \(name)先生")
        let proposed = try await desk.json("appointment propose \(name) --role \(role) \(place)")
        let id = try #require(proposed["appointment"]?.number)
        let confirmed = try await desk.json("appointment confirm \(id)")
        #expect(confirmed["state"] == "inForce")
        return made
    }

    private func token(_ desk: Desk, _ name: String, _ permissions: [String]) async throws
        -> String
    {
        let issued = try await desk.json(
            "token issue --account \(name) --name 测试"
                + permissions.map { " --permission \($0)" }.joined())
        return try #require(issued["token"]?.text)
    }

    @Test func anAccountFromTheFirstDayToTheLast() async throws {
        try await withDesk { desk in
            let none = await desk.words(of: "account list")
            #expect(none.contains("linli account add"))
            let made = try await desk.json("account add Li --display-name 李晓玉")
            #expect(made["name"] == "li")
            let password = try #require(made["initialPassword"]?.text)
            #expect(password.count == 19)
            #expect(
                try await desk.refusal("account add li --display-name 别人") == "accountNameTaken")
            #expect(
                try await desk.refusal("account add l --display-name 别人") == "accountNameInvalid")
            let shown = await desk.words(of: "account show li")
            #expect(shown.contains("李晓玉") && shown.contains("待改密码") && shown.contains("从未"))
            _ = await desk.words(of: "account disable li --reason 离职")
            #expect(try await desk.refusal("account disable li --reason 离职") == "alreadyDisabled")
            #expect(await desk.words(of: "account show li").contains("已停用"))
            _ = await desk.words(of: "account enable li")
            let reset = try await desk.json("account reset-password li")
            #expect(reset["initialPassword"]?.text != password)
            #expect(try await desk.refusal("account show 没有") == "unknownAccount")
            #expect(try await desk.json("account list --search 晓")["count"] == 1)
            #expect(try await desk.json("audit verify")["ok"] == true)
        }
    }

    @Test func anAppointmentIsProposedConfirmedAndEnded() async throws {
        try await withDesk { desk in
            try await setUp(desk)
            _ = try await person(desk, "wang", "property-manager", at: "--organisation 恒达物业")
            let listed = await desk.words(of: "appointment list")
            #expect(listed.contains("物业经理") && listed.contains("在任"))
            #expect(await desk.words(of: "account list").contains("物业经理 @ 恒达物业"))
            let again = try await desk.refusal(
                "appointment propose wang --role property-manager --organisation 恒达物业")
            #expect(again == "appointedAlready")
            let elsewhere = try await desk.refusal(
                "appointment propose wang --role property-clerk --compound 文宴雅居")
            #expect(elsewhere == "roleDoesNotFit")
            let nowhere = try await desk.refusal(
                "appointment propose wang --role property-clerk --organisation 没有")
            #expect(nowhere == "unknownOrganisation")
            #expect(
                try await desk.refusal("appointment propose wang --role auditor")
                    == "dutiesTogether")
            let wrongDay = try await desk.refusal(
                "appointment propose wang --role property-clerk --organisation 恒达物业 --from 昨天")
            #expect(wrongDay == "malformedDate")
            let ended = await desk.words(of: "appointment end 1 --reason 调离")
            #expect(ended.contains("已结束"))
            #expect(try await desk.refusal("appointment end 1 --reason 调离") == "appointmentEnded")
            #expect(try await desk.json("appointment list --state ended")["count"] == 1)
            let both = await desk.linli(
                "appointment list --organisation 恒达物业 --compound 文宴雅居")
            #expect(both.status == 64)
        }
    }

    /// A token acts as its account, with no more than it was given.
    @Test func aTokenActsAsItsAccount() async throws {
        try await withDesk { desk in
            try await setUp(desk)
            _ = try await desk.json("bill run 2021-11 --compound 文宴雅居")
            _ = try await person(desk, "li", "property-clerk", at: "--organisation 恒达物业")
            let token = try await token(desk, "li", ["take-payment", "read-fees"])
            let asLi = ["LINLI_TOKEN": token]
            let taken = await desk.linli(
                "payment take 1-1-101 --compound 文宴雅居 --amount 60 --channel cash --as",
                [token])
            #expect(taken.status == 0, "\(taken.errors)")
            let receipt = await desk.linli(
                "receipt show 1 --compound 文宴雅居", environment: asLi)
            #expect(receipt.out.contains("经手：li先生"), "\(receipt.out)\(receipt.errors)")
            let more = try await desk.refusal(
                "bill run 2021-12 --compound 文宴雅居", environment: asLi)
            #expect(more == "notPermitted")
            let noted = await desk.words(of: "audit list --actor li --action Refused")
            #expect(noted.contains("li先生（li）"), "\(noted)")
            // a token that may take payments does not come to do more
            let grown = try await desk.refusal(
                "token issue --name 更多 --permission correct-fees", environment: asLi)
            #expect(grown == "notByToken")
            let log = await desk.words(of: "audit list --actor li --action TakePayment")
            #expect(log.contains("li先生（li）"))
            let list = try await desk.json("token list --account li")
            #expect(list["tokens"]?[0]?["state"] == "inForce")
            _ = await desk.words(of: "token revoke 1")
            #expect(
                try await desk.refusal("token list", environment: asLi) == "tokenNotInForce")
            #expect(try await desk.refusal("token list --as linli_x") == "tokenNotInForce")
            #expect(try await desk.refusal("token list") == "notSignedIn")
        }
    }

    @Test func twoPeopleCorrect() async throws {
        try await withDesk { desk in
            try await setUp(desk)
            _ = try await desk.json("bill run 2021-11 --compound 文宴雅居")
            _ = try await desk.json(
                "payment take 1-1-101 --compound 文宴雅居 --amount 80 --channel cash --key k")
            _ = try await person(desk, "li", "property-clerk", at: "--organisation 恒达物业")
            _ = try await person(desk, "wang", "property-manager", at: "--organisation 恒达物业")
            let li = ["LINLI_TOKEN": try await token(desk, "li", ["correct-fees"])]
            let wang = [
                "LINLI_TOKEN": try await token(
                    desk, "wang", ["correct-fees", "approve-corrections"])
            ]
            let refund =
                "payment refund 1-1-101 --compound 文宴雅居 --amount 30 --channel cash "
                + "--reason 多交 --key r"
            let asked = await desk.linli(refund, environment: li)
            #expect(asked.out.contains("已提交申请，编号 1"), "\(asked.out)\(asked.errors)")
            let twice = await desk.linli(refund, environment: li)
            #expect(twice.out.contains("此前已提交申请，编号 1"))
            let approve = "approval approve 1 --compound 文宴雅居"
            #expect(try await desk.refusal(approve, environment: li) == "notPermitted")
            let listed = await desk.linli("approval list --state pending", environment: wang)
            #expect(listed.out.contains("向 1-1-101 退款 30.00 元"), "\(listed.errors)")
            let approved = await desk.linli(approve, environment: wang)
            #expect(approved.out.contains("已批准并办理"), "\(approved.errors)")
            #expect(try await desk.refusal(approve, environment: wang) == "decidedAlready")
            let small = await desk.linli(
                "charge waive 1-1-102 --compound 文宴雅居 --month 2021-11 --item 物业费 --reason 困难",
                environment: li)
            #expect(small.out.contains("已减免"), "\(small.out)\(small.errors)")
            let reversal = await desk.linli(
                "payment reverse 1 --compound 文宴雅居 --reason 记错", environment: li)
            #expect(reversal.status == 1)
            let withdrawn = await desk.linli(
                "bill withdraw 2021-12 --compound 文宴雅居 --reason 多算", environment: li)
            #expect(withdrawn.out.contains("没有可撤回的账单"))
            #expect(try await desk.json("check")["ok"] == true)
            #expect(try await desk.json("audit verify")["ok"] == true)
        }
    }

    @Test func aContractRunsForItsDays() async throws {
        try await withDesk { desk in
            try await setUp(desk)
            let listed = await desk.words(of: "contract list --compound 文宴雅居")
            #expect(listed.contains("恒达物业") && listed.contains("履行中"))
            let overlap = try await desk.refusal(
                "contract record --compound 文宴雅居 --company 恒达物业 --from 2022-01-01 "
                    + "--resolution 1")
            #expect(overlap == "contractsOverlap")
            let ended = await desk.words(
                of: "contract end 1 --compound 文宴雅居 --on 2025-12-31 --reason 业主另聘")
            #expect(ended.contains("至 2025-12-31"))
            #expect(
                try await desk.refusal(
                    "contract end 1 --compound 文宴雅居 --on 2025-12-30 --reason x")
                    == "contractEnded")
            #expect(try await desk.json("contract list")["contracts"]?[0]?["state"] == "ended")
        }
    }

    /// The head of the log proves what came before it.
    @Test func theHeadIsExportedAndProved() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            let head = await desk.words(of: "audit head")
            let file = desk.folder.write(head, as: "head.json")
            let document = try #require(Value(head))
            #expect(document["format"] == "linli-audit-head-1")
            #expect(document["heads"]?.list.isEmpty == false)
            let proved = await desk.words(of: "audit verify --head", [file])
            #expect(proved.contains("日志完好") && proved.contains("导出的链头相符"))
            _ = try await desk.json("compound add 试用小区 --county 魏都区")
            #expect(try await desk.json("audit verify --head", [file])["ok"] == true)
            let touched = desk.folder.write(
                head.replacing("\"position\":2", with: "\"position\":7"), as: "touched.json")
            #expect(
                try await desk.refusal("audit verify --head", [touched]) == "headSignatureWrong")
            #expect(try await desk.refusal("audit verify --head /没有") == "fileUnreadable")
            let noHead = desk.folder.write("{}", as: "none.json")
            #expect(try await desk.refusal("audit verify --head", [noHead]) == "headUnreadable")
        }
    }
}
