import Core
import Registry

/// What a billing run charged, or would charge: the same figures from the same query.
public struct BillingOutcome: Sendable, Equatable {
    public let month: BillingMonth
    public internal(set) var charges = 0
    public internal(set) var total = Money.zero
    /// Charges of that month that stood before.
    public internal(set) var alreadyBilled = 0
    /// Compounds with a schedule in force in that month.
    public internal(set) var compounds = 0
    /// Names of compounds without one: nothing can be charged there.
    public internal(set) var withoutSchedule: [String] = []
    /// What was not charged and why; at most `mostListed` of `skippedCount`.
    public internal(set) var skipped: [Skipped] = []
    public internal(set) var skippedCount = 0

    /// More than anybody reads at once; all of them stand in `fees.skipped`, and each compound's
    /// own run lists its own.
    public static let mostListed = 10_000

    init(month: BillingMonth) {
        self.month = month
    }

    /// Why a household or stall was not charged.
    public enum SkipReason: String, Sendable, CaseIterable {
        case noTenure, noArea, notLeased, roundsToNothing

        public var chinese: String {
            switch self {
            case .noTenure: "没有缴费义务人"
            case .noArea: "没有登记建筑面积"
            case .notLeased: "未出租"
            case .roundsToNothing: "金额不足一分"
            }
        }
    }

    public struct Skipped: Sendable, Equatable {
        public let compound: String
        /// Nil for a stall.
        public let household: HouseholdCode?
        /// The stall's code; nil for a household.
        public let stall: String?
        public let item: FeeItemCode
        public let reason: SkipReason
    }
}

extension BillingOutcome: JSONConvertible {
    public var json: JSON {
        [
            "month": JSON(month), "charges": JSON(charges), "totalFen": JSON(total),
            "skipped": .array(
                skipped.map { skipped in
                    [
                        "household": JSON(skipped.household), "item": JSON(skipped.item),
                        "reason": .string(skipped.reason.rawValue), "stall": JSON(skipped.stall),
                        "compound": .string(skipped.compound),
                    ]
                }),
            "skippedCount": JSON(skippedCount), "alreadyBilled": JSON(alreadyBilled),
            "compounds": JSON(compounds),
            "withoutSchedule": .array(withoutSchedule.map(JSON.string)),
        ]
    }
}
