import Core
import TestSupport
import Testing

@testable import Web

@Suite struct ContractPagesTests {
    private func withAdministrator(
        _ body: @escaping @Sendable (Office, Visitor) async throws -> Void
    ) async throws {
        try await withOffice { office in
            try await body(office, Visitor(office.wang.server, as: .administrator))
        }
    }

    @Test func contractsAreListedAndEnded() async throws {
        try await withAdministrator { office, guan in
            let before = try await faults(office.town)
            let list = try await guan.get("/contracts")
            #expect(list.words.contains("共 1 份合同") && list.words.contains("履行中"))
            for (query, said) in [
                ("search=%E6%81%92%E8%BE%BE", "共 1 份合同"), ("search=%25", "没有符合条件"),
                ("state=ended", "没有符合条件"), ("state=inForce", "共 1 份合同"), ("state=x", "共 1 份合同"),
            ] {
                #expect(try await guan.get("/contracts?\(query)").words.contains(said), "\(query)")
            }
            let path = String(
                try #require(list.text.firstMatch(of: /\/contracts\/2\/[0-9]+/)).0)
            #expect(try await guan.get(path).text.contains("\(path)/end"))
            #expect(!(try await office.wang.get(path).text.contains("\(path)/end")))
            #expect(try await office.wang.post("\(path)/end", []).status == 403)
            let table: [(String, String, String)] = [
                ("lastDay", "", "请填写最后一天"), ("lastDay", "x", "无法识别"),
                ("lastDay", "2020-12-30", "不能早于合同第一天"), ("reason", "", "请写明原因"),
                ("reason", Mischief.long, "最多 500"),
            ]
            let good = [("lastDay", "2026-03-31"), ("reason", "业主大会解聘")]
            for (field, value, said) in table {
                let answer = try await guan.post(
                    "\(path)/end", good.filter { $0.0 != field } + [(field, value)])
                #expect(answer.status == 422)
                #expect(
                    answer.error(of: field)?.contains(said) == true,
                    "\(field) \(value) \(answer.error(of: field) ?? "")")
                let other = field == "reason" ? "lastDay" : "reason"
                #expect(answer.value(of: other) == good.first { $0.0 == other }?.1)
            }
            let ended = try await guan.follow(try await guan.post("\(path)/end", good))
            #expect(ended.words.contains("已终止") && ended.words.contains("业主大会解聘"))
            #expect(try await guan.post("\(path)/end", good).status == 422)
            for path in ["2/999", "999/1", "x/1", "2/x"] {
                #expect(try await guan.get("/contracts/\(path)").status == 404, "\(path)")
            }
            let bureau = Visitor(guan.server, as: .housingBureau)
            #expect(try await bureau.get("/contracts").words.contains("共 1 份合同"))
            #expect(try await Visitor(guan.server, as: .auditor).get("/contracts").status == 403)
            #expect(try await faults(office.town) == before)
        }
    }

    @Test func aContractStandsOnAResolution() async throws {
        try await withAdministrator { office, guan in
            let asked = try await guan.get("/contracts/record")
            #expect(asked.status == 303 && asked["location"] == "/organisations/compounds")
            let other = try await makeOrganisation(
                office.town.database, .propertyCompany, "建安物业")
            let form = try await guan.get("/contracts/record?compound=2")
            #expect(form.words.contains("建安物业") && form.words.contains("选聘物业服务企业"))
            let basis = try #require(
                form.text.firstMatch(of: /<option value="([0-9]+)">[^<]*选聘物业服务企业/)
            ).1
            let good = [
                ("compound", "2"), ("company", "\(other)"), ("from", "2026-04-01"), ("until", ""),
                ("resolution", String(basis)),
            ]
            let table: [(String, String, String)] = [
                ("company", "", "请选择物业服务企业"), ("company", "2", "不是已登记的物业服务企业"),
                ("from", "", "请填写合同的第一天"), ("from", "2026-04-01", "重叠"),
                ("until", "2026-03-31", "不能早于第一天"), ("resolution", "", "请选择作为依据"),
                ("resolution", "999", "没有编号为 999 的决议"),
            ]
            for (field, value, said) in table {
                let answer = try await guan.post(
                    "/contracts/record", good.filter { $0.0 != field } + [(field, value)])
                #expect(answer.status == 422)
                #expect(
                    answer.error(of: field)?.contains(said) == true,
                    "\(field) \(value) \(answer.error(of: field) ?? "")")
                #expect(answer.value(of: "compound") == "2")
            }
            for compound in ["999", "", "x"] {
                let answer = try await guan.post(
                    "/contracts/record",
                    good.filter { $0.0 != "compound" } + [("compound", compound)])
                #expect([404, 422].contains(answer.status), "\(compound)")
            }
            let path = try #require(
                try await guan.get("/contracts").text.firstMatch(of: /\/contracts\/2\/[0-9]+/)
            ).0
            _ = try await guan.post(
                "\(path)/end", [("lastDay", "2026-03-31"), ("reason", "期满")])
            let made = try await guan.follow(try await guan.post("/contracts/record", good))
            #expect(made.words.contains("已登记：建安物业服务") && made.words.contains("选聘物业服务企业"))
        }
    }
}

