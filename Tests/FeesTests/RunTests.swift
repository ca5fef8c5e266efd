import Core
import Registry
import TestSupport
import Testing

@testable import Fees

@Suite struct RunTests {
    @Test func listsAndShowsRuns() async throws {
        try await withDatabase { database in
            let fees = try await BillingFixture.make(database)
            try await fees.bill("2021-11")
            try await fees.bill("2021-12")
            try await fees.withdraw("2021-12")
            func list(
                month text: String? = nil, limit: Int = 10, offset: Int = 0
            ) async throws -> ListRuns.Outcome {
                try await ListRuns(database: database).perform(
                    ListRuns.Input(
                        scope: fees.scope, month: text.map { month($0) }, limit: limit,
                        offset: offset),
                    by: testActor)
            }
            let all = try await list()
            #expect(all.count == 3)
            #expect(all.rows.map(\.kind) == [.withdrawal, .billing, .billing])
            #expect(all.rows[0].reason == "多收了")
            #expect(all.rows.allSatisfy { $0.charges == 6 && $0.total == Money(fen: 26_000) })
            #expect(all.rows[2].skipped == 1)
            #expect(all.rows[2].actor == testActor.name)
            let page = try await list(limit: 1, offset: 2)
            #expect(page.rows == [all.rows[2]])
            #expect(page.count == 3)
            #expect(try await list(month: "2021-12").count == 2)
            func read(_ run: RunID) async throws -> RunSheet {
                try await ReadRun(database: database).perform(
                    ReadRun.Input(scope: fees.scope, run: run), by: testActor)
            }
            let first = try await read(all.rows[2].id)
            #expect(first.parts.map(\.name) == ["停车费", "物业费"])
            #expect(first.parts.map(\.total) == [Money(fen: 6000), Money(fen: 20_000)])
            #expect(first.parts.allSatisfy { $0.withdrawn == 0 })
            #expect(first.skipped.map(\.stall) == ["A-003"])
            #expect(first.skipped.map(\.reason) == [.notLeased])
            #expect(first.reasons.map(\.count) == [1])
            let second = try await read(all.rows[1].id)
            #expect(second.parts.map(\.withdrawn) == [2, 4])
            let withdrawal = try await read(all.rows[0].id)
            #expect(withdrawal.parts.map(\.charges) == [2, 4])
            #expect(
                try await refusal { _ = try await read(RunID(999)) } == "unknownRun")
        }
    }
}
