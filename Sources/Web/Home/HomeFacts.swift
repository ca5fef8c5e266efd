import Access
import Accounts
import Core
import Fees

/// What the first page tells somebody, as the operations answer it.
struct HomeFacts: Sendable {
    /// Before this one.
    var lastSession: ListSessions.Row?
    /// What others asked for and this person may decide.
    var toDecide: [Approval] = []
    /// What this person asked for and nobody has decided.
    var asked: [Approval] = []
    /// Appointments that this person may confirm.
    var toConfirm: [AppointmentRecord] = []
    /// Over all compounds within reach, in this month; nil for who reads no reports.
    var overview: CollectionOverview?
    /// The compounds with the largest debts.
    var standings: [Standing] = []

    /// How one compound stands today.
    struct Standing: Sendable {
        let row: CollectionOverview.Row
        /// Nil for who may not see it.
        var disputes: Int?
        var today: CashierDay.Figures?
    }

    /// Compounds looked at one by one: what fits a page, and two short reads each.
    static let mostCompounds = 8
    /// Compounds asked whether they were billed: more than a company runs.
    static let mostUnbilled = 50
    /// Approvals and appointments looked through for those that are this person's to decide.
    static let mostWaiting = 100

    static func read(_ desk: Desk, token: String) async throws -> HomeFacts {
        var facts = HomeFacts()
        let actor = desk.session.actor
        facts.lastSession = try await ListSessions(database: desk.database).perform(
            token: token, by: actor, at: desk.now
        ).first { !$0.isCurrent }
        if desk.may(.correctFees) {
            let pending = try await ListApprovals(database: desk.database).perform(
                ListApprovals.Input(state: .pending, limit: mostWaiting), by: actor, at: desk.now
            ).approvals
            facts.toDecide = pending.filter { $0.mayBeDecided(by: actor, at: desk.now) }
            facts.asked = pending.filter { $0.askedBy == desk.account }
        }
        if desk.may(.appoint) {
            facts.toConfirm = try await ListAppointments(database: desk.database).perform(
                ListAppointments.Input(state: .proposed, limit: mostWaiting), by: actor,
                on: desk.today
            ).appointments.filter {
                $0.proposedByAccount != desk.account && $0.account.id != desk.account
            }
        }
        if desk.may(.readReports) {
            let overview = try await ReadOverview(database: desk.database).perform(
                ReadOverview.Input(
                    month: BillingMonth(containing: desk.today), order: .open,
                    limit: mostUnbilled),
                by: actor, on: desk.today)
            facts.overview = overview
            for row in overview.rows.prefix(mostCompounds) {
                facts.standings.append(try await standing(row, desk))
            }
        }
        return facts
    }

    private static func standing(
        _ row: CollectionOverview.Row, _ desk: Desk
    ) async throws -> Standing {
        guard desk.may(.readFees, in: row.scope) else { return Standing(row: row) }
        let actor = desk.session.actor
        async let disputes = ListDisputes(database: desk.database).perform(
            ListDisputes.Input(scope: row.scope, state: .open, limit: 1), by: actor)
        async let day = ReadCashierDay(database: desk.database).perform(
            ReadCashierDay.Input(scope: row.scope, day: desk.today, limit: 1), by: actor)
        return try await Standing(row: row, disputes: disputes.open, today: day.total)
    }
}
