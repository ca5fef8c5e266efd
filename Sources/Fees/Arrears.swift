import Core
import Registry

/// 账龄: how long past its due day a debt is. A day that completes the months belongs to the younger
/// bucket (民法典 1259: 以内 includes the number, 超过 does not); the due day itself is not yet late.
public enum AgeBucket: Int, Sendable, CaseIterable {
    case notYetDue, upTo3Months, upTo6Months, upTo12Months, upTo2Years, upTo3Years, over3Years

    /// Months after the due day with which the bucket ends; nil for the last.
    var months: Int? {
        switch self {
        case .notYetDue: 0
        case .upTo3Months: 3
        case .upTo6Months: 6
        case .upTo12Months: 12
        case .upTo2Years: 24
        case .upTo3Years: 36
        case .over3Years: nil
        }
    }

    public var name: String {
        switch self {
        case .notYetDue: "notYetDue"
        case .upTo3Months: "0-3m"
        case .upTo6Months: "3-6m"
        case .upTo12Months: "6-12m"
        case .upTo2Years: "1-2y"
        case .upTo3Years: "2-3y"
        case .over3Years: "3y+"
        }
    }

    public var chinese: String {
        switch self {
        case .notYetDue: "未到期"
        case .upTo3Months: "3个月以内"
        case .upTo6Months: "3至6个月"
        case .upTo12Months: "6至12个月"
        case .upTo2Years: "1至2年"
        case .upTo3Years: "2至3年"
        case .over3Years: "3年以上"
        }
    }
}

/// Ages of debts: pure functions of days.
enum ArrearsRules {
    /// The earliest due day in each bucket but the last, youngest first: a debt belongs to the first
    /// bucket whose day its due day does not precede.
    ///
    /// A period of months ends on the day of the same number, or on the month's last day where there
    /// is none (民法典 202): due on 2021-11-30, three months end on 2022-02-28.
    static func earliestDueDays(asOf day: CivilDate) -> [CivilDate] {
        AgeBucket.allCases.compactMap(\.months).map { earliestDueDay(within: $0, asOf: day) }
    }

    static func bucket(due: CivilDate, asOf day: CivilDate) -> AgeBucket {
        let bounds = earliestDueDays(asOf: day)
        let index = bounds.firstIndex { due >= $0 } ?? bounds.count
        return AgeBucket(rawValue: index) ?? .over3Years
    }

    private static func earliestDueDay(within months: Int, asOf day: CivilDate) -> CivilDate {
        let (_, _, number) = day.parts
        let month = BillingMonth(containing: day).adding(months: -months)
        // In a shorter month even the last day's period ended before the day.
        guard number <= month.lastDay.parts.day else { return month.adding(months: 1).firstDay }
        return month.firstDay.adding(days: number - 1)
    }
}

/// 欠费: who owes how much since when, as of a day.
public struct Arrears: Sendable, Equatable {
    public struct Sum: Sendable, Equatable {
        /// What is open by age, in the order of `AgeBucket`.
        public let ages: [Money]

        public init(ages: [Money]) {
            self.ages = ages
        }

        public subscript(bucket: AgeBucket) -> Money { ages[bucket.rawValue] }
        public var open: Money { ages.reduce(.zero, +) }
        public var overdue: Money { open - self[.notYetDue] }
    }

    /// One tenure: arrears stay with who made them, so that a household may stand here twice.
    public struct Row: Sendable, Equatable {
        public let household: HouseholdCode
        public let tenure: TenureID
        public let obligor: String
        /// False for somebody who answered for the household earlier.
        public let isCurrent: Bool
        public let sum: Sum
        public let oldest: BillingMonth
        /// Months of which something is open.
        public let months: Int
        /// Paid ahead and not allocated.
        public let credit: Money
    }

    public let compound: String
    public let asOf: CivilDate
    /// Over all that match, whatever page is shown.
    public let total: Sum
    public let totalCredit: Money
    public let tenures: Int
    public let households: Int
    public let rows: [Row]
}

extension Arrears.Sum {
    var members: [(key: String, value: JSON)] {
        [
            ("openFen", JSON(open)), ("overdueFen", JSON(overdue)),
            ("ageing", .object(AgeBucket.allCases.map { ($0.name, JSON(self[$0])) })),
        ]
    }
}

extension Arrears.Row: JSONConvertible {
    public var json: JSON {
        .object(
            [
                ("household", JSON(household)), ("tenure", JSON(tenure)),
                ("obligor", .string(obligor)), ("current", .bool(isCurrent)),
            ] + sum.members + [
                ("oldestMonth", JSON(oldest)), ("months", JSON(months)),
                ("creditFen", JSON(credit)),
            ])
    }
}

extension Arrears: JSONConvertible {
    public var json: JSON {
        .object(
            [("compound", .string(compound)), ("asOf", JSON(asOf))] + total.members + [
                ("creditFen", JSON(totalCredit)), ("households", JSON(households)),
                ("tenures", JSON(tenures)), ("rows", JSON(rows)),
            ])
    }
}