@Suite struct OrganisationPagesTests {
    @Test func organisationsAndCompoundsAreRegistered() async throws {
        try await withStaff { town, visitor in
            let guan = Visitor(visitor.server, as: .administrator)
            let before = try await faults(town)
            #expect(try await guan.get("/organisations").words.contains("还没有登记单位"))
            let good = [
                ("kind", "residentsCommittee"), ("name", "裴昌庙社区居委会"), ("city", "许昌市"),
                ("county", "魏都区"), ("street", "西大街道"), ("community", "裴昌庙社区"),
            ]
            let table: [(String, String, String)] = [
                ("kind", "", "请选择种类"), ("name", "", "请填写名称"), ("name", Mischief.long, "最多 200"),
                ("name", Mischief.rightToLeft, "方向符"), ("county", "", "中间不能缺"),
                ("city", "", "中间不能缺"), ("street", Mischief.control, "控制字符"),
            ]
            for (field, value, said) in table {
                let answer = try await guan.post(
                    "/organisations/add", good.filter { $0.0 != field } + [(field, value)])
                #expect(answer.status == 422)
                #expect(
                    answer.error(of: field)?.contains(said) == true,
                    "\(field) \(answer.error(of: field) ?? "")")
                if field != "community" { #expect(answer.value(of: "community") == "裴昌庙社区") }
            }
            let slash = try await guan.post(
                "/organisations/add", good.filter { $0.0 != "city" } + [("city", "a/b")])
            #expect(slash.status == 422 && slash.words.contains("不能含"))
            let made = try await guan.follow(try await guan.post("/organisations/add", good))
            #expect(made.words.contains("已登记“裴昌庙社区居委会”") && made.words.contains("魏都区 · 西大街道"))
            let again = try await guan.follow(try await guan.post("/organisations/add", good))
            #expect(again.words.contains("早已登记"))
            #expect(try await guan.get("/organisations?kind=other").words.contains("没有符合条件"))
            let compounds = try await guan.get("/organisations/compounds")
            #expect(compounds.words.contains("文宴雅居") && !compounds.words.contains("元"))
            #expect(compounds.text.contains("/contracts/record?compound=2"))
            let place = [
                ("name", "锦华小区"), ("city", "许昌市"), ("county", "长葛市"), ("street", ""),
                ("community", "x"),
            ]
            let alone = try await guan.post("/organisations/compounds/add", place)
            #expect(alone.error(of: "street")?.contains("街道") == true)
            #expect(alone.value(of: "name") == "锦华小区")
            let nothing = try await guan.post("/organisations/compounds/add", [])
            #expect(nothing.error(of: "name") != nil && nothing.error(of: "county") != nil)
            let added = try await guan.follow(
                try await guan.post("/organisations/compounds/add", Array(place.dropLast())))
            #expect(added.words.contains("已登记小区“锦华小区”"))
            let twice = try await guan.post(
                "/organisations/compounds/add", Array(place.dropLast()))
            #expect(twice.error(of: "name")?.contains("不再重复登记") == true)
            #expect(try await visitor.get("/organisations").status == 403)
            #expect(try await faults(town) == before)
        }
    }
}
