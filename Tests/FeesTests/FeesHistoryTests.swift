import Access
import Core
import Postgres
import Registry
import Secrets
import TestSupport
import Testing

@testable import Fees

/// Whatever happened in whatever order: the identity holds on every day, every screen shows the same
/// figures, every check is silent, and the log verifies.
@Suite struct FeesHistoryTests {
    static let steps = 70

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func theIdentityHoldsOnEveryDay(seed: UInt64) async throws {
        try await withDatabase { database in
            var history = FeesHistory(
                try await BillingFixture.make(database, households: 3, leased: 2), seed: seed)
            if seed.isMultiple(of: 2) { try await history.takeOver() }
            for _ in 0..<Self.steps { try await history.step() }
            let tenures = try await ResidentStatusTests.tenures(
                of: history.fees.scope, in: database)
            for asOf in history.someDays(8) {
                let statements = try await Self.statements(of: tenures, history, asOf: asOf)
                Self.expectIdentity(statements.map(\.statement))
                try await Self.expectSameArrears(statements, history, asOf: asOf)
                try await Self.expectSameCollection(statements, history, asOf: asOf)
            }
            try await Self.expectSumsOfWhatHappened(tenures, history)
            try await Self.expectSameResidentStatus(tenures, history)
            #expect(try await brokenChecks(database) == [])
            #expect(try await auditProblems(database) == [])
        }
    }

    typealias Tenures = [(TenureID, HouseholdCode)]
    typealias Statements = [(tenure: TenureID, statement: Statement)]

    static func statements(
        of tenures: Tenures, _ history: FeesHistory, from: CivilDate? = nil, asOf: CivilDate
    ) async throws -> Statements {
        var statements: Statements = []
        for (tenure, household) in tenures {
            let statement = try await ReadStatement(database: history.fees.database).perform(
                ReadStatement.Input(
                    scope: history.fees.scope, payer: Payer(household: household, tenure: tenure),
                    from: from, asOf: asOf),
                by: testActor, on: history.today)
            statements.append((tenure, statement))
        }
        return statements
    }

    /// The movements' closing is what the lines still ask for less what was paid ahead: two ways
    /// through different tables.
    static func expectIdentity(_ statements: [Statement]) {
        for statement in statements {
            let open = statement.lines.reduce(Money.zero) { $0 + $1.open }
            #expect(statement.account.closing == open - statement.account.credit)
            #expect(statement.account.credit >= .zero)
            #expect(statement.account.paid >= .zero)
            for line in statement.lines {
                #expect(line.settled >= .zero)
                #expect(line.waived >= .zero)
                #expect(line.open >= .zero)
            }
        }
    }

    static func expectSameArrears(
        _ statements: Statements, _ history: FeesHistory, asOf: CivilDate
    ) async throws {
        let arrears = try await ReadArrears(database: history.fees.database).perform(
            ReadArrears.Input(scope: history.fees.scope, asOf: asOf), by: testActor,
            on: history.today)
        var byAge = Array(repeating: Money.zero, count: AgeBucket.allCases.count)
        for line in statements.flatMap(\.statement.lines) {
            byAge[ArrearsRules.bucket(due: line.dueOn, asOf: asOf).rawValue] += line.open
        }
        #expect(arrears.total.ages == byAge)
        for row in arrears.rows {
            let statement = try #require(statements.first { $0.tenure == row.tenure }).statement
            #expect(row.credit == statement.account.credit)
            #expect(row.sum.open == statement.lines.reduce(Money.zero) { $0 + $1.open })
        }
    }

    static func expectSameCollection(
        _ statements: Statements, _ history: FeesHistory, asOf: CivilDate
    ) async throws {
        let first = BillingMonth(containing: FeesHistory.firstDay).adding(months: -6)
        let last = BillingMonth(containing: history.today).adding(months: 2)
        let report = try await ReadCollection(database: history.fees.database).perform(
            ReadCollection.Input(scope: history.fees.scope, from: first, until: last, asOf: asOf),
            by: testActor, on: history.today)
        let lines = statements.flatMap(\.statement.lines)
        for (sum, billed) in [(report.total, true), (report.takenOver, false)] {
            let lines = lines.filter { $0.origin.isBilled == billed }
            #expect(sum.charged == lines.reduce(Money.zero) { $0 + $1.amount })
            #expect(sum.settled == lines.reduce(Money.zero) { $0 + $1.settled })
            #expect(sum.waived == lines.reduce(Money.zero) { $0 + $1.waived })
        }
        let accounts = statements.map(\.statement.account)
        #expect(report.account.closing == accounts.reduce(Money.zero) { $0 + $1.closing })
        #expect(report.account.paid == accounts.reduce(Money.zero) { $0 + $1.paid })
        #expect(report.account.credit == accounts.reduce(Money.zero) { $0 + $1.credit })
    }

    /// The money on record is the money that was handed over, and a period opens where the one
    /// before it closed.
    static func expectSumsOfWhatHappened(
        _ tenures: Tenures, _ history: FeesHistory
    ) async throws {
        let now = try await statements(of: tenures, history, asOf: history.today)
        let kept = history.taken.filter { !history.reversed.contains($0.payment) }
        #expect(
            now.reduce(Money.zero) { $0 + $1.statement.account.paid }
                == kept.reduce(Money.zero) { $0 + $1.amount })
        #expect(
            now.reduce(Money.zero) { $0 + $1.statement.account.refunded } == history.refunded)
        let middle = history.today.adding(days: -30)
        let before = try await statements(of: tenures, history, asOf: middle)
        let after = try await statements(
            of: tenures, history, from: middle.adding(days: 1), asOf: history.today)
        for index in now.indices {
            #expect(
                after[index].statement.account.opening == before[index].statement.account.closing)
            #expect(
                after[index].statement.account.closing == now[index].statement.account.closing)
        }
    }

    static func expectSameResidentStatus(
        _ tenures: Tenures, _ history: FeesHistory
    ) async throws {
        let (database, scope) = (history.fees.database, history.fees.scope)
        try await ResidentStatusTests.link(scope, in: database)
        let statements = try await statements(of: tenures, history, asOf: history.today)
        for (tenure, statement) in statements {
            let status = try #require(
                try await ReadResidentStatus(database: database).perform(
                    scope: scope, tokenSHA256: Digest.sha256("t\(tenure)"), on: history.today))
            #expect(status.statement.account == statement.account)
            #expect(status.statement.lines == statement.lines)
            #expect(status.statement.terms == statement.terms)
        }
    }
}
