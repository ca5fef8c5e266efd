import Core
import Registry

/// 收据: what was paid, for what, to whom. A void receipt keeps its number.
public struct Receipt: Sendable, Equatable {
    /// One charge that the payment settled when it was taken.
    public struct Line: Sendable, Equatable {
        public let month: BillingMonth
        public let item: FeeItemCode
        /// 物业费.
        public let itemName: String
        /// The stall's code, for a stall's fee.
        public let stall: String?
        public let amount: Money
        public let payee: Payee?
    }

    /// Whose money it is: the fund and the body that receives it. Nil on a line that was taken over
    /// from the old system and whose item has no schedule here.
    public struct Payee: Sendable, Hashable {
        public let fund: Fund
        public let name: String
        public let account: String?

        /// Nil where one of the two is missing.
        init?(fund: String?, name: String?, account: String?) {
            guard let name, let fund = fund.flatMap(Fund.init(rawValue:)) else { return nil }
            self.fund = fund
            self.name = name
            self.account = account
        }
    }

    public struct Share: Sendable, Equatable {
        public let payee: Payee?
        public let amount: Money
    }

    /// 作废.
    public struct Void: Sendable, Equatable {
        public let on: CivilDate
        public let reason: String
    }

    public let number: ReceiptNumber
    public let issuedOn: CivilDate
    public let payment: PaymentID
    public let compound: String
    public let household: HouseholdCode
    /// The owners of the tenure that paid.
    public let payer: String
    public let amount: Money
    public let channel: PaymentChannel
    public let receivedOn: CivilDate
    public let note: String?
    /// Who took it.
    public let cashier: String
    public let lines: [Line]
    public let void: Void?

    /// What settled nothing yet: 预存.
    public var credit: Money { lines.reduce(amount) { $0 - $1.amount } }

    /// The amount by fund and payee, in the order of the lines.
    public var shares: [Share] {
        var order: [Payee?] = []
        var sums: [Payee?: Money] = [:]
        for line in lines {
            if sums[line.payee] == nil { order.append(line.payee) }
            sums[line.payee, default: .zero] += line.amount
        }
        return order.map { Share(payee: $0, amount: sums[$0] ?? .zero) }
    }

    /// It is no tax invoice, and says so.
    public static let disclaimer = "本收据为非税务发票，仅作收款凭证。"
}

extension Receipt.Payee: JSONConvertible {
    public var json: JSON {
        ["fund": .string(fund.rawValue), "payee": .string(name), "account": JSON(account)]
    }
}

extension Receipt: JSONConvertible {
    public var json: JSON {
        [
            "receipt": JSON(number), "issuedOn": JSON(issuedOn), "payment": JSON(payment),
            "compound": .string(compound), "household": JSON(household), "payer": .string(payer),
            "amountFen": JSON(amount), "capitals": .string(ChineseCapitals.of(amount)),
            "channel": JSON(channel), "receivedOn": JSON(receivedOn), "note": JSON(note),
            "cashier": .string(cashier),
            "lines": .array(
                lines.map { line in
                    [
                        "month": JSON(line.month), "item": JSON(line.item),
                        "name": .string(line.itemName), "stall": JSON(line.stall),
                        "amountFen": JSON(line.amount),
                    ]
                }),
            "creditFen": JSON(credit),
            "payees": .array(
                shares.map { share in
                    [
                        "fund": JSON(share.payee?.fund.rawValue), "payee": JSON(share.payee?.name),
                        "account": JSON(share.payee?.account), "amountFen": JSON(share.amount),
                    ]
                }),
            "void": void.map { ["on": JSON($0.on), "reason": .string($0.reason)] } ?? .null,
            "disclaimer": .string(Receipt.disclaimer),
        ]
    }
}
