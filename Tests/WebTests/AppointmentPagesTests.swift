import Core
import TestSupport
import Testing

@testable import Web

@Suite struct AppointmentPagesTests {
    private static let good = [
        ("account", "sunli"), ("body", "\(Office.company)"), ("role", "propertyClerk"),
        ("from", "2026-03-01"), ("until", ""),
    ]

    @Test func twoPeopleAppointAThird() async throws {
        try await withOffice { office in
            #expect(office.company == Office.company)
            let before = try await faults(office.town)
            _ = try await makeAccount(office.town.database, "sunli", displayName: "孙丽")
            let form = try await office.wang.get("/appointments/propose")
            #expect(form.words.contains("物业收费员") && !form.words.contains("系统管理员 "))
            let sent = try await office.wang.post("/appointments/propose", Self.good)
            let path = try #require(sent["location"])
            let page = try await office.wang.follow(sent)
            #expect(page.words.contains("须由另一人确认后生效") && page.words.contains("待确认"))
            #expect(page.words.contains("这是您提名的") && !page.text.contains("\(path)/confirm"))
            let own = try await office.wang.post("\(path)/confirm", [])
            #expect(own.status == 422 && own.words.contains("须由两个人分别办理"))
            #expect(try await office.li.get(path).text.contains("\(path)/confirm"))
            let done = try await office.li.follow(try await office.li.post("\(path)/confirm", []))
            #expect(done.words.contains("已确认") && done.words.contains("在任"))
            #expect(try await office.li.post("\(path)/confirm", []).status == 422)
            let blank = try await office.li.post("\(path)/end", [("reason", "")])
            #expect(blank.status == 422 && blank.error(of: "reason")?.contains("请写明") == true)
            let ended = try await office.li.follow(
                try await office.li.post("\(path)/end", [("reason", Mischief.html)]))
            #expect(ended.words.contains("已免职") && !ended.text.contains("<script>"))
            #expect(try await office.li.post("\(path)/end", [("reason", "x")]).status == 422)
            #expect(try await faults(office.town) == before)
        }
    }

    @Test func whatIsWrongIsSaidBesideItsField() async throws {
        try await withOffice { office in
            _ = try await makeAccount(office.town.database, "sunli")
            let table: [(String, String, String)] = [
                ("account", "", "请填写登录名"), ("account", "nobody", "没有登录名为"),
                ("account", "wangfang", "不能任命自己"), ("account", Mischief.html, "没有登录名为"),
                ("account", Mischief.rightToLeft, "方向符"), ("body", "", "请选择单位"),
                ("body", "x", "请选择单位"), ("body", "999", "不能在这个单位"),
                ("body", "1", "不能在这个单位"), ("body", "2", "只能任在"),
                ("role", "", "请选择职务"), ("role", "administrator", "不能任免"),
                ("role", "x", "请选择职务"), ("from", "", "请填写任期"), ("from", "3月", "无法识别"),
                ("until", "2026-02-28", "不能早于第一天"), ("until", "x", "无法识别"),
            ]
            for (field, value, said) in table {
                let answer = try await office.wang.post(
                    "/appointments/propose",
                    Self.good.filter { $0.0 != field } + [(field, value)])
                #expect(answer.status == 422, "\(field) \(value)")
                let heard =
                    field == "body" && value == "2"
                    ? answer.error(of: "role") : answer.error(of: field)
                #expect(heard?.contains(said) == true, "\(field) \(value) \(heard ?? "")")
                #expect(!answer.text.contains("<script>"))
                if field != "from" { #expect(answer.value(of: "from") == "2026-03-01") }
            }
        }
    }

    @Test func theListIsFiltered() async throws {
        try await withOffice { office in
            for (query, said) in [
                ("", "共 3 项任职"), ("?role=propertyClerk", "共 1 项任职"),
                ("?state=proposed", "没有符合条件"), ("?state=inForce", "共 3 项任职"),
                ("?body=\(Office.company)&search=lij", "共 1 项任职"),
                ("?body=999&state=x", "共 3 项任职"),
            ] {
                let page = try await office.wang.get("/appointments\(query)")
                #expect(page.words.contains(said), "\(query) \(page.words.suffix(200))")
            }
            #expect(try await office.clerk.get("/appointments").status == 403)
            for id in ["999", "x", "0"] {
                #expect(try await office.wang.get("/appointments/\(id)").status == 404)
            }
            #expect(try await office.wang.post("/appointments/999/confirm", []).status == 404)
            // somebody who appoints elsewhere sees none of them
            let bureau = Visitor(office.wang.server, as: .housingBureau)
            #expect(try await bureau.get("/appointments").words.contains("还没有任职"))
            #expect(try await bureau.get("/appointments/1").status == 404)
        }
    }
}
