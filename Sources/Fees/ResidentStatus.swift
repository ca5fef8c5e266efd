import Core
import Registry

/// What a resident sees through the link on the bill: the statement of the own tenure, as it stands
/// today, and nothing of anybody else.
public struct ResidentStatus: Sendable, Equatable {
    /// What the token's HMAC covers besides the scope: whoever answers recomputes it, so that who
    /// can only write to the database cannot make a link.
    public let household: HouseholdID
    public let tenure: TenureID
    public let generation: Int32
    /// Names masked; lines of recent months and older ones that are still open, the newest payments;
    /// totals over all.
    public let statement: Statement

    /// Owed now; zero when in credit.
    public var owed: Money { max(.zero, statement.account.closing) }
}

extension ResidentStatus: JSONConvertible {
    /// The statement's.
    public var json: JSON { statement.json }
}
