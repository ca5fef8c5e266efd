import Core
import Registry

/// 收款日报: the money of one day at the desk, by channel and clerk. It goes by the day on which
/// something was entered, so that a day that is over never changes.
public struct CashierDay: Sendable, Equatable {
    public struct Figures: Sendable, Equatable {
        public var payments = 0
        public var received = Money.zero
        /// 冲正, of this day's payments or earlier ones.
        public var reversals = 0
        public var reversed = Money.zero
        public var refunds = 0
        public var refunded = Money.zero

        public init() {}

        /// What is more in the till than before.
        public var net: Money { received - reversed - refunded }

        static func += (sum: inout Figures, part: Figures) {
            sum.payments += part.payments
            sum.received += part.received
            sum.reversals += part.reversals
            sum.reversed += part.reversed
            sum.refunds += part.refunds
            sum.refunded += part.refunded
        }
    }

    /// One channel at one clerk.
    public struct Part: Sendable, Equatable {
        public let clerk: String
        public let channel: PaymentChannel
        public let figures: Figures
    }

    public enum Kind: String, Sendable, CaseIterable {
        case payment, reversal, refund

        public var chinese: String {
            switch self {
            case .payment: "收款"
            case .reversal: "冲正"
            case .refund: "退款"
            }
        }
    }

    /// One thing that was entered.
    public struct Entry: Sendable, Equatable {
        public let kind: Kind
        /// The payment; of a refund, the one that it draws on.
        public let payment: PaymentID
        public let receipt: ReceiptNumber?
        public let household: HouseholdCode
        public let amount: Money
        public let channel: PaymentChannel
        public let clerk: String
        /// The day on which the money came: earlier than the day where it was entered late.
        public let receivedOn: CivilDate
        /// Of a reversal or refund.
        public let reason: String?
    }

    public let compound: String
    public let day: CivilDate
    /// By clerk, then channel.
    public let parts: [Part]
    public let total: Figures
    /// Payments entered on the day though the money came earlier.
    public let late: Int
    public let lateAmount: Money
    /// First and last receipt of the day's payments; nil where there were none.
    public let receipts: ClosedRange<ReceiptNumber>?
    /// A page of what was entered, in the order in which it was.
    public let entries: [Entry]
    /// Over the whole day, whatever page is shown.
    public let entryCount: Int

    /// Sums over clerks, in the order of channels.
    public var channels: [(channel: PaymentChannel, figures: Figures)] {
        PaymentChannel.choices.compactMap { channel in
            let own = parts.filter { $0.channel == channel }
            return own.isEmpty ? nil : (channel, CashierDay.sum(own))
        }
    }

    /// Sums over channels, in the order of names.
    public var clerks: [(clerk: String, figures: Figures)] {
        Dictionary(grouping: parts, by: \.clerk).sorted { $0.key < $1.key }
            .map { ($0.key, CashierDay.sum($0.value)) }
    }

    static func sum(_ parts: [Part]) -> Figures {
        parts.reduce(into: Figures()) { $0 += $1.figures }
    }
}

extension CashierDay.Figures {
    var members: [(key: String, value: JSON)] {
        [
            ("payments", JSON(payments)), ("receivedFen", JSON(received)),
            ("reversals", JSON(reversals)), ("reversedFen", JSON(reversed)),
            ("refunds", JSON(refunds)), ("refundedFen", JSON(refunded)), ("netFen", JSON(net)),
        ]
    }
}

extension CashierDay.Entry: JSONConvertible {
    public var json: JSON {
        [
            "kind": .string(kind.rawValue), "payment": JSON(payment), "receipt": JSON(receipt),
            "household": JSON(household), "amountFen": JSON(amount), "channel": JSON(channel),
            "clerk": .string(clerk), "receivedOn": JSON(receivedOn), "reason": JSON(reason),
        ]
    }
}

extension CashierDay: JSONConvertible {
    public var json: JSON {
        .object(
            [("compound", .string(compound)), ("day", JSON(day))] + total.members + [
                (
                    "parts",
                    .array(
                        parts.map { part in
                            .object(
                                [
                                    ("clerk", .string(part.clerk)),
                                    ("channel", JSON(part.channel)),
                                ] + part.figures.members)
                        })
                ),
                ("late", JSON(late)), ("lateFen", JSON(lateAmount)),
                ("firstReceipt", JSON(receipts?.lowerBound)),
                ("lastReceipt", JSON(receipts?.upperBound)), ("entries", JSON(entries)),
                ("entryCount", JSON(entryCount)),
            ])
    }
}
