import Core
import Registry

public enum DisputeTag {}
public typealias DisputeID = Identifier<DisputeTag>

/// 异议: what a household finds wrong about one charge, and what it was answered.
public struct Dispute: Sendable, Equatable {
    public enum Channel: String, Sendable, CaseIterable {
        /// The household itself, through its link.
        case link
        /// Written down for the household by somebody else.
        case desk

        public var chinese: String {
            switch self {
            case .link: "住户提出"
            case .desk: "代为登记"
            }
        }
    }

    public enum Outcome: String, Sendable, CaseIterable {
        /// The charge is wrong; a waiver or a withdrawal puts it right.
        case upheld
        /// The charge is right.
        case declined
        /// There was a question and no error.
        case explained

        public var chinese: String {
            switch self {
            case .upheld: "异议成立"
            case .declined: "异议不成立"
            case .explained: "已作说明"
            }
        }
    }

    /// The charge as it stands now.
    public struct Charge: Sendable, Equatable {
        public let household: HouseholdCode
        /// The names of the owners who are asked.
        public let obligor: String
        public let month: BillingMonth
        public let item: FeeItemCode
        /// 物业费.
        public let itemName: String
        /// The stall's code, for a stall's fee.
        public let stall: String?
        public let amount: Money
        public let settled: Money
        public let waived: Money
        public let isWithdrawn: Bool
    }

    public struct Answer: Sendable, Equatable {
        public let outcome: Outcome
        public let words: String
        public let answeredOn: CivilDate
        /// The body that answered; nil for an answer given at the machine itself.
        public let answeredBy: String?
    }

    /// How the charge was put right.
    public struct Correction: Sendable, Equatable {
        public let reference: CorrectionReference
        public let amount: Money
        public let day: CivilDate
    }

    public let id: DisputeID
    public let tenure: TenureID
    public let charge: Charge
    public let words: String
    public let raisedOn: CivilDate
    public let channel: Channel
    public let answer: Answer?
    public let corrections: [Correction]

    public static let longestWords = 500
    public static let longestAnswer = 1000
}

/// A waiver of the charge, or the run that withdrew its month.
public enum CorrectionReference: Hashable, Sendable {
    case waiver(WaiverID)
    case withdrawal(RunID)

    var waiver: WaiverID? {
        if case .waiver(let id) = self { id } else { nil }
    }

    var run: RunID? {
        if case .withdrawal(let id) = self { id } else { nil }
    }

    public var chinese: String {
        switch self {
        case .waiver(let id): "减免（编号 \(id)）"
        case .withdrawal(let id): "撤回当月账单（批次 \(id)）"
        }
    }
}

extension CorrectionReference: JSONConvertible {
    public var json: JSON {
        switch self {
        case .waiver(let id): ["waiver": JSON(id)]
        case .withdrawal(let id): ["withdrawal": JSON(id)]
        }
    }
}

extension Dispute.Charge {
    var members: [(key: String, value: JSON)] {
        [
            ("household", JSON(household)), ("obligor", .string(obligor)), ("month", JSON(month)),
            ("item", JSON(item)), ("name", .string(itemName)), ("stall", JSON(stall)),
            ("amountFen", JSON(amount)), ("settledFen", JSON(settled)),
            ("waivedFen", JSON(waived)), ("withdrawn", .bool(isWithdrawn)),
        ]
    }
}

extension Dispute.Answer: JSONConvertible {
    public var json: JSON {
        [
            "outcome": .string(outcome.rawValue), "words": .string(words),
            "answeredOn": JSON(answeredOn), "answeredBy": JSON(answeredBy),
        ]
    }
}

extension Dispute.Correction: JSONConvertible {
    public var json: JSON {
        [
            "waiver": JSON(reference.waiver), "withdrawal": JSON(reference.run),
            "amountFen": JSON(amount), "on": JSON(day),
        ]
    }
}

extension Dispute: JSONConvertible {
    public var json: JSON {
        .object(
            [("id", JSON(id)), ("tenure", JSON(tenure))] + charge.members + [
                ("words", .string(words)), ("raisedOn", JSON(raisedOn)),
                ("through", .string(channel.rawValue)), ("answer", JSON(answer)),
                ("corrections", JSON(corrections)),
            ])
    }
}
