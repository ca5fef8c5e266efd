import Core
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Fees

/// Runs beside runs, payments beside runs, and runs that are broken off.
@Suite struct BillingTogetherTests {
    @Test func twoRunsAtOnceChargeOnce() async throws {
        try await withDatabase { database in
            var fixtures: [BillingFixture] = []
            for name in ["文宴雅居", "瑞欣园", "建安粮苑"] {
                fixtures.append(try await BillingFixture.make(database, name: name))
            }
            let fixture = fixtures[0]
            let outcomes = try await withThrowingTaskGroup(of: BillingOutcome.self) { group in
                for _ in 0..<4 {
                    group.addTask { try await fixture.bill(everywhere: true) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.reduce(0) { $0 + $1.charges } == 18)
            #expect(outcomes.allSatisfy { $0.charges + $0.alreadyBilled == 18 })
            #expect(try await fixture.count("select count(*) from fees.charge") == 18)
            #expect(try await fixture.count("select count(*) from fees.run") == 3)
            #expect(try await fixture.problems() == [])
        }
    }

    @Test func paymentsGoOnBesideARun() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(
                database, households: 40, stalls: 0, leased: 0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await fixture.bill() }
                group.addTask { try await fixture.bill("2021-12", on: "2021-11-01") }
                for household in 0..<40 {
                    group.addTask {
                        _ = try await fixture.take(
                            7_500, from: household, key: "k\(household)", on: "2021-11-08")
                    }
                }
                try await group.waitForAll()
            }
            // Every payment is used up, whichever of the two runs and the payment came first.
            let open = try await fixture.count(
                "select count(*) from fees.payment where unallocated_fen > 0")
            let settled = try await fixture.count(
                """
                select count(*) from (
                    select tenure_id from fees.charge group by tenure_id
                    having sum(settled_fen) = 7500 and count(*) = 2
                ) t
                """)
            #expect(open == 0)
            #expect(settled == 40)
            #expect(try await fixture.problems() == [])
        }
    }

    /// A run that dies between its batches leaves each compound whole or absent.
    @Test func anInterruptedRunIsCompletedByTheNext() async throws {
        try await withDatabase { database in
            var fixtures: [BillingFixture] = []
            for number in 0..<6 {
                fixtures.append(
                    try await BillingFixture.make(database, name: "小区\(number)", households: 2))
            }
            let fixture = fixtures[0]
            let scopes = fixtures.map(\.scope)
            struct Broken: Error {}
            let reached = Mutex(0)
            await #expect(throws: Broken.self) {
                _ = try await BillingPass(
                    database: database, month: month("2021-11"), today: day("2021-11-01"),
                    connections: 2, progress: nil
                ).run(over: nil) { _ in
                    for scope in scopes {
                        try await database.withTransaction { connection in
                            try await connection.execute(BillingStore.lock([scope]))
                            _ = try await IssueBills.bill(
                                [scope], month: month("2021-11"), by: testActor,
                                on: day("2021-11-01"), connection)
                            let count = reached.withLock { count in
                                count += 1
                                return count
                            }
                            if count == 4 { throw Broken() }
                        }
                    }
                    return []
                }
            }
            #expect(try await fixture.count("select count(*) from fees.run") == 3)
            #expect(try await fixture.problems() == [])
            let outcome = try await fixture.bill(everywhere: true)
            #expect(outcome.charges == 3 * 4)
            #expect(outcome.alreadyBilled == 3 * 4)
            #expect(try await fixture.problems() == [])
        }
    }

    @Test func progressIsTold() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database)
            _ = try await BillingFixture.make(database, name: "瑞欣园")
            let told = Mutex<[[Int]]>([])
            _ = try await IssueBills(database: database).perform(
                IssueBills.Input(month: month("2021-11"), connections: 1), by: testActor,
                on: day("2021-11-01")
            ) { done, all in told.withLock { $0.append([done, all]) } }
            #expect(told.withLock { $0 } == [[2, 2]])
            #expect(try await fixture.count("select count(*) from fees.run") == 2)
        }
    }
}
