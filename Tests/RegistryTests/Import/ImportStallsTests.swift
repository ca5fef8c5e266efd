import Access
import Core
import Postgres
import Registry
import TestSupport
import Testing

extension ImportFixture {
    func stalls(
        _ file: String, _ mode: ImportRequest.Mode = .apply(refusalsTo: nil)
    ) async throws -> ImportOutcome {
        try await ImportStalls(database: database).perform(
            ImportRequest(path: file, scope: scope, mode: mode), by: .terminal(user: "测试"))
    }

    func stalls(
        text: String, _ mode: ImportRequest.Mode = .apply(refusalsTo: nil)
    ) async throws -> ImportOutcome {
        let file = try ImportFile(text)
        return try await stalls(file.path, mode)
    }
}

@Suite struct ImportStallsTests {
    @Test func theKnownAnswers() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            let file = ImportFixture.path("stalls.csv")
            let before = try await fixture.stalls(file)
            #expect(before.refused.count == 104 && !before.applied)
            #expect(before.refused.first?.reason == "没有这一户：请核对房号，或先导入房屋业主表。")

            _ = try await fixture.households(ImportFixture.path("households.csv"))
            let first = try await fixture.stalls(file)
            #expect(first.added == 120 && first.refused.isEmpty && first.applied)
            #expect(try await fixture.count("stall") == 120)
            #expect(try await fixture.count("stall_lease") == 104)
            let again = try await fixture.stalls(file)
            #expect(again.added == 0 && again.changed == 0 && again.unchanged == 120)
            #expect(again.alreadyImported)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func habits() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            _ = try await fixture.households(text: "楼栋,单元,房号,业主\n3,2,501,张三\n5,,101,李四\n")
            let outcome = try await fixture.stalls(
                text: """
                    车位登记表,,,,,
                    车位编号,承租户,起租日期,止租日期,车牌,车位性质
                    Ａ－００１,3号楼2单元501室,2021年9月,,豫 k39293,公共车位
                    A-002,5-101,2021/9/1,2021-12,,产权
                    A-003,,,,,开发商
                    A-004,/,,,豫K00000,月租
                    """)
            #expect(outcome.added == 4 && outcome.applied)
            #expect(
                outcome.warnings == [
                    "第 6 行：没有房号（承租户），车牌号没有登记。", "第 6 行：车位性质“月租”不认识，没有采用。",
                ])
            let stalls = try await fixture.text(
                """
                select concat_ws(' ', code, title, from_month, until_month, plate)
                from registry.stall left join registry.stall_lease using (scope_id, stall_id)
                order by code
                """)
            #expect(
                stalls == [
                    "A-001 common 2021-09-01 豫K39293", "A-002 owned 2021-09-01 2021-12-01",
                    "A-003 developer", "A-004 common",
                ])
            let again = try await fixture.stalls(
                text: "车位号,房号,起租月份,止租月份,车牌号\nA-001,3-2-501,202109,,\nA-002,5-101,202109,202112,\n")
            #expect(again.unchanged == 2 && again.refused.isEmpty)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func refusals() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            _ = try await fixture.households(text: "楼栋,房号,业主\n1,101,张三\n1,102,李四\n")
            let header = "车位号,房号,起租月份,止租月份,车牌号\n"
            let outcome = try await fixture.stalls(
                text: header
                    + "A-1,1-101,,,\nA-2,1-101,九月,,\nA-3,1-101,2021-09,2021-08,\n"
                    + "A-4,,2021-09,,\nA-5,张三,2021-09,,\n,1-101,2021-09,,\nA-7,1-109,2021-09,,\n"
                    + "A-8,1-101,2021-09,,豫K1\nA-8,1-102,2021-09,,豫K1\nA-8,1-101,2021-09,,豫K1\n")
            let cells = outcome.refused.map { "\($0.row) \($0.column) \($0.value)" }
            #expect(
                cells == [
                    "2 起租月份 ", "3 起租月份 九月", "4 止租月份 2021-08", "5 房号 ", "6 房号 张三", "7 车位号 ",
                    "8 房号 1-109", "10 车位号 A-8",
                ])
            #expect(outcome.added == 1 && outcome.unchanged == 1 && !outcome.applied)
        }
    }

    @Test func anOpenLeaseIsNotChangedByAnImport() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            _ = try await fixture.households(text: "楼栋,房号,业主\n1,101,张三\n1,102,李四\n")
            let header = "车位号,房号,起租月份,车牌号,产权\n"
            _ = try await fixture.stalls(
                text: header + "A-1,1-101,2021-09,豫K1,\nA-2,,,,\nA-3,1-102,2021-09,,\nA-4,,,,\n")
            // a lease newly there, a title: changed; a blank: unchanged
            let changed = try await fixture.stalls(
                text: header + "A-1,,,,\nA-2,1-102,2021-10,豫K2,\nA-4,,,,开发商\n")
            #expect(changed.changed == 2 && changed.unchanged == 1 && changed.applied)
            #expect(changed.warnings.contains { $0.contains("linli stall release") })
            let refused = try await fixture.stalls(
                text: header
                    + "A-1,1-102,2021-09,豫K1,\nA-2,1-102,2021-11,豫K2,\nA-3,1-102,2021-09,豫K3,\n")
            #expect(refused.refused.map(\.column) == ["房号", "起租月份", "起租月份"])
            #expect(refused.refused.allSatisfy { $0.reason.contains("linli stall release") })
            try await ReleaseStall(database: database).perform(
                stall: "A-3", in: fixture.scope,
                after: try #require(BillingMonth("2021-12")), by: .terminal(user: "测试"))
            let stale = try await fixture.stalls(text: header + "A-3,1-102,2021-09,,\n")
            #expect(stale.refused.first?.reason.contains("2021-12") == true)
            let next = try await fixture.stalls(text: header + "A-3,1-101,2022-01,,\n")
            #expect(next.changed == 1 && next.applied)
            #expect(try await auditProblems(database).isEmpty)
        }
    }
}
