import Core
import Fees
import Hummingbird
import Registry

/// The households of a compound, and one of them.
struct HouseholdPages {
    func add(to site: inout Site) {
        site.page(
            .get, "/compounds/{scope}/households", needs: .readRegister, in: .path
        ) { _, desk in
            try await list(desk)
        }
        site.page(
            .get, "/compounds/{scope}/households/{code}", needs: .readRegister, in: .path
        ) { _, desk in
            try await show(desk)
        }
    }

    private func list(_ desk: Desk) async throws -> Response {
        let state = ListState(desk.query, HouseholdListView.plan(desk.compound))
        let compound = try await ReadCompound(database: desk.database).perform(
            desk.scope, by: desk.actor)
        let found = try await ListHouseholds(database: desk.database).perform(
            ListHouseholds.Input(
                scope: desk.scope, search: state.filter("search"),
                kind: HouseholdKind(rawValue: state.filter("kind")),
                building: state.filter("building"),
                sort: ListHouseholds.Sort(rawValue: state.sort) ?? .address,
                descending: state.direction == .descending, limit: state.size,
                offset: state.offset),
            by: desk.actor)
        let balances = try await desk.balances(of: found.rows.compactMap(\.tenure))
        return try desk.page(
            "register/households",
            HouseholdListView(found, of: compound, balances: balances, state, desk))
    }

    private func show(_ desk: Desk) async throws -> Response {
        let found = try await ReadHousehold(database: desk.database).perform(
            try desk.householdCode(), in: desk.scope, by: desk.actor)
        let balances = try await desk.balances(of: found.tenures.map(\.id))
        var account: HouseholdView.Account?
        if balances != nil,
            let tenure = HouseholdView.tenure(
                asked: desk.query, of: found, on: desk.today)
        {
            account = try await statement(of: tenure, found, desk)
        }
        return try desk.page(
            "register/household",
            HouseholdView(found, balances: balances, account: account, desk))
    }

    /// The statement of a tenure over the period that the address asks for.
    private func statement(
        of tenure: Tenure, _ found: ReadHousehold.Outcome, _ desk: Desk
    ) async throws -> HouseholdView.Account {
        var entries = Entries(desk.query)
        let period = HouseholdView.Period(&entries, on: desk.today)
        func read(_ period: HouseholdView.Period) async throws -> Statement {
            try await ReadStatement(database: desk.database).perform(
                ReadStatement.Input(
                    scope: desk.scope,
                    payer: Payer(household: found.household.code, tenure: tenure.id),
                    from: period.from, until: period.until),
                by: desk.actor(for: .readFees), on: desk.today)
        }
        do {
            let statement = try await read(period)
            // a year in which nothing moved would hide what an earlier one left open
            if !HouseholdView.Period.isAsked(desk.query), statement.isQuiet {
                let everything = HouseholdView.Period.everything
                return HouseholdView.Account(
                    try await read(everything), tenure, everything, entries, desk)
            }
            return HouseholdView.Account(statement, tenure, period, entries, desk)
        } catch let refusal as ReadStatement.Failure {
            entries.refuse("from", refusal.sentence)
            let usual = HouseholdView.Period.usual(on: desk.today)
            return HouseholdView.Account(try await read(usual), tenure, usual, entries, desk)
        }
    }
}

extension Statement {
    /// Whether nothing moved in its period.
    fileprivate var isQuiet: Bool {
        let moved = account
        return [moved.charged, moved.withdrawn, moved.waived, moved.paid, moved.refunded]
            .allSatisfy { $0 == .zero }
    }
}

extension Desk {
    /// What tenures owe, for those who may know; nil for the others.
    func balances(of tenures: [TenureID]) async throws -> [TenureID: ReadBalances.Balance]? {
        guard may(.readFees, in: scope) else { return nil }
        return try await ReadBalances(database: database).perform(
            tenures, in: scope, by: actor(for: .readFees), on: today)
    }
}
