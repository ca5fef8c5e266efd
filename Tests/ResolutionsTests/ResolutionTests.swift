import Access
import Core
import Files
import Postgres
import TestSupport
import Testing

@testable import Resolutions

private typealias Input = RecordResolution.Input

private func input(
    scope: ScopeID = ScopeID(2), kind: Resolution.Kind = .historical,
    title: String = "关于物业服务费标准的决议", adopted: String = "2021-10-08",
    source: String? = "2021年10月8日业主大会会议记录", text: String? = "每户每月50元，车位每月30元。",
    file: Files.Attachment? = nil
) -> Input {
    Input(
        scope: scope, kind: kind, body: .ownersCommittee, title: title, adoptedOn: day(adopted),
        source: source, text: text, file: file)
}

private func pdf(_ text: String) throws -> Files.Attachment {
    try Files.Attachment(name: "纪要.pdf", content: Array("%PDF-1.7 \(text)".utf8))
}

@Suite struct ResolutionRulesTests {
    private func verdict(_ input: Input) -> String {
        do {
            try ResolutionRules.check(input, on: day("2021-11-08"))
            return "none"
        } catch {
            return error.sentence.hasSuffix("。") ? error.code : error.sentence
        }
    }

    @Test func asATable() throws {
        let file = try pdf("一")
        func long(_ count: Int) -> String { String(repeating: "长", count: count) }
        let table: [(Input, String)] = [
            (input(), "none"),
            (input(kind: .ownersDecision), "kindHasItsOwnProcedure"),
            (input(kind: .writtenConsent), "kindHasItsOwnProcedure"),
            (input(kind: .jointMeetingRecommendation), "kindHasItsOwnProcedure"),
            (input(kind: .committee), "none"),
            (input(title: ""), "titleMissing"),
            (input(title: " \u{3000}"), "titleMissing"),
            (input(title: long(201)), "titleTooLong"),
            (input(title: long(200)), "none"),
            (input(adopted: "2021-11-09"), "adoptedInFuture"),
            (input(adopted: "2021-11-08"), "none"),
            (input(source: nil), "sourceMissing"),
            (input(source: " "), "sourceMissing"),
            (input(source: long(501)), "sourceTooLong"),
            (input(source: long(500)), "none"),
            (input(kind: .committee, source: nil), "none"),
            (input(kind: .committee, text: nil), "wordsMissing"),
            (input(kind: .committee, text: " "), "wordsMissing"),
            (input(kind: .committee, text: nil, file: file), "none"),
            // only what the old records say: no words are asked for
            (input(text: nil), "none"),
            (input(text: " "), "none"),
            (input(text: long(100_001)), "textTooLong"),
            (input(text: long(100_000)), "none"),
            // of two faults the first in the order is told
            (input(kind: .ownersDecision, title: ""), "kindHasItsOwnProcedure"),
            (input(title: "", adopted: "2021-11-09"), "titleMissing"),
            (input(adopted: "2021-11-09", source: nil), "adoptedInFuture"),
        ]
        for (index, (input, code)) in table.enumerated() {
            #expect(verdict(input) == code, "row \(index)")
        }
    }

    @Test func onlyTheOwnersOrAnOldRecordCarryAFee() {
        let carrying = Resolution.Kind.allCases.filter(\.supportsFee)
        #expect(carrying == [.ownersDecision, .writtenConsent, .historical])
    }
}

@Suite struct RecordResolutionTests {
    private func record(_ database: Database, _ input: Input) async throws
        -> RecordResolution.Outcome
    {
        try await RecordResolution(database: database).perform(
            input, by: testActor, on: day("2021-11-08"))
    }

    @Test func recordsOnceAndKeepsTheFile() async throws {
        try await withDatabase { database in
            let scope = try await makeCompound(database, households: 0, stalls: 0).scope
            let first = try await record(database, input(scope: scope, file: pdf("一")))
            let again = try await record(database, input(scope: scope, file: pdf("一")))
            #expect(!first.repeated && again.repeated)
            #expect(first.resolution == again.resolution)
            // other words, the same file: one blob
            let other = try await record(
                database, input(scope: scope, text: "每户每月60元。", file: pdf("一")))
            #expect(!other.repeated && other.resolution.id != first.resolution.id)
            let blobs = try await database.query("select sha256 from files.blob").count
            #expect(blobs == 1)
            let found = try await database.withConnection {
                try await ResolutionStore.find(first.resolution.id, in: scope, on: $0)
            }
            #expect(found == first.resolution)
            let listed = try await database.withConnection {
                try await ResolutionStore.list(in: scope, on: $0)
            }
            #expect(listed.count == 2)
            #expect(try await auditProblems(database).isEmpty)
            #expect(try await brokenChecks(database) == [])
        }
    }

