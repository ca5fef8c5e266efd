import Core

/// Decisions about billing: pure functions of values.
enum BillingRules {
    /// How far ahead of today's month a month may be billed: a year's fees paid ahead.
    static let mostMonthsAhead = 12
    /// Rates per m² above this are a slip of the pen; `schedule_rate` states the same.
    static let largestAreaRate = Rate(tenThousandths: 10_000_000)

    /// One month's amount: integers, rounded once. The same arithmetic as `fees.amount` in SQL,
    /// which billing runs use.
    ///
    /// - Parameter quantity: 1 for a household or stall, 0.01 m² for an area.
    static func amount(
        rate: Rate, basis: FeeSchedule.Basis, rounding: RoundingMode, quantity: Int32
    ) -> Money {
        // 1/10000 yuan by 0.01 m² is 1/10000 fen; by one household it is 1/100 fen.
        let product = rate.tenThousandths * Int64(quantity) * (basis == .area ? 1 : 100)
        return Money(fen: rounding.divide(product, by: 10_000))
    }

    /// - Parameter firstMonth: the first month of any schedule of the compounds billed; nil where
    ///   none has a schedule.
    /// - Throws: `BillingRefusal`.
    static func check(
        _ month: BillingMonth, on today: CivilDate, firstMonth: BillingMonth?
    ) throws(BillingRefusal) {
        let last = BillingMonth(containing: today).adding(months: mostMonthsAhead)
        guard month <= last else { throw .monthTooFarAhead(month, last: last) }
        if let firstMonth, month < firstMonth {
            throw .monthBeforeFirstSchedule(month, first: firstMonth)
        }
    }

    /// A compound that is to be billed, and how many charges that may make.
    struct Share: Sendable, Equatable {
        let scope: ScopeID
        let weight: Int
    }

    /// Cuts compounds, in their order, into batches of about `target` charges: a batch ends with
    /// the compound that reaches it. Each is one transaction.
    static func batches(_ shares: [Share], target: Int) -> [[ScopeID]] {
        var batches: [[ScopeID]] = []
        var current: [ScopeID] = []
        var weight = 0
        for share in shares {
            current.append(share.scope)
            weight += share.weight
            if weight >= target {
                batches.append(current)
                current = []
                weight = 0
            }
        }
        return current.isEmpty ? batches : batches + [current]
    }
}

/// Why a month is not billed.
public enum BillingRefusal: Refusal, Equatable {
    case monthTooFarAhead(BillingMonth, last: BillingMonth)
    case monthBeforeFirstSchedule(BillingMonth, first: BillingMonth)

    public var code: String {
        switch self {
        case .monthTooFarAhead: "monthTooFarAhead"
        case .monthBeforeFirstSchedule: "monthBeforeFirstSchedule"
        }
    }

    public var sentence: String {
        switch self {
        case .monthTooFarAhead(let month, let last):
            "账期 \(month) 太远：最多提前 \(BillingRules.mostMonthsAhead) 个月出账（至 \(last)）。"
        case .monthBeforeFirstSchedule(let month, let first):
            "账期 \(month) 早于第一个收费标准的起始月份 \(first)：当时没有收费依据，不能出账。"
        }
    }
}
