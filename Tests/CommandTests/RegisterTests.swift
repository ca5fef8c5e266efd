import Testing

/// Compounds, organisations, households, stalls: what a clerk enters and looks up.
struct RegisterTests {
    @Test func listsThatAreEmptySayWhatToDo() async throws {
        try await withDesk { desk in
            #expect(await desk.words(of: "compound list").contains("linli compound add"))
            let none = try await desk.json("compound list")
            #expect(none["total"] == 0 && none["compounds"] == .list([]))
            #expect(await desk.words(of: "region list").contains("linli compound add"))
            #expect(await desk.words(of: "organisation list").contains("linli organisation add"))
            _ = try await desk.json("compound add 文宴雅居 --county 魏都区")
            for (noun, hint) in [
                ("household", "household import"), ("stall", "stall import"),
                ("resolution", "resolution record"), ("schedule", "schedule add"),
            ] {
                let said = await desk.words(of: "\(noun) list --compound 文宴雅居")
                #expect(said.contains("linli \(hint)"), "\(said)")
                let list = try await desk.json("\(noun) list --compound 文宴雅居")
                #expect(list["\(noun)s"] == .list([]))
            }
            #expect(await desk.words(of: "household links --compound 文宴雅居").contains("还没有"))
            #expect(await desk.words(of: "arrears --compound 文宴雅居").contains("没有"))
        }
    }

