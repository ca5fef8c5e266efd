import Core
import Registry

/// 缴费通知单: what one tenure is asked for one month, as it is printed.
public struct BillSheet: Sendable, Equatable {
    public struct Line: Sendable, Equatable {
        public let origin: FeeOrigin
        /// The stall's code, for a stall's fee.
        public let stall: String?
        /// 1 for a household or stall, 0.01 m² for an area.
        public let quantity: Int32
        public let amount: Money
        public let settled: Money
        public let waived: Money
        public let dueOn: CivilDate

        public var open: Money { amount - settled - waived }
    }

    /// What is open of earlier months.
    public struct Arrears: Sendable, Equatable {
        public let open: Money
        public let months: Int
        public let oldest: BillingMonth
    }

    public let household: HouseholdCode
    public let tenure: TenureID
    /// The names of its owners.
    public let obligor: String
    /// Of the month, in the order of their items.
    public let lines: [Line]
    /// Nil where nothing is.
    public let arrears: Arrears?
    /// Paid and not allocated: comes off by itself when the next month is billed.
    public let credit: Money

    public var amount: Money { lines.reduce(.zero) { $0 + $1.amount } }
    /// Settled and waived of the month.
    public var done: Money { lines.reduce(.zero) { $0 + $1.settled + $1.waived } }
    /// What is to be paid now.
    public var due: Money { amount - done + (arrears?.open ?? .zero) }
    /// The first day by which something of the month is due.
    public var dueOn: CivilDate? { lines.filter { $0.open > .zero }.map(\.dueOn).min() }
}

/// The bills of a building, or of a whole compound, for one month.
public struct BillSheets: Sendable, Equatable {
    public let compound: String
    public let month: BillingMonth
    /// In the order of their addresses.
    public let sheets: [BillSheet]
    /// What the lines rest on.
    public let terms: [FeeOrigin: FeeTerms]
    /// Every building that has a bill of this month, whichever was asked for.
    public let buildings: [String]
}
