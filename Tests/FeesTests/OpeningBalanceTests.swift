import Access
import Core
import Foundation
import Postgres
import Registry
import TestSupport
import Testing

@testable import Fees

@Suite struct OpeningBalanceTests {
    static let table = """
        某小区期初余额,,,,,,
        楼栋,单元,房号,收费项目,账期,欠费金额,预存金额
        1#,1单元,101,物业费,2021-08,50.00,
        ,,,物业费,2021年9月,50.00,
        ,,,停车费,2021-09,30,
        1#,1单元,102,,,,¥200.00
        1号楼,一单元,103室,,2021-10,25.5,
        合计,,,,,155.50,200.00
        """

    static func load(
        _ fees: FeesFixture, _ text: String, owed: String? = nil, credit: String? = nil,
        asOf: String = "2021-10-31", mode: ImportRequest.Mode = .apply(refusalsTo: nil)
    ) async throws -> ImportOpeningBalances.Outcome {
        try await load(
            into: fees.scope, of: fees.database, text, owed: owed, credit: credit, asOf: asOf,
            mode: mode)
    }

    static func load(
        into scope: ScopeID, of database: Database, _ text: String, owed: String? = nil,
        credit: String? = nil, asOf: String = "2021-10-31",
        mode: ImportRequest.Mode = .apply(refusalsTo: nil)
    ) async throws -> ImportOpeningBalances.Outcome {
        let path = "/tmp/linli-balances-\(UUID().uuidString).csv"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { unlink(path) }
        return try await ImportOpeningBalances(database: database).perform(
            ImportOpeningBalances.Input(
                table: ImportRequest(
                    path: path, fileName: "balances.csv", scope: scope, mode: mode),
                asOf: day(asOf), source: "原收费软件欠费表",
                totalOwed: try owed.map { try Money(entry: $0) },
                totalCredit: try credit.map { try Money(entry: $0) }),
            by: testActor, on: day("2021-11-05"))
    }