    @Test func compoundsAreAddedOnceAndListed() async throws {
        try await withDesk { desk in
            let added = try await desk.json(
                "compound add 文宴雅居 --county 魏都区 --street 西大街道 --community 文峰社区")
            #expect(added.keys == ["id", "name", "region"])
            #expect(added["region"]?.list == ["许昌市", "魏都区", "西大街道", "文峰社区"])
            #expect(
                try await desk.refusal(
                    "compound add 文宴雅居 --county 魏都区 --street 西大街道 --community 文峰社区")
                    == "alreadyRegistered")
            _ = try await desk.json("compound add 建安粮苑 --county 魏都区")
            #expect(try await desk.json("compound list")["compounds"]?.list.count == 2)
            #expect(try await desk.json("compound list --search 粮")["compounds"]?.list.count == 1)
            #expect(await desk.words(of: "compound list --search 无此").contains("没有名称含“无此”"))
            #expect(
                try await desk.refusal("household list --compound 无此小区") == "unknownCompound")
        }
    }

    @Test func organisationsTakeTheirKindInThreeForms() async throws {
        try await withDesk { desk in
            for kind in ["property-company", "propertyCompany", "物业服务企业"] {
                let added = try await desk.json("organisation add 许昌恒达物业公司 --kind \(kind)")
                #expect(added["kind"] == "propertyCompany")
            }
            #expect(try await desk.json("organisation list")["organisations"]?.list.count == 1)
        }
    }

    @Test func theRegisterHas216Households() async throws {
        try await withDesk { desk in
            _ = try await desk.json("compound add 文宴雅居 --county 魏都区")
            let file = fixture("households.csv")
            let preview = try await desk.json("household import --preview --compound 文宴雅居", [file])
            #expect(preview["added"] == 216)
            #expect(try await desk.json("household list --compound 文宴雅居")["total"] == 0)
            let first = try await desk.json("household import --compound 文宴雅居", [file])
            #expect(
                first.keys.isSuperset(of: ["added", "changed", "unchanged", "refused", "applied"]))
            #expect(first["added"] == 216)
            #expect(first["refused"] == .list([]))
            let again = try await desk.json("household import --compound 文宴雅居", [file])
            #expect(again["added"] == 0)
            #expect(again["unchanged"] == 216)
            #expect(await desk.words(of: "check") == "")
        }
    }

    @Test func theRegisterAsKeptHasOneRefusal() async throws {
        try await withDesk { desk in
            _ = try await desk.json("compound add 文宴雅居 --county 魏都区")
            let file = fixture("households-as-kept.csv")
            let whole = await desk.linli("household import --compound 文宴雅居 --json", [file])
            #expect(whole.status == 1)
            #expect(whole.errors.hasSuffix("。\n"))
            let refused = try #require(Value(whole.out))
            #expect(refused["applied"] == false)
            #expect(refused["added"] == 215)
            #expect(refused["refused"]?.list.count == 1)
            let cell = try #require(refused["refused"]?[0])
            #expect(cell.keys == ["row", "column", "value", "reason"])
            #expect(cell["row"] == 103)
            #expect(cell["value"] == "约90")
            #expect(refused["warnings"]?.list.count == 1)
            #expect(try await desk.json("household list --compound 文宴雅居")["total"] == 0)
            let table = await desk.linli("household import --compound 文宴雅居", [file])
            #expect(table.out.contains("103  "))
            #expect(table.out.contains("约90"))
        }
    }

    @Test func refusedRowsAreCorrectedAndImported() async throws {
        try await withDesk { desk in
            _ = try await desk.json("compound add 文宴雅居 --county 魏都区")
            let rest = desk.folder.path("rest.csv")
            let kept = try await desk.json(
                "household import --compound 文宴雅居",
                [fixture("households-as-kept.csv"), "--accept-refusals", rest])
            #expect(kept["added"] == 215)
            #expect(kept["applied"] == true)
            #expect(kept["refusalsFile"] == .text(rest))
            #expect(
                try await desk.refusal(
                    "household import --compound 文宴雅居",
                    [fixture("households-as-kept.csv"), "--accept-refusals", rest])
                    == "refusalsFileExists")
            let corrected = desk.folder.write(
                desk.folder.text("rest.csv").replacing("约90", with: "90.25"), as: "rest.csv")
            let last = try await desk.json("household import --compound 文宴雅居", [corrected])
            #expect(last["added"] == 1)
            #expect(last["refused"] == .list([]))
            #expect(try await desk.json("household list --compound 文宴雅居")["total"] == 216)
            let shown = try await desk.json("household show 3-3-301 --compound 文宴雅居")
            #expect(shown["area"] == "90.25")
        }
    }

    @Test func listsComeInPagesAndAreSearched() async throws {
        try await withDesk { desk in
            try await desk.takeOver(stalls: true)
            let page = try await desk.json(
                "household list --compound 文宴雅居 --limit 100 --page 3")
            #expect(page["total"] == 216)
            #expect(page["households"]?.list.count == 16)
            let beyond = try await desk.json(
                "household list --compound 文宴雅居 --limit 100 --page 4")
            #expect(beyond["total"] == 216)
            #expect(beyond["households"] == .list([]))
            let said = await desk.words(of: "household list --compound 文宴雅居 --limit 100 --page 4")
            #expect(said == "共 216 户，只有 3 页，没有第 4 页。\n")
            let found = try await desk.json("household list --compound 文宴雅居 --search 郭超桂")
            #expect(found["total"] == 1)
            #expect(found["households"]?[0]?["household"] == "1-1-101")
            #expect(
                found["households"]?[0]?.keys == [
                    "household", "kind", "area", "owners", "phone", "obligor", "tenure", "stalls",
                ])
            // no list says a whole phone
            #expect(found["households"]?[0]?["phone"] == "139****0037")
            let nobody = await desk.words(of: "household list --compound 文宴雅居 --search %")
            #expect(nobody == "没有符合“%”的户。\n")
            let stalls = try await desk.json("stall list --compound 文宴雅居 --limit 7 --page 2")
            #expect(stalls["total"] == 120)
            #expect(stalls["stalls"]?.list.count == 7)
        }
    }

    @Test func stallsAreImportedLeasedAndReleased() async throws {
        try await withDesk { desk in
            try await desk.takeOver()
            let file = fixture("stalls.csv")
            let first = try await desk.json("stall import --compound 文宴雅居", [file])
            #expect(first["added"] == 120)
            let again = try await desk.json("stall import --compound 文宴雅居", [file])
            #expect(again["unchanged"] == 120)
            let all = try await desk.json("stall list --compound 文宴雅居 --limit 200")
            let leased = all["stalls"]?.list.filter { $0["household"] != .null } ?? []
            #expect(leased.count == 104)
            let free = try #require(all["stalls"]?.list.first { $0["household"] == .null })
            let code = try #require(free["stall"]?.text)
            let lease = "stall lease \(code) --compound 文宴雅居 --household 1-1-101 --from 2021-11"
            #expect(try await desk.json(lease)["changed"] == true)
            #expect(try await desk.json(lease)["changed"] == false)
            #expect(
                try await desk.refusal(
                    "stall lease \(code) --compound 文宴雅居 --household 1-1-102 --from 2021-11")
                    == "stallAlreadyLeased")
            _ = try await desk.json("stall release \(code) --compound 文宴雅居 --until 2022-03")
            #expect(
                try await desk.refusal("stall release 无此 --compound 文宴雅居 --until 2022-03")
                    == "unknownStall")
        }
    }

    @Test func aTransferEndsOneTenureAndBeginsTheNext() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            let place = "1-1-101 --compound 文宴雅居"
            let old = try await desk.json("household link \(place)")
            #expect(
                old.keys == ["household", "link", "token", "accessCode", "generation", "isNew"])
            let moved = try await desk.json(
                "household transfer \(place) --on 2021-12-01 --owner 新主 --phone 13812345678 "
                    + "--share 1/2 --owner 共有人")
            #expect(moved["changed"] == true)
            let shown = try await desk.json("household show \(place)")
            #expect(shown["tenures"]?.list.count == 2)
            #expect(shown["tenures"]?[1]?["owners"]?[0]?["phone"] == "138****5678")
            let link = try await desk.json("household link \(place)")
            #expect(link["token"] != old["token"])
            _ = try await desk.json("household link \(place) --revoke")
            #expect(try await desk.json("household link \(place)")["token"] != link["token"])
            #expect(
                try await desk.json("household links --compound 文宴雅居")["links"]?.list.count == 2)
            #expect(try await desk.json("audit verify")["ok"] == true)
        }
    }

    @Test func ownersAreCorrectedAndPhonesAreMasked() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            let correct = "owner correct 1-1-101 --compound 文宴雅居 --name 业主101"
            let altered = try await desk.json("\(correct) --to-phone 13712345678")
            #expect(altered.keys == ["household", "altered"])
            let again = try await desk.json("\(correct) --to-phone 13712345678")
            #expect(again["altered"] == .list([]))
            for line in ["household show 1-1-101", "household list"] {
                for format in [[], ["--json"]] {
                    let ran = await desk.linli("\(line) --compound 文宴雅居", format)
                    #expect(!ran.out.contains("13712345678"))
                    #expect(!ran.out.contains("13900010237"))
                }
            }
        }
    }

    @Test func regionsCompoundsStallsAndImportsAreLookedAt() async throws {
        try await withDesk { desk in
            try await desk.takeOver()
            let regions = try await desk.json("region list")
            #expect(regions["regions"]?.list.count == 2)
            #expect(regions["regions"]?[1]?["compounds"] == 1)
            #expect(try await desk.json("compound list --region 魏都区")["total"] == 1)
            #expect(try await desk.refusal("compound list --region 火星") == "unknownRegion")
            let shown = try await desk.json("compound show 文宴雅居")
            #expect(shown["households"] == 216 && shown["withoutTenure"] == 0)
            #expect(await desk.words(of: "compound show 文宴雅居").contains("共 216 户"))
            #expect(try await desk.json("stall list --compound 文宴雅居 --free")["total"] == 0)
            let imports = try await desk.json("import list --compound 文宴雅居")
            #expect(imports["imports"]?[0]?["added"] == 216)
            let preview = await desk.words(
                of: "household transfer 1-1-101 --compound 文宴雅居 --on 2021-12-01 "
                    + "--owner 王五 --preview")
            #expect(preview.contains("预览：1-1-101 将自 2021-12-01 起由 王五 缴费"))
            let household = try await desk.json("household show 1-1-101 --compound 文宴雅居")
            #expect(household["tenures"]?.list.count == 1)
            let open = await desk.words(of: "payment preview 1-1-101 --compound 文宴雅居")
            #expect(open.contains("欠费 0.00 元"))
        }
    }
}
