import Access
import Core
import Registry

/// How collection stands over all compounds that somebody reaches: one row each, by their tallies.
public struct CollectionOverview: Sendable, Equatable {
    public struct Row: Sendable, Equatable {
        public let scope: ScopeID
        public let compound: String
        /// From the city down.
        public let region: [String]
        /// Of the month.
        public let sum: CollectionReport.Sum
        /// Open of all months, taken over or billed.
        public let open: Money
    }

    public let month: BillingMonth
    /// Compounds that match, whatever page is shown.
    public let count: Int
    /// Over all that match.
    public let total: CollectionReport.Sum
    public let open: Money
    /// The year up to the month over all that match, the oldest first.
    public let months: [CollectionDashboard.Month]
    public let rows: [Row]
    /// Compounds whose tally is behind their log: their figures are those of a moment ago.
    public let behind: Int
}

extension CollectionOverview: JSONConvertible {
    public var json: JSON {
        [
            "month": JSON(month), "count": JSON(count), "total": .object(total.members),
            "openFen": JSON(open), "behind": JSON(behind),
            "months": .array(
                months.map { month in
                    .object([("month", JSON(month.month))] + month.sum.members)
                }),
            "compounds": .array(
                rows.map { row in
                    .object(
                        [
                            ("id", JSON(row.scope)), ("name", .string(row.compound)),
                            ("region", .array(row.region.map(JSON.string))),
                        ] + row.sum.members + [("openFen", JSON(row.open))])
                }),
        ]
    }
}
