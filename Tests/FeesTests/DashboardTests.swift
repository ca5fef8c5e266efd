import Access
import Core
import Postgres
import Registry
import TestSupport
import Testing

@testable import Fees

@Suite struct DashboardTests {
    private func sum(
        _ charged: Int64, _ waived: Int64, _ settled: Int64, _ households: Int, _ paid: Int
    ) -> CollectionReport.Sum {
        CollectionReport.Sum(
            charged: Money(fen: charged), waived: Money(fen: waived), settled: Money(fen: settled),
            households: households, householdsPaid: paid)
    }

    @Test func showsMonthsBuildingsAndAges() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            for text in ["2021-09", "2021-11", "2021-12"] { try await fees.charge(month(text)) }
            try await fees.take(10_000, key: "a", on: day("2021-12-01"))
            try await fees.waive(
                5000, of: month("2021-11"), for: fees.compound.households[1], key: "w",
                on: day("2021-12-10"))
            let dashboard = try await ReadDashboard(database: database).perform(
                ReadDashboard.Input(scope: fees.scope, months: 4), by: testActor,
                on: day("2021-12-31"))
            #expect(
                dashboard.months.map(\.month)
                    == ["2021-09", "2021-10", "2021-11", "2021-12"].map { month($0) })
            #expect(
                dashboard.months.map(\.sum) == [
                    sum(20_000, 0, 5000, 4, 1), sum(0, 0, 0, 0, 0), sum(20_000, 5000, 5000, 3, 1),
                    sum(20_000, 0, 0, 4, 0),
                ])
            #expect(dashboard.report.total.charged == Money(fen: 60_000))
            #expect(dashboard.report.buildings.map(\.sum) == [dashboard.report.total])
            #expect(dashboard.ageing.open == Money(fen: 45_000))
            #expect(dashboard.ageing[.upTo6Months] == Money(fen: 15_000))
            #expect(dashboard.ageing[.upTo3Months] == Money(fen: 30_000))
            #expect(dashboard.overdueHouseholds == 4)
            #expect(dashboard.buildings.map(\.ageing) == [dashboard.ageing])
            let arrears = try await ReadArrears(database: database).perform(
                ReadArrears.Input(scope: fees.scope), by: testActor, on: day("2021-12-31"))
            #expect(arrears.total == dashboard.ageing)
        }
    }

    @Test func arrearsAreFilteredByAge() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            for text in ["2021-09", "2021-12"] { try await fees.charge(month(text)) }
            try await fees.take(5000, key: "a", on: day("2021-12-01"))
            func arrears(
                _ age: AgeBucket?, order: ReadArrears.Order = .address
            ) async throws -> Arrears {
                try await ReadArrears(database: database).perform(
                    ReadArrears.Input(scope: fees.scope, age: age, order: order), by: testActor,
                    on: day("2021-12-31"))
            }
            #expect(try await arrears(nil).tenures == 4)
            #expect(try await arrears(.upTo3Months).tenures == 4)
            let old = try await arrears(.upTo6Months)
            #expect(old.tenures == 3)
            #expect(old.total.open == Money(fen: 30_000))
            #expect(try await arrears(.upTo12Months).tenures == 0)
            let order = try await arrears(nil, order: .oldest).rows.map(\.household.room)
            #expect(order == ["102", "103", "104", "101"])
        }
    }
}

@Suite struct OverviewTests {
    private func read(
        _ database: Database, by actor: Actor = testActor, month text: String? = nil,
        search: String? = nil, order: ReadOverview.Order = .name, limit: Int = 10, offset: Int = 0
    ) async throws -> CollectionOverview {
        try await ReadOverview(database: database).perform(
            ReadOverview.Input(
                month: text.map { month($0) }, search: search, order: order, limit: limit,
                offset: offset),
            by: actor, on: day("2021-12-31"))
    }

    private func officer(_ scopes: [ScopeID], role: Role = .housingBureau) -> Actor {
        Actor.account(
            AccountID(1), name: "赵敏",
            grants: [
                Grant(
                    appointment: AppointmentID(1), role: role, body: "许昌市住房和城乡建设局",
                    reach: .scopes(scopes))
            ])
    }

    @Test func addsUpWhatSomebodyReaches() async throws {
        try await withDatabase { database in
            let first = try await FeesFixture.make(database, name: "文宴雅居")
            let second = try await FeesFixture.make(database, name: "瑞欣园", households: 2)
            let third = try await FeesFixture.make(database, name: "建安粮苑")
            for fees in [first, second, third] {
                try await fees.charge(month("2021-11"))
                try await fees.charge(month("2021-12"))
            }
            try await second.take(10_000, key: "a", on: day("2021-12-01"))
            try await first.take(2500, key: "b", on: day("2021-12-01"))
            let all = try await read(database)
            #expect(all.month == month("2021-12"))
            #expect(all.count == 3)
            #expect(all.behind == 0)
            #expect(all.total.charged == Money(fen: 50_000))
            #expect(all.total.settled == Money(fen: 5000))
            #expect(all.total.households == 10)
            #expect(all.total.householdsPaid == 1)
            #expect(all.open == Money(fen: 87_500))
            #expect(all.months.count == 12)
            #expect(all.months.last?.sum == all.total)
            let november = try await read(database, month: "2021-11")
            #expect(november.total.settled == Money(fen: 7500))
            let reached = try await read(
                database, by: officer([first.scope, second.scope]), order: .open)
            #expect(reached.rows.map(\.compound) == ["文宴雅居", "瑞欣园"])
            #expect(reached.total.charged == Money(fen: 30_000))
            #expect(reached.open == reached.rows.reduce(.zero) { $0 + $1.open })
            let byRate = try await read(database, order: .rate)
            #expect(byRate.rows.last?.compound == "瑞欣园")
            let page = try await read(database, order: .rate, limit: 1, offset: 2)
            #expect(page.rows == [byRate.rows[2]])
            #expect(page.total == all.total)
            #expect(try await read(database, search: "瑞欣").count == 1)
            #expect(try await read(database, search: "魏都区").count == 3)
            let none = try await read(database, by: officer([]))
            #expect(none.count == 0)
            #expect(none.total.charged == .zero)
            #expect(
                try await refusal {
                    _ = try await read(database, by: officer([first.scope], role: .gridWorker))
                } == "notPermitted")
        }
    }

    @Test func countsAgainWhatChanged() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            #expect(try await read(database).total.charged == Money(fen: 20_000))
            #expect(try await CountMonths(database: database).perform(atMost: 10) == 0)
            try await fees.withdraw(month("2021-11"), on: day("2021-11-20"))
            try await fees.charge(month("2021-10"))
            #expect(try await CountMonths(database: database).perform(atMost: 10) == 1)
            let after = try await read(database, month: "2021-11")
            #expect(after.total.charged == .zero)
            #expect(after.open == Money(fen: 20_000))
            #expect(try await brokenChecks(database) == [])
            try await asSuperuser(database) { connection in
                try await connection.execute("update fees.month_tally set charged_fen = 1")
            }
            #expect(try await brokenChecks(database) == ["fees-month-tally"])
        }
    }

    @Test func whoIsJustWrittenToIsLeftForLater() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            try await fees.charge(month("2021-11"))
            try await database.withTransaction { connection in
                _ = try await LedgerStore.lock(fees.scope, on: connection)
                #expect(try await CountMonths(database: database).perform(atMost: 10) == 0)
                let overview = try await read(database)
                #expect(overview.behind == 1)
            }
            #expect(try await read(database).behind == 0)
        }
    }
}
