import Core
import Glibc
import Postgres
import Registry
import TestSupport
import Testing

@Suite struct ImportHouseholdsTests {
    @Test func theKnownAnswers() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            let file = ImportFixture.path("households.csv")
            let preview = try await fixture.households(file, .preview)
            #expect(preview.added == 216)
            #expect(!preview.applied)
            #expect(try await fixture.count("household") == 0)

            let first = try await fixture.households(file)
            #expect(first.added == 216 && first.changed == 0 && first.unchanged == 0)
            #expect(first.refused.isEmpty)
            #expect(first.applied && !first.alreadyImported)
            #expect(try await fixture.count("household") == 216)
            #expect(try await fixture.count("tenure") == 216)
            // one owner of two households, one household with two owners
            #expect(try await fixture.count("owner") == 216)
            #expect(try await fixture.count("ownership") == 217)

            let again = try await fixture.households(file)
            #expect(again.added == 0 && again.changed == 0 && again.unchanged == 216)
            #expect(again.alreadyImported)
            #expect(try await fixture.count("import_batch") == 1)

            let kept = try await fixture.households(
                ImportFixture.path("households-as-kept.csv"))
            #expect(kept.added == 0 && kept.changed == 0 && kept.unchanged == 215)
            #expect(
                kept.refused == [
                    RefusedCell(
                        row: 103, column: "建筑面积（㎡）", value: "约90",
                        reason: "面积应为数字，例如 58.36。")
                ])
            #expect(!kept.applied)
            #expect(kept.warnings.contains { $0.contains("17689.29") && $0.contains("17601.04") })
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func theJSONBeginsWithTheFourKeys() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            let outcome = try await fixture.households(text: "楼栋,房号,面积\n1,101,约90\n", .preview)
            let reason = "面积应为数字，例如 58.36。"
            #expect(
                outcome.json.text.hasPrefix(
                    #"{"added":0,"changed":0,"unchanged":0,"refused":[{"row":2,"column":"面积","#
                        + #""value":"约90","reason":"\#(reason)"}]"#))
        }
    }

    @Test func wholeOrNothingUnlessTheRefusalsAreAccepted() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            let kept = ImportFixture.path("households-as-kept.csv")
            let none = try await fixture.households(kept)
            #expect(none.added == 215 && none.refused.count == 1 && !none.applied)
            #expect(try await fixture.count("household") == 0)

            let path = ImportFile.unusedPath()
            defer { unlink(path) }
            let accepted = try await fixture.households(kept, .apply(refusalsTo: path))
            #expect(accepted.applied && accepted.refusalsFile == path)
            #expect(try await fixture.count("household") == 215)
            let written = ImportFile.read(path)
            #expect(
                written == "\u{FEFF}楼栋,单元,房号,建筑面积（㎡）,业主,电话,备注,原因\r\n"
                    + "3#,三单元,301,约90,高英国,13900003737,,建筑面积（㎡）：面积应为数字，例如 58.36。\r\n")
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)

            // the same file is not written over, and nothing is imported then
            await #expect(throws: ImportFailure.refusalsFileExists(path)) {
                try await fixture.households(kept, .apply(refusalsTo: path))
            }
            // corrected, it is imported as it is
            let corrected = try await fixture.households(
                text: written.replacing("约90", with: "88.25"))
            #expect(corrected.added == 1 && corrected.applied)
            #expect(corrected.ignoredColumns == ["原因"])
            let all = try await fixture.households(ImportFixture.path("households.csv"))
            #expect(all.unchanged == 216)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func aRefusalsFileThatCannotBeWrittenStopsEverything() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            let kept = ImportFixture.path("households-as-kept.csv")
            await #expect(
                throws: ImportFailure.refusalsFileUnwritable("/nowhere/x.csv", reason: "目录不存在")
            ) {
                try await fixture.households(kept, .apply(refusalsTo: "/nowhere/x.csv"))
            }
            #expect(try await fixture.count("household") == 0)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func changesAreAltered() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            let header = "楼栋,房号,面积,业主,电话,用途,备注,身份证号\n"
            _ = try await fixture.households(
                text: header + "1,101,50,张三,13900000001,住宅,旧,\n1,102,,,,,,\n")
            // blanks erase nothing
            let blank = try await fixture.households(text: header + "1,101,,,,,,\n")
            #expect(blank.unchanged == 1)
            let outcome = try await fixture.households(
                text: header
                    + "1,101,51.50,张三,13900000002,储藏室,新,11010519491231002X\n1,102,60,李四,,,,\n")
            #expect(outcome.changed == 2 && outcome.added == 0 && outcome.applied)
            let alterations = try await fixture.text(
                """
                select concat_ws(' ', subject_kind, field, coalesce(before, '∅'),
                    case field when 'idHash' then length(after)::text else after end)
                from registry.alteration order by subject_kind, subject_id, field
                """)
            #expect(
                alterations == [
                    "household area 5000 5150", "household countsInRoll true false",
                    "household kind dwelling storage", "household remark 旧 新",
                    "household area ∅ 6000", "household areaSource ∅ asKept",
                    "owner idHash ∅ 64", "owner phone 13900000001 13900000002",
                ])
            #expect(try await fixture.count("ownership") == 2)
            #expect(try await auditProblems(database).isEmpty)
            let again = try await fixture.households(
                text: header
                    + "1,101,51.50,张三,13900000002,储藏室,新,11010519491231002X\n1,102,60,李四,,,,\n")
            #expect(again.unchanged == 2 && again.changed == 0)
        }
    }

    @Test func anotherOwnerIsATransferOrACorrection() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            _ = try await fixture.households(
                text: "楼栋,房号,业主\n1,101,张三\n1,102,李四、王五\n1,103,赵六\n")
            let outcome = try await fixture.households(
                text: "楼栋,房号,业主\n1,101,张山\n1,102,王五、李四\n1,103,赵六、钱七\n")
            #expect(outcome.unchanged == 1 && !outcome.applied)
            #expect(outcome.refused.map(\.row) == [2, 4])
            #expect(outcome.refused.map(\.value) == ["张山", "赵六、钱七"])
            let reason = outcome.refused.first?.reason ?? ""
            #expect(reason.contains("登记的业主是“张三”"))
            #expect(reason.contains("linli household transfer"))
            #expect(reason.contains("linli owner correct"))
        }
    }

    @Test func phonesOfOneOwnerAgree() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            let header = "楼栋,房号,业主,电话\n"
            _ = try await fixture.households(
                text: header
                    + "1,101,张三,13900000001\n1,102,张三,13900000001\n1,103,李四,13900000003\n"
                    + "1,104,李四,\n1,105,王五,\n1,106,王五,\n")
            #expect(try await fixture.count("owner") == 5)
            // one owner, two phones
            let disagree = try await fixture.households(
                text: header + "1,101,张三,13900000009\n1,102,张三,13900000001\n")
            #expect(disagree.refused.map(\.row) == [2])
            // both rows agree, and a new household's owner is the same person
            let agree = try await fixture.households(
                text: header
                    + "1,101,张三,13900000009\n1,102,张三,13900000009\n1,107,张三,13900000009\n")
            #expect(agree.changed == 2 && agree.added == 1 && agree.applied)
            #expect(try await fixture.count("owner") == 5)
            // two of one name may not become alike
            let alike = try await fixture.households(
                text: header
                    + "1,104,李四,13900000003\n1,105,王五,13900000005\n1,106,王五,13900000005\n")
            #expect(alike.refused.map(\.row) == [2, 4])
            #expect(alike.changed == 1)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func documentsContradict() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            let header = "楼栋,房号,业主,电话,身份证号\n"
            let (first, second) = ("11010519491231002X", "E12345678")
            _ = try await fixture.households(
                text: header + "1,101,张三,13900000001,\(first)\n1,102,李四,13900000002,\n")
            let outcome = try await fixture.households(
                text: header
                    + "1,101,张三,,\(second)\n1,102,李四,,\(first)\n1,103,王五,,\(first)\n"
                    + "1,104,赵六,,E1111111\n1,105,钱七,,E1111111\n")
            #expect(outcome.refused.map(\.row) == [2, 3, 4, 6])
            #expect(outcome.refused.allSatisfy { $0.value == "****" })
            // a known owner of that name and phone gets the document
            let named = try await fixture.households(
                text: header + "1,106,李四,13900000002,\(second)\n")
            #expect(named.added == 1 && named.applied)
            #expect(try await fixture.count("owner") == 2)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func twoImportsAtOnce() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            let file = ImportFixture.path("households.csv")
            let outcomes = try await withThrowingTaskGroup(of: ImportOutcome.self) { group in
                for _ in 0..<4 { group.addTask { try await fixture.households(file) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.map(\.added).sorted() == [0, 0, 0, 216])
            #expect(outcomes.map(\.unchanged).sorted() == [0, 216, 216, 216])
            #expect(try await fixture.count("household") == 216)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func compoundsKeepApart() async throws {
        try await withDatabase { database in
            let first = try await ImportFixture(database)
            let second = try await ImportFixture(database, name: "建安粮苑")
            _ = try await first.households(ImportFixture.path("households.csv"))
            let outcome = try await second.households(ImportFixture.path("households.csv"))
            #expect(outcome.added == 216 && !outcome.alreadyImported)
            await #expect(throws: ImportFailure.noLedger(ScopeID(999))) {
                try await ImportHouseholds(database: database, idNumberKey: ImportFixture.key)
                    .perform(
                        ImportRequest(
                            path: ImportFixture.path("households.csv"), scope: ScopeID(999),
                            mode: .apply(refusalsTo: nil)),
                        by: .terminal(user: "测试"))
            }
        }
    }

    @Test func tooManyRefusalsAreTheWrongFile() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            let rows = (1...10_001).map { "1,\($0),约90" }.joined(separator: "\n")
            let outcome = try await fixture.households(text: "楼栋,房号,面积\n\(rows)\n", .preview)
            #expect(outcome.refused.count == ImportLimits.refusals)
            #expect(outcome.refusedRows == 10_001)
            #expect(outcome.warnings.last == "不合格共 10001 处，只列出前 10000 处。")
            await #expect(throws: ImportFailure.tooManyRefusals(10_001)) {
                try await fixture.households(
                    text: "楼栋,房号,面积\n\(rows)\n", .apply(refusalsTo: ImportFile.unusedPath()))
            }
        }
    }

    /// What was previewed is what is applied: a file that changed in between is refused.
    @Test func onlyTheFileThatWasLookedAtIsApplied() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            let first = try ImportFile("楼栋,单元,房号,业主姓名\n1,1,101,张三\n")
            let second = try ImportFile("楼栋,单元,房号,业主姓名\n1,1,101,李四\n")
            let preview = try await fixture.households(first.path, .preview)
            let refused = try await refusal {
                _ = try await fixture.households(second.path, expecting: preview.fileSHA256)
            }
            #expect(refused == "importFileDiffers")
            #expect(try await fixture.count("household") == 0)
            let applied = try await fixture.households(first.path, expecting: preview.fileSHA256)
            #expect(applied.added == 1 && applied.applied)
        }
    }
}
