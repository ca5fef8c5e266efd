import Core
import Registry

/// What a resident sees through the link on the bill: the statement of the own tenure, as of today,
/// and nothing of anybody else.
public struct ResidentStatus: Sendable, Equatable {
    /// What the token's HMAC covers besides the scope: whoever answers recomputes it, so that who
    /// can only write to the database cannot make a link.
    public let household: HouseholdID
    public let tenure: TenureID
    public let generation: Int32
    /// Names masked; lines of recent months and older ones that are still open; totals over all.
    public let statement: Statement
    /// Billed ahead: charged from a later day than today, and so not yet owed.
    public let upcoming: [Statement.Line]

    /// Owed now; zero when in credit.
    public var owed: Money { max(.zero, statement.account.closing) }
}

extension ResidentStatus: JSONConvertible {
    /// The statement's, with what is billed ahead.
    public var json: JSON {
        guard case .object(let members) = statement.json else { return .null }
        let ahead = upcoming.map { $0.json(statement.terms[$0.origin]) }
        return .object(members + [("upcoming", .array(ahead))])
    }
}
