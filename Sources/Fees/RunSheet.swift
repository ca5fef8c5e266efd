import Core
import Registry

/// A billing run or a withdrawal, as lists show it.
public struct RunSummary: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        case billing, withdrawal

        public var chinese: String {
            switch self {
            case .billing: "出账"
            case .withdrawal: "撤回"
            }
        }
    }

    public let id: RunID
    public let kind: Kind
    public let month: BillingMonth
    public let day: CivilDate
    public let charges: Int
    public let total: Money
    /// Households and stalls that were not billed.
    public let skipped: Int
    /// Of a withdrawal.
    public let reason: String?
    /// Who did it.
    public let actor: String
}

/// One run with what it did, and a page of what it skipped.
public struct RunSheet: Sendable, Equatable {
    /// The charges of one item.
    public struct Part: Sendable, Equatable {
        public let item: FeeItemCode
        public let name: String
        public let charges: Int
        public let total: Money
        /// How many of them a later withdrawal took back.
        public let withdrawn: Int
    }

    public struct Skipped: Sendable, Equatable {
        /// Nil for a stall.
        public let household: HouseholdCode?
        /// The stall's code; nil for a household.
        public let stall: String?
        public let item: FeeItemCode
        public let name: String
        public let reason: BillingOutcome.SkipReason
    }

    public let compound: String
    public let run: RunSummary
    public let parts: [Part]
    /// By reason, over the whole run.
    public let reasons: [(reason: BillingOutcome.SkipReason, count: Int)]
    public let skipped: [Skipped]

    public static func == (left: RunSheet, right: RunSheet) -> Bool {
        left.compound == right.compound && left.run == right.run && left.parts == right.parts
            && left.skipped == right.skipped
            && left.reasons.elementsEqual(right.reasons, by: ==)
    }
}

extension RunSummary {
    var members: [(key: String, value: JSON)] {
        [
            ("id", JSON(id)), ("kind", .string(kind.rawValue)), ("month", JSON(month)),
            ("on", JSON(day)), ("charges", JSON(charges)), ("totalFen", JSON(total)),
            ("skippedCount", JSON(skipped)), ("reason", JSON(reason)), ("by", .string(actor)),
        ]
    }
}

extension RunSummary: JSONConvertible {
    public var json: JSON { .object(members) }
}

extension RunSheet.Part: JSONConvertible {
    public var json: JSON {
        [
            "item": JSON(item), "name": .string(name), "charges": JSON(charges),
            "totalFen": JSON(total), "withdrawn": JSON(withdrawn),
        ]
    }
}

extension RunSheet.Skipped: JSONConvertible {
    public var json: JSON {
        [
            "household": JSON(household), "stall": JSON(stall), "item": JSON(item),
            "reason": .string(reason.rawValue),
        ]
    }
}

extension RunSheet: JSONConvertible {
    public var json: JSON {
        .object(
            [("compound", .string(compound))] + run.members + [
                ("items", JSON(parts)), ("skipped", JSON(skipped)),
            ])
    }
}
