import Core
import Registry

/// 收缴情况: how collection stands in one compound, month by month and building by building, and how
/// old the debts are.
public struct CollectionDashboard: Sendable, Equatable {
    public struct Month: Sendable, Equatable {
        public let month: BillingMonth
        public let sum: CollectionReport.Sum
    }

    /// The months from first to last, with their items and buildings.
    public let report: CollectionReport
    /// Every month of the period, the oldest first.
    public let months: [Month]
    /// All that is open as of the day, of whatever month.
    public let ageing: Arrears.Sum
    /// Households that owe something past its due day.
    public let overdueHouseholds: Int
    /// Of each building with debts, by age, in the order of buildings.
    public let buildings: [Building]

    public struct Building: Sendable, Equatable {
        public let name: String
        public let ageing: Arrears.Sum
    }
}

extension CollectionDashboard: JSONConvertible {
    public var json: JSON {
        [
            "compound": .string(report.compound), "from": JSON(report.from),
            "until": JSON(report.until), "asOf": JSON(report.asOf),
            "total": .object(report.total.members),
            "months": .array(
                months.map { month in
                    .object([("month", JSON(month.month))] + month.sum.members)
                }),
            "items": CollectionReport.Part.json(of: report.items, keyed: "item"),
            "buildings": CollectionReport.Part.json(of: report.buildings, keyed: "building"),
            "earlierYears": JSON(report.earlier), "arrears": .object(ageing.members),
            "overdueHouseholds": JSON(overdueHouseholds),
            "arrearsByBuilding": .array(
                buildings.map { building in
                    .object([("building", .string(building.name))] + building.ageing.members)
                }),
        ]
    }
}
