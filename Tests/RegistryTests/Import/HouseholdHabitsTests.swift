import Core
import Postgres
import Registry
import TestSupport
import Testing

/// What companies' registers look like, read and previewed.
@Suite struct HouseholdHabitsTests {
    private func preview(_ text: String) async throws -> ImportOutcome {
        try await withDatabase { database in
            try await ImportFixture(database).households(text: text, .preview)
        }
    }

    /// Imports, and gives each household with its owners: `1-1-101 58.36 张三:139… 住宅`.
    private func imported(_ text: String) async throws -> [String] {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            let outcome = try await fixture.households(text: text)
            #expect(outcome.refused.isEmpty)
            #expect(try await auditProblems(database).isEmpty)
            return try await fixture.text(
                """
                select concat_ws(' ', concat_ws('-', building, nullif(entrance, ''), room),
                    area, kind, (
                        select string_agg(concat_ws(':', w.name, w.phone), '+' order by s.position)
                        from registry.ownership s join registry.owner w using (scope_id, owner_id)
                        where s.scope_id = h.scope_id and s.tenure_id = t.tenure_id
                    ), nullif(remark, ''))
                from registry.household h join registry.tenure t using (scope_id, household_id)
                order by household_id
                """)
        }
    }

    @Test func mergedCellsAndHeadings() async throws {
        let rows = try await imported(
            """
            文宴雅居业主登记表,,,,
            楼栋,单元,房号,面积,业主
            1#,一单元,101,50,甲一
            ,,102,50,甲二
            ,二单元,101,50,甲三
            楼栋,单元,房号,面积,业主
            2#,一单元,101,50,甲四
            3号楼,,,,
            ,,101,50,甲五
            4号楼,,,,
            ,1单元,101,50,甲六
            """)
        #expect(
            rows == [
                "1-1-101 5000 dwelling 甲一", "1-1-102 5000 dwelling 甲二",
                "1-2-101 5000 dwelling 甲三", "2-1-101 5000 dwelling 甲四",
                "3-101 5000 dwelling 甲五", "4-1-101 5000 dwelling 甲六",
            ])
    }

    @Test func oneColumnForTheAddress() async throws {
        let rows = try await imported(
            """
            序号;房屋;姓名;手机号;房屋类型
            1;3-2-501;张三;13900000001;住宅
            2;3号楼2单元502室;李四、王五;13900000002、13900000003;住宅
            3;5#门面1;赵六;0374-2169961;商铺
            """)
        #expect(
            rows == [
                "3-2-501 dwelling 张三:13900000001",
                "3-2-502 dwelling 李四:13900000002+王五:13900000003",
                "5-门面1 shop 赵六:0374-2169961",
            ])
    }

    @Test func theRoomsColumnMayHoldTheWholeAddress() async throws {
        let rows = try await imported(
            "户号,户主,产权面积（㎡）\n1-1-101,张三,50\n")
        #expect(rows == ["1-1-101 5000 dwelling 张三"])
        let repeated = try await imported(
            "楼号,单元号,室号,户主\n1号楼,1单元,1-1-101,张三\n")
        #expect(repeated == ["1-1-101 dwelling 张三"])
    }

    @Test func twoOwnersAndOnePhone() async throws {
        let rows = try await imported("楼栋,房号,业主,电话,备注\n1,101,张三、李四,13900000001,\"两行\n备注\"\n")
        #expect(rows == ["1-101 dwelling 张三:13900000001+李四 两行\n备注"])
    }

    @Test func oneOwnerOfSeveralRows() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            _ = try await fixture.households(
                text: """
                    楼栋,房号,业主,电话
                    1,101,张三,13900000001
                    1,102,张三,13900000001
                    1,103,张三,13900000002
                    1,104,张三,
                    1,105,张三,
                    1,106,开发商,
                    1,107,开发商,
                    """)
            // one with a phone twice, one with another, two without, and one developer
            #expect(try await fixture.count("owner") == 5)
            #expect(
                try await fixture.text(
                    "select count(*)::text from registry.tenure where obligor = 'developer'") == [
                        "2"
                    ])
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func identityDocumentsMakeOneOwner() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            let outcome = try await fixture.households(
                text: """
                    楼栋,房号,业主,电话,身份证号
                    1,101,张三,13900000001,11010519491231002X
                    1,102,张三,13900000002,110105491231002
                    1,103,张三,13900000001,
                    1,104,李四,13900000001,
                    """)
            #expect(outcome.added == 4)
            #expect(try await fixture.count("owner") == 2)
            let dump = try await fixture.text("select w::text from registry.owner w")
            #expect(!dump.joined().contains("110105"))
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func totalsAreCutAndCompared() async throws {
        let agree = try await preview(
            "楼栋,房号,面积\n1,101,50\n1,102,60.5\n合 计,2户,110.50\n制表：张三,,\n")
        #expect(agree.added == 2)
        #expect(agree.warnings == ["第 5 行：在合计行之后，没有按数据导入。"])
        let differ = try await preview(
            "楼栋,房号,面积\n1,101,50\n小计,1,50\n2,101,60\n小计,2,60\n总计：,3,\"1,110.00\"\n")
        #expect(
            differ.warnings == [
                "第 5 行小计为 2 户（条），逐行数得 1。", "第 6 行合计为 3 户（条），逐行数得 2。",
                "第 6 行合计面积为 1110.00，逐行相加得 110.00。",
            ])
    }

    @Test func whatIsRefusedNamesRowColumnValueAndReason() async throws {
        let outcome = try await preview(
            """
            楼栋,单元,房号,建筑面积（㎡）,业主,电话,身份证号
            ,1,101,50,甲,,
            1,1,101-1,50,乙,,
            1,1,,50,丙,,
            1,1,104,约90,丁,1390000,
            1,1,105,50,戊 己庚,,
            1,1,106,50,张三 李四,,
            1,1,107,50,辛,,110105194912310021
            1-2,1,108,50,壬,,
            1,1-2,109,50,癸,,
            """)
        #expect(outcome.added == 1)
        let cells = outcome.refused.map { "\($0.row) \($0.column) \($0.value)" }
        #expect(
            cells == [
                "2 楼栋 ", "3 房号 101-1", "4 房号 ", "5 建筑面积（㎡） 约90", "5 电话 1390000",
                "7 业主 张三 李四", "8 身份证号 11**************21", "9 楼栋 1-2", "10 单元 1-2",
            ])
        #expect(outcome.refusedRows == 8)
        #expect(outcome.refused.allSatisfy { $0.reason.hasSuffix("。") })
    }

    @Test func whatIsDoubtfulIsNoted() async throws {
        let outcome = try await preview(
            """
            楼栋,房号,面积,业主,电话,身份证号,类型,车位号
            1,101,,,13900000001,,高层,A-1
            1,102,50,张三,139****0001,110105********002X,高层,
            1,103,50,李四,13900000001、13900000002,,,
            """)
        #expect(outcome.added == 3)
        #expect(
            outcome.warnings == [
                "第 2 行：有电话而没有业主姓名，电话没有登记。", "第 2、3 行：“类型”的写法“高层”不认识，没有采用。",
                "第 2 行：没有业主姓名，按业主不详登记；如与上一行同一业主，请补填姓名后再导入。",
                "第 2 行：没有建筑面积，先按面积不详登记。", "第 3 行：电话被隐去了几位，没有采用。",
                "第 3 行：证件号被隐去了几位，没有采用。", "第 4 行：有多个电话，只登记了第一个。",
                "没有用到的列：车位号。车位、车牌请另做一张车位表，用 linli stall import 导入。",
            ])
        #expect(outcome.ignoredColumns == ["车位号"])
    }

    @Test func twins() async throws {
        let outcome = try await preview(
            """
            楼栋,房号,面积,业主
            1,101,50,张三
            1#,101室,50.00,张三
            1,101,60,张三
            1,102,50,李四
            """)
        #expect(outcome.added == 2 && outcome.unchanged == 1)
        #expect(outcome.warnings == ["第 3 行：与前面的行完全相同，只登记一次。"])
        #expect(outcome.refused.map(\.row) == [4])
        #expect(outcome.refused.first?.reason.contains("第 2 行") == true)
    }

    @Test func aFileCutInItsLastRow() async throws {
        let outcome = try await preview("楼栋,房号,面积\n1,101,50\n1,10")
        #expect(outcome.added == 1)
        #expect(outcome.refused.map(\.row) == [3])
        #expect(try await preview("楼栋,房号,面积\n1,101,50\n1,102,50").added == 2)
    }

    @Test func warningsAreBounded() async throws {
        let rows = (1...100).map { "1,\($0),写法\($0)" }.joined(separator: "\n")
        let outcome = try await preview("楼栋,房号,用途\n\(rows)\n")
        #expect(outcome.warnings.count == 51)
        #expect(outcome.warnings.last == "另有 50 处提醒没有列出。")
    }

    @Test func files() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            func code(_ text: String) async throws -> String? {
                do {
                    _ = try await fixture.households(text: text)
                    return nil
                } catch let refusal as any Refusal {
                    return refusal.code
                }
            }
            #expect(try await code("") == "fileEmpty")
            #expect(try await code("单元,业主\n1,张三\n") == "columnsMissing")
            #expect(try await code("a,b\n1,2\n") == "headerMissing")
            #expect(try await code("楼栋,房号\n1,101\n1,\"102\n") == "unclosedQuote")
            #expect(try await code("楼栋,房号\n1,101\n1,1\0\n") == "containsNUL")
            #expect(try await fixture.count("household") == 0)
            #expect(try await fixture.count("import_batch") == 0)
        }
    }
}
