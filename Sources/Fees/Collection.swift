import Core
import Registry

/// 收缴率: how much of what was charged for a period of months has been settled, as of a day.
public struct CollectionReport: Sendable, Equatable {
    public struct Sum: Sendable, Equatable {
        /// Charged and not withdrawn.
        public let charged: Money
        public let waived: Money
        public let settled: Money
        /// Households of which something is asked: charged less waived is above zero.
        public let households: Int
        /// Those of them that owe nothing of it any more.
        public let householdsPaid: Int

        public init(
            charged: Money, waived: Money, settled: Money, households: Int, householdsPaid: Int
        ) {
            self.charged = charged
            self.waived = waived
            self.settled = settled
            self.households = households
            self.householdsPaid = householdsPaid
        }

        /// 收缴率: settled ÷ (charged − waived); nil where nothing was asked.
        public var rate: String? {
            CollectionRules.fraction(settled.fen, of: (charged - waived).fen)
        }

        /// 户收缴率: households fully paid ÷ households charged.
        public var householdRate: String? {
            CollectionRules.fraction(Int64(householdsPaid), of: Int64(households))
        }
    }

    /// 往年清欠: what was owed for the years before that of the period.
    public struct Earlier: Sendable, Equatable {
        /// Owed at the start of the period's year, or taken over since.
        public let owed: Money
        /// Waived of it since.
        public let waived: Money
        /// Settled of it since.
        public let settled: Money

        /// 清欠率.
        public var rate: String? {
            CollectionRules.fraction(settled.fen, of: (owed - waived).fen)
        }
    }

    /// The sum over one item or one building.
    public struct Part: Sendable, Equatable {
        public let code: String
        public let name: String
        public let sum: Sum
    }

    public let compound: String
    /// First and last month charged for.
    public let from: BillingMonth
    public let until: BillingMonth
    public let asOf: CivilDate
    /// Billed here. A debt taken over is what was left of a month that another system billed: put in
    /// with the rest it would falsify the rate, so that it stands apart.
    public let total: Sum
    public let takenOver: Sum
    /// The total by item, and by building.
    public let items: [Part]
    public let buildings: [Part]
    public let earlier: Earlier
    /// What moved on the days of the period, whatever month it was for.
    public let account: Account
}

enum CollectionRules {
    /// An exact fraction as a decimal of four places, the fifth rounded half up.
    ///
    /// - Returns: nil where the whole is not above zero: a rate of nothing is no rate.
    static func fraction(_ part: Int64, of whole: Int64) -> String? {
        guard whole > 0, part >= 0 else { return nil }
        let (product, overflow) = part.multipliedReportingOverflow(by: 10_000)
        guard !overflow else { return nil }
        return FixedPoint.format(RoundingMode.halfUp.divide(product, by: whole), decimals: 4)
    }
}

extension CollectionReport.Sum {
    var members: [(key: String, value: JSON)] {
        [
            ("chargedFen", JSON(charged)), ("waivedFen", JSON(waived)),
            ("settledFen", JSON(settled)), ("rate", JSON(rate)),
            ("households", JSON(households)), ("householdsPaid", JSON(householdsPaid)),
            ("householdRate", JSON(householdRate)),
        ]
    }
}

extension CollectionReport.Part {
    static func json(of parts: [Self], keyed key: String) -> JSON {
        .array(
            parts.map { part in
                .object(
                    [(key, .string(part.code)), ("name", .string(part.name))] + part.sum.members)
            })
    }
}

extension CollectionReport.Earlier: JSONConvertible {
    public var json: JSON {
        [
            "owedFen": JSON(owed), "waivedFen": JSON(waived), "settledFen": JSON(settled),
            "rate": JSON(rate),
        ]
    }
}

extension CollectionReport: JSONConvertible {
    public var json: JSON {
        let month = from == until ? "\(from)" : "\(from)..\(until)"
        return .object(
            [("month", .string(month)), ("asOf", JSON(asOf))] + total.members + [
                ("compound", .string(compound)), ("from", JSON(from)), ("until", JSON(until)),
                ("items", Part.json(of: items, keyed: "item")),
                ("buildings", Part.json(of: buildings, keyed: "building")),
                ("takenOver", .object(takenOver.members)), ("earlierYears", JSON(earlier)),
                ("account", .object(account.members)),
            ])
    }
}