    @Test func manyAtOnceRecordOne() async throws {
        try await withDatabase { database in
            let scope = try await makeCompound(database, households: 0, stalls: 0).scope
            let recorded = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        try await !record(database, input(scope: scope)).repeated
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(recorded == 1)
        }
    }

    /// What the rules let through, the database takes too.
    @Test func theLongestAllowedIsKept() async throws {
        try await withDatabase { database in
            let scope = try await makeCompound(database, households: 0, stalls: 0).scope
            func long(_ count: Int) -> String { String(repeating: "长", count: count) }
            let outcome = try await record(
                database,
                input(
                    scope: scope, title: long(200), source: long(500), text: long(100_000)))
            #expect(outcome.resolution.text?.count == 100_000)
            _ = try await record(database, input(scope: scope, text: "\u{3000}"))
            _ = try await record(database, input(scope: scope, kind: .committee, source: " "))
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func everyKindOfBodyIsTaken() async throws {
        try await withDatabase { database in
            let scope = try await makeCompound(database, households: 0, stalls: 0).scope
            for body in Resolution.Body.allCases {
                _ = try await record(
                    database,
                    Input(
                        scope: scope, kind: .historical, body: body, title: "决议",
                        adoptedOn: day("2021-10-08"), source: "记录"))
            }
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func aRefusalLeavesNothing() async throws {
        try await withDatabase { database in
            let scope = try await makeCompound(database, households: 0, stalls: 0).scope
            let code = try await refusal {
                _ = try await record(database, input(scope: scope, kind: .ownersDecision))
            }
            #expect(code == "kindHasItsOwnProcedure")
            let found = try await database.query("select 1 from resolutions.resolution")
            #expect(found.isEmpty)
        }
    }

    @Test func takesTheRight() async throws {
        try await withDatabase { database in
            let code = try await refusal {
                _ = try await RecordResolution(database: database).perform(
                    input(), by: Actor(kind: .resident, name: "某户"), on: day("2021-11-08"))
            }
            #expect(code == "notPermitted")
        }
    }

    @Test func jsonHasTheAgreedKeys() async throws {
        try await withDatabase { database in
            let scope = try await makeCompound(database, households: 0, stalls: 0).scope
            let outcome = try await record(database, input(scope: scope))
            guard case .object(let members) = outcome.json else {
                Issue.record("not an object")
                return
            }
            #expect(
                members.map(\.key) == [
                    "id", "kind", "body", "title", "adoptedOn", "source", "text", "fileSha256",
                    "digest", "repeated",
                ])
        }
    }

    @Test(arguments: [
        "update resolutions.resolution set title = '别的'",
        "update resolutions.resolution set content = '每户每月5元。'",
        "update resolutions.resolution set adopted_on = adopted_on - 1",
        "update resolutions.resolution set source = '别处'",
        "update resolutions.resolution set body = 'work-unit'",
        "update resolutions.resolution set kind = 'ownersDecision'",
        "update resolutions.resolution set digest = sha256('x')",
        "update files.blob set file_name = '别的.pdf'",
        "update files.blob set media_type = 'image/png'",
        """
        alter table resolutions.resolution drop constraint resolution_file;
        alter table files.blob drop constraint blob_is_its_digest;
        update files.blob set sha256 = sha256('x'), content = 'x'
        """,
        "delete from resolutions.resolution",
    ])
    func findsTampering(sql: String) async throws {
        try await withDatabase { database in
            let scope = try await makeCompound(database, households: 0, stalls: 0).scope
            _ = try await record(database, input(scope: scope, file: pdf("一")))
            try await asSuperuser(database) { try await $0.script(sql) }
            #expect(try await auditProblems(database).map(\.code) == ["factsDiffer"])
        }
    }

    /// The database itself holds a file to its digest.
    @Test func contentCannotBeExchanged() async throws {
        try await withDatabase { database in
            let scope = try await makeCompound(database, households: 0, stalls: 0).scope
            _ = try await record(database, input(scope: scope, file: pdf("一")))
            try await asSuperuser(database) { connection in
                do {
                    try await connection.execute("update files.blob set content = 'x'")
                    Issue.record("exchanged")
                } catch let error as PostgresError {
                    #expect(error.constraint == "blob_is_its_digest")
                }
            }
        }
    }
}

@Suite struct ResolutionDigestTests {
    private func digest(
        _ kind: Resolution.Kind = .historical, _ title: String = "题",
        source: String? = "源", text: String? = "文", file: [UInt8]? = nil
    ) -> String {
        let bytes = Resolution.canonical(
            kind: kind, body: .ownersCommittee, title: title, adoptedOn: day("2021-10-08"),
            source: source, text: text, fileSHA256: file)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes are fixed for good: digests that were printed must still be recomputable.
    @Test func theBytesAreThese() {
        #expect(
            digest()
                == #"["historical","owners-committee","题","2021-10-08","源","文",null]"#)
        #expect(
            digest(.committee, "a\"b\\c\n", source: nil, text: nil, file: [0xAB, 0x01])
                == #"["committee","owners-committee","a\"b\\c\n","2021-10-08",null,null,"ab01"]"#)
        #expect(digest(source: nil, text: "源") != digest(source: "源", text: nil))
    }

    /// As anybody can do it: from the stored columns, without this program.
    @Test func theDatabaseRecomputesIt() async throws {
        try await withDatabase { database in
            let scope = try await makeCompound(database, households: 0, stalls: 0).scope
            _ = try await RecordResolution(database: database).perform(
                input(scope: scope, title: "关于“收费”的\"决议\"", file: pdf("一")), by: testActor,
                on: day("2021-11-08"))
            let same = try await database.query(
                """
                select digest = sha256(convert_to('[' || concat_ws(',', to_json(kind), to_json(body),
                    to_json(title), to_json(adopted_on::text), coalesce(to_json(source)::text, 'null'),
                    coalesce(to_json(content)::text, 'null'),
                    coalesce(to_json(encode(file_sha256, 'hex'))::text, 'null')) || ']', 'UTF8'))
                from resolutions.resolution
                """
            ).only().decode(Bool.self)
            #expect(same)
        }
    }
}

@Suite struct ReadResolutionTests {
    private func record(
        _ database: Database, _ scope: ScopeID, title: String, adopted: String = "2021-10-08",
        text: String? = "原文", file: Files.Attachment? = nil
    ) async throws -> ResolutionID {
        try await RecordResolution(database: database).perform(
            input(scope: scope, title: title, adopted: adopted, text: text, file: file),
            by: testActor, on: day("2021-11-08")
        ).resolution.id
    }

    @Test func listsTheNewestFirstWithATrueTotal() async throws {
        try await withDatabase { database in
            let scope = try await makeCompound(database, households: 0).scope
            for number in 1...5 {
                _ = try await record(
                    database, scope, title: "决议\(number)%", adopted: "2021-10-0\(number)")
            }
            let list = ListResolutions(database: database)
            func titles(
                _ search: String? = nil, kind: Resolution.Kind? = nil, limit: Int = 50,
                offset: Int = 0
            ) async throws -> (Int, [String]) {
                let found = try await list.perform(
                    .init(scope: scope, search: search, kind: kind, limit: limit, offset: offset),
                    by: testActor)
                return (found.total, found.rows.map(\.title))
            }
            #expect(try await titles(limit: 2) == (5, ["决议5%", "决议4%"]))
            #expect(try await titles(limit: 2, offset: 4) == (5, ["决议1%"]))
            #expect(try await titles(limit: 2, offset: 40) == (5, []))
            #expect(try await titles("3%") == (1, ["决议3%"]))
            #expect(try await titles("_") == (0, []))
            #expect(try await titles(kind: .committee) == (0, []))
            #expect(try await titles(kind: .historical).0 == 5)
        }
    }

    @Test func readsWordsFileAndWhoRecordedIt() async throws {
        try await withDatabase { database in
            let scope = try await makeCompound(database, households: 0).scope
            let file = try pdf("一")
            let id = try await record(database, scope, title: "甲", text: nil, file: file)
            let bare = try await record(database, scope, title: "乙")
            let read = ReadResolution(database: database)
            let found = try await read.perform(id, in: scope, by: testActor)
            #expect(found.resolution.title == "甲" && found.recordedBy == "测试")
            #expect(found.recordedAt != nil)
            #expect(found.file?.name == "纪要.pdf")
            #expect(found.file?.mediaType == "application/pdf")
            #expect(found.file?.bytes == file.content.count)
            #expect(try await read.perform(bare, in: scope, by: testActor).file == nil)
            let content = try await ReadResolutionFile(database: database).perform(
                id, in: scope, by: testActor)
            #expect(content.content == file.content && content.name == "纪要.pdf")
            let other = try await makeCompound(database, name: "别处", households: 0).scope
            for (asked, where_, code) in [
                (bare, scope, "resolutionWithoutFile"), (id, other, "unknownResolution"),
                (ResolutionID(999), scope, "unknownResolution"),
            ] {
                let refused = try await refusal {
                    _ = try await ReadResolutionFile(database: database).perform(
                        asked, in: where_, by: testActor)
                }
                #expect(refused == code)
            }
        }
    }
}
