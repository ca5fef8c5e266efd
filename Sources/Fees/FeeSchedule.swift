import Core
import Registry
import Resolutions
import Secrets

/// 收费标准: one version of what is charged, from which month, on whose decision. Never edited,
/// only closed by the version after it or
/// ended without one.
public struct FeeSchedule: Sendable, Equatable {
    /// What a rate is multiplied with.
    public enum Basis: String, Sendable, CaseIterable {
        /// 按户.
        case household
        /// 按车位, asked of the tenure that leases it.
        case stall
        /// 按建筑面积, per m².
        case area

        public var chinese: String {
            switch self {
            case .household: "按户"
            case .stall: "按车位"
            case .area: "按建筑面积（每平方米）"
            }
        }
    }

    public struct Payee: Sendable, Equatable {
        public let name: String
        public let account: String?

        public init(name: String, account: String? = nil) {
            self.name = name
            self.account = account
        }
    }

    /// All that was decided: two schedules with the same terms are the same schedule.
    public struct Terms: Sendable, Equatable {
        public let item: FeeItemCode
        public let rate: Rate
        public let basis: Basis
        public let rounding: RoundingMode
        public let kinds: HouseholdKinds
        public let from: BillingMonth
        /// The last month as it was declared; nil where it was left open.
        public let until: BillingMonth?
        /// The day of the month by which a charge is due, 1 to 28.
        public let dueDay: Int16
        public let fund: Fund
        public let payee: Payee
        public let resolution: ResolutionID
    }

    public let id: ScheduleID
    public let terms: Terms
    /// The last month in force: the declared one, or earlier where a later version closed it.
    public let until: BillingMonth?

    /// Replaced or given up before anything was billed under it: it ends before its first month.
    public var wasNeverInForce: Bool { until.map { $0 < terms.from } ?? false }

    /// Whether a charge for that month may stand under it.
    public func isInForce(in month: BillingMonth) -> Bool {
        terms.from <= month && month <= (until ?? month)
    }

    /// The amount of one month: one rounding, as `fees.amount` does it in the database.
    ///
    /// - Parameter quantity: 1 for a household or stall, 0.01 m² for an area.
    public func amount(for quantity: Int32) -> Money {
        BillingRules.amount(
            rate: terms.rate, basis: terms.basis, rounding: terms.rounding, quantity: quantity)
    }
}

/// Which kinds of household a schedule is for. In the database they stand side by side in this
/// order as a range, so that two schedules can be kept from overlapping.
public struct HouseholdKinds: Hashable, Sendable {
    /// 1 dwelling, 2 shop, 3 garage, 4 storage.
    let range: ClosedRange<Int32>

    static let order: [HouseholdKind] = [.dwelling, .shop, .garage, .storage]

    public static let all = HouseholdKinds(range: 1...4)

    init(range: ClosedRange<Int32>) {
        self.range = range
    }

    /// Nil where the kinds are none, or do not stand side by side in the order above.
    public init?(_ kinds: some Collection<HouseholdKind>) {
        let places = Set(kinds).compactMap { HouseholdKinds.order.firstIndex(of: $0) }.sorted()
        guard let first = places.first, let last = places.last, last - first == places.count - 1
        else { return nil }
        self.init(range: Int32(first) + 1...Int32(last) + 1)
    }

    public var kinds: [HouseholdKind] {
        range.compactMap { place in
            HouseholdKinds.order.indices.contains(Int(place) - 1)
                ? HouseholdKinds.order[Int(place) - 1] : nil
        }
    }

    public var chinese: String { kinds.map(\.chinese).joined(separator: "、") }

    func overlaps(_ other: HouseholdKinds) -> Bool { range.overlaps(other.range) }

    func contains(_ other: HouseholdKinds) -> Bool {
        range.lowerBound <= other.range.lowerBound && other.range.upperBound <= range.upperBound
    }
}

/// A schedule with what it stands on, for lists, pages and papers.
public struct ListedSchedule: Sendable, Equatable {
    public let schedule: FeeSchedule
    public let item: FeeItem
    public let basis: Resolution
}

extension ListedSchedule: JSONConvertible {
    public var json: JSON {
        let terms = schedule.terms
        return [
            "id": JSON(schedule.id), "item": JSON(item.code), "name": .string(item.name),
            "rate": .string(terms.rate.description), "per": .string(terms.basis.rawValue),
            "rounding": .string(terms.rounding.rawValue),
            "kinds": .array(terms.kinds.kinds.map { .string($0.rawValue) }),
            "from": JSON(terms.from), "until": JSON(schedule.until),
            "dueDay": JSON(terms.dueDay), "fund": .string(terms.fund.rawValue),
            "payee": .string(terms.payee.name), "account": JSON(terms.payee.account),
            "resolution": JSON(terms.resolution),
            "basis": [
                "kind": .string(basis.kind.rawValue), "body": .string(basis.body.rawValue),
                "title": .string(basis.title), "adoptedOn": JSON(basis.adoptedOn),
                "digest": .string(Hex.encode(basis.digest)),
            ],
        ]
    }
}
