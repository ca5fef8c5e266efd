import Testing

@testable import Tables

private enum Fruit: Int, TableColumn {
    case name, area, colour

    var name: String {
        switch self {
        case .name: "名称"
        case .area: "面积"
        case .colour: "颜色"
        }
    }

    var synonyms: [String] {
        switch self {
        case .name: ["品名", "水果"]
        case .area: ["建筑面积"]
        case .colour: []
        }
    }
}

@Suite struct TableHeaderTests {
    private func header(_ text: String) throws -> TableHeader<Fruit> {
        let file = try TemporaryFile(text)
        return try TableReader(path: file.path).header(required: [[.name, .area]])
    }

    @Test func isFoundBelowTitles() throws {
        let header = try header("水果登记表,,\n\n* 品 名,建筑面积（㎡）,产地,面积\n苹果,1,许昌,2\n")
        #expect(header.row == 3)
        #expect(header.position(of: .name) == 0)
        #expect(header.position(of: .area) == 1)
        #expect(header.position(of: .colour) == nil)
        #expect(header.found == [.name, .area])
        #expect(header.ignored == ["产地", "面积"])
        #expect(header.heading(of: .area) == "建筑面积（㎡）")
        #expect(header.heading(of: .colour) == "颜色")
    }

    @Test(arguments: [
        ("建筑面积（㎡）", "建筑面积"), ("建筑面积(m2)", "建筑面积"), ("建筑面积㎡", "建筑面积"), ("*面积：", "面积"),
        ("面 积", "面积"), ("面积/㎡", "面积"), ("金额(元)[必填]", "金额"),
    ])
    func isStripped(heading: String, expected: String) {
        #expect(TableHeader<Fruit>.bare(heading) == expected)
    }

    @Test func isRepeatedOnTheNextPage() throws {
        let file = try TemporaryFile("名称,面积\n苹果,1\n名称, 面积\n梨,2\n")
        let reader = try TableReader(path: file.path)
        let header = try reader.header(Fruit.self, required: [[.name]])
        var repeated: [Bool] = []
        while try reader.next() { repeated.append(header.isRepeated(in: reader.row)) }
        #expect(repeated == [false, true, false])
    }

    @Test func missingColumnsAreNamed() throws {
        do {
            _ = try header("名称,颜色\n苹果,红\n")
            Issue.record("accepted")
        } catch let refusal as TableRefusal {
            #expect(
                refusal
                    == .columnsMissing(
                        row: 1, found: ["名称", "颜色"], missing: ["面积（也可写作 建筑面积）"]))
            #expect(refusal.sentence == "第 1 行是表头，有：名称、颜色；缺少：面积（也可写作 建筑面积）。")
        }
    }

    /// Big5 bytes are mostly GBK bytes too: what shows it is that no column is known.
    @Test func anotherEncodingIsHintedAt() throws {
        let file = try TemporaryFile(encoded("名稱,面積\n蘋果,1\n", as: "BIG5"))
        do throws(TableRefusal) {
            _ = try TableReader(path: file.path).header(Fruit.self, required: [[.name]])
            Issue.record("accepted")
        } catch {
            #expect(["headerMissing", "badBytes"].contains(error.code))
            #expect(error.sentence.contains("UTF-8"))
        }
    }

    @Test func noHeaderAtAll() throws {
        do {
            _ = try header("一,二\n三,四\n")
            Issue.record("accepted")
        } catch let refusal as TableRefusal {
            #expect(refusal.code == "headerMissing")
            #expect(refusal.sentence.contains("一，二"))
        }
    }
}