    @Test func takesOverArrearsAndCredit() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            let first = try await Self.load(fees, Self.table, owed: "155.50", credit: "200.00")
            #expect(first.table.refused == [])
            #expect(first.table.added == 5)
            #expect(first.owed == Money(fen: 15550))
            #expect(first.credit == Money(fen: 20000))
            let owing = try await fees.statement(on: day("2021-11-30"))
            #expect(StatementTests.text(owing.account) == "13000 0 0 0 0 0 = 13000 credit 0")
            #expect(
                owing.lines.map { "\($0.month) \($0.item) \($0.dueOn)" } == [
                    "2021-08 property-fee 2021-08-31", "2021-09 parking 2021-09-30",
                    "2021-09 property-fee 2021-09-30",
                ])
            let basis = try #require(owing.terms[owing.lines[0].origin]).basis
            #expect(basis.kind == "historical")
            #expect(basis.body == "takeover")
            #expect(basis.title == "原收费软件欠费表")
            #expect(basis.adoptedOn == day("2021-10-31"))
            #expect(basis.digest == first.table.fileSHA256)
            let ahead = try await fees.statement(of: fees.compound.households[1])
            #expect(StatementTests.text(ahead.account) == "-20000 0 0 0 0 0 = -20000 credit 20000")
            #expect(ahead.payments.isEmpty)
            // before the day of the takeover the system knew nothing
            #expect(try await fees.statement(asOf: day("2021-10-30")).account.closing == .zero)
            // the debt ages from its own month, the rate of no month is falsified
            let arrears = try await ReadArrears(database: database).perform(
                ReadArrears.Input(scope: fees.scope), by: testActor, on: day("2021-12-01"))
            #expect(arrears.total[.upTo6Months] == Money(fen: 5000))
            #expect(arrears.total[.upTo3Months] == Money(fen: 10550))
            #expect(arrears.total.open == Money(fen: 15550))
            let month9 = try await ReadCollection(database: database).perform(
                ReadCollection.Input(scope: fees.scope, from: month("2021-09")), by: testActor,
                on: day("2021-12-01"))
            #expect(month9.total.charged == .zero)
            #expect(month9.takenOver.charged == Money(fen: 8000))
            // money settles the oldest of it first, a refund gives the credit back
            let paid = try await fees.take(6000, key: "a")
            #expect(paid.allocations.map(\.amount.fen) == [5000, 1000])
            #expect(paid.receipt.number == 1)
            try await fees.refund(5000, to: fees.compound.households[1], key: "r")
            #expect(try await brokenChecks(database).isEmpty)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func theSameFileAddsNothing() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            let preview = try await Self.load(fees, Self.table, mode: .preview)
            #expect(preview.table.added == 5)
            #expect(!preview.table.applied)
            _ = try await Self.load(fees, Self.table)
            let again = try await Self.load(fees, Self.table)
            #expect(again.table.added == 0)
            #expect(again.table.unchanged == 5)
            #expect(again.table.alreadyImported)
            // another file with the same rows and one more adds that one
            let more = Self.table.replacing(
                "合计,,,,,155.50,200.00", with: "1,1,104,物业费,2021-10,50,\n合计,,,,,205.50,200.00")
            let third = try await Self.load(fees, more)
            #expect(third.table.added == 1)
            #expect(third.table.unchanged == 5)
            let statement = try await fees.statement(of: fees.compound.households[3])
            #expect(statement.account.opening == Money(fen: 5000))
            #expect(try await brokenChecks(database).isEmpty)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test(
        arguments: [
            ("155.51", nil, "totalDiffers", "声明 155.51 元，逐行相加 155.50 元"),
            ("155.50", "199.99", "totalDiffers", "声明 199.99 元，逐行相加 200.00 元"),
            ("155.50", "200.00", "none", ""), (nil, nil, "none", ""),
        ] as [(String?, String?, String, String)])
    func totalsAreProved(
        owed: String?, credit: String?, expected: String, words: String
    ) async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            do {
                _ = try await Self.load(fees, Self.table, owed: owed, credit: credit)
                #expect(expected == "none")
            } catch let failure as ImportOpeningBalances.Failure {
                #expect(failure.code == expected)
                #expect(failure.sentence.contains(words))
                let account = try await fees.statement().account
                #expect(account.closing == .zero)
            }
        }
    }

    struct Proof: Sendable {
        var unreadable = 0
        var stated = TakeoverTotals(owed: nil, credit: nil)
        var row = TakeoverTotals(owed: nil, credit: nil)
        let expected: String
    }

    @Test(arguments: [
        Proof(expected: "totalMissing"),
        Proof(stated: TakeoverTotals(owed: Money(fen: 100), credit: nil), expected: "totalMissing"),
        Proof(row: TakeoverTotals(owed: Money(fen: 100), credit: nil), expected: "totalMissing"),
        Proof(
            stated: TakeoverTotals(owed: Money(fen: 100), credit: nil),
            row: TakeoverTotals(owed: nil, credit: Money(fen: 7)), expected: "none"),
        Proof(
            stated: TakeoverTotals(owed: Money(fen: 100), credit: Money(fen: 7)), expected: "none"),
        Proof(
            stated: TakeoverTotals(owed: Money(fen: 101), credit: Money(fen: 7)),
            expected: "totalDiffers"),
        Proof(
            stated: TakeoverTotals(owed: Money(fen: 99), credit: Money(fen: 7)),
            expected: "totalDiffers"),
        Proof(
            stated: TakeoverTotals(owed: Money(fen: 100), credit: Money(fen: 7)),
            row: TakeoverTotals(owed: Money(fen: 100), credit: Money(fen: 8)),
            expected: "totalRowDiffers"),
        Proof(
            unreadable: 1, stated: TakeoverTotals(owed: Money(fen: 100), credit: Money(fen: 7)),
            expected: "amountsUnreadable"),
    ])
    func proves(_ proof: Proof) {
        var code = "none"
        do throws(ImportOpeningBalances.Failure) {
            try TakeoverRules.prove(
                owed: Money(fen: 100), credit: Money(fen: 7), unreadable: proof.unreadable,
                stated: proof.stated, row: proof.row)
        } catch {
            code = error.code
        }
        #expect(code == proof.expected)
    }

    @Test func refusesRowsByCellAndReason() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-09"))
            let table = """
                房屋,收费项目,车位号,账期,欠费金额,预存金额
                1-1-101,物业费,,2021-08,50.00,
                1-1-101,property-fee,,2021-08,50.00,
                9-1-101,物业费,,2021-08,50.00,
                1-1-102,电梯费,,2021-08,50.00,
                1-1-102,停车费,Z-9,2021-08,50.00,
                1-1-102,停车费,A-001,2021-08,50.00,
                1-1-102,物业费,,2021-09,50.00,
                1-1-103,物业费,,,50.00,
                1-1-103,物业费,,2021-13,50.00,
                1-1-103,物业费,,2021-11,50.00,
                1-1-104,物业费,,2021-08,约50,
                1-1-104,物业费,,2021-08,-50,
                1-1-104,物业费,,2021-08,50.001,
                1-1-104,,,,,10
                1-1-104,,,,,10
                """
            let outcome = try await Self.load(fees, table, owed: "500.00", credit: "20")
            #expect(!outcome.table.applied)
            #expect(
                outcome.table.refused.map { "\($0.row) \($0.column) \($0.value)" } == [
                    "3 账期 2021-08", "4 房屋 9-1-101", "5 收费项目 电梯费", "6 车位号 Z-9",
                    "8 账期 2021-09", "9 账期 ", "10 账期 2021-13", "11 账期 2021-11",
                    "12 欠费金额 约50", "13 欠费金额 -50", "14 欠费金额 50.001", "16 预存金额 10.00",
                ])
            #expect(try await fees.statement(asOf: day("2021-10-31")).account.opening == .zero)
            // what was taken over is not rewritten
            let good = "房屋,账期,欠费金额\n1-1-101,2021-08,50\n"
            _ = try await Self.load(fees, good, owed: "50")
            let other = try await Self.load(
                fees, good.replacing(",50\n", with: ",60\n"), owed: "60")
            #expect(other.table.refused.map(\.column) == ["欠费金额"])
            #expect(other.table.refused[0].reason.contains("50.00"))
            #expect(try await brokenChecks(database).isEmpty)
        }
    }

    @Test func refusesWhatCannotBe() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            let empty = "房屋,账期,欠费金额\n1-1-101,2021-08,50\n"
            #expect(
                try await refusal {
                    _ = try await Self.load(fees, empty, owed: "50", asOf: "2021-11-06")
                } == "asOfOutOfRange")
            #expect(try await refusal { _ = try await Self.load(fees, empty) } == "totalMissing")
            #expect(
                try await refusal { _ = try await Self.load(fees, "房屋,账期\n", owed: "50") }
                    == "columnsMissing")
        }
    }
}
