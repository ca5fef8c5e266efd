import Core
import Registry

/// How money came in or went out.
public enum PaymentChannel: String, Sendable, CaseIterable {
    case cash, wechat, alipay, bankTransfer, pos
    /// A credit taken over from the old system: no money moved, so there is no receipt.
    case carriedOver

    /// The channels that a person may choose.
    public static let choices: [PaymentChannel] = [.cash, .wechat, .alipay, .bankTransfer, .pos]

    /// The word for commands and JSON.
    public var word: String {
        switch self {
        case .cash: "cash"
        case .wechat: "wechat"
        case .alipay: "alipay"
        case .bankTransfer: "bank-transfer"
        case .pos: "pos"
        case .carriedOver: "carried-over"
        }
    }

    public var chinese: String {
        switch self {
        case .cash: "现金"
        case .wechat: "微信支付"
        case .alipay: "支付宝"
        case .bankTransfer: "银行转账"
        case .pos: "刷卡"
        case .carriedOver: "原系统结转"
        }
    }

    /// Reads one of the words that a person may choose.
    ///
    /// - Throws: `MalformedValue` listing the words.
    public init(entry text: String) throws(MalformedValue) {
        guard let channel = PaymentChannel.choices.first(where: { $0.word == text }) else {
            let words = PaymentChannel.choices.map { "\($0.word)（\($0.chinese)）" }
            throw MalformedValue(
                code: "malformedChannel",
                sentence: "收款方式“\(text.prefix(40))”无法识别：请填 \(words.joined(separator: "、"))。")
        }
        self = channel
    }
}

extension PaymentChannel: JSONConvertible {
    public var json: JSON { .string(word) }
}

/// The number on a receipt: `2026-000123`. Without a gap per compound and year of the receipt's
/// day; a reversed payment keeps its number.
public struct ReceiptNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let year: Int16
    public let number: Int32

    public init(year: Int16, number: Int32) {
        self.year = year
        self.number = number
    }

    /// Reads `2026-000123`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4,
            (6...9).contains(parts[1].utf8.count),
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let year = Int16(parts[0]), let number = Int32(parts[1]), number > 0
        else { return nil }
        self.init(year: year, number: number)
    }

    public var description: String {
        let digits = String(number)
        return "\(year)-" + String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
    }

    public static func < (left: ReceiptNumber, right: ReceiptNumber) -> Bool {
        (left.year, left.number) < (right.year, right.number)
    }
}

extension ReceiptNumber: JSONConvertible {
    public var json: JSON { .string(description) }
}

/// How a person names a payment: by its number or by its receipt.
public enum PaymentReference: Sendable, Equatable {
    case payment(PaymentID)
    case receipt(ReceiptNumber)

    /// Reads `2026-000123` or a payment's bare number.
    ///
    /// - Throws: `MalformedValue`.
    public init(entry text: String) throws(MalformedValue) {
        if let receipt = ReceiptNumber(text) {
            self = .receipt(receipt)
        } else if let number = Int64(text), number > 0, text.utf8.first != UInt8(ascii: "+") {
            self = .payment(PaymentID(number))
        } else {
            throw MalformedValue(
                code: "malformedPayment",
                sentence: "“\(text.prefix(40))”无法识别：请填收据号（如 2026-000123）或缴费编号。")
        }
    }

    var shown: String {
        switch self {
        case .payment(let id): "编号为 \(id) 的缴费"
        case .receipt(let number): "收据号为 \(number) 的缴费"
        }
    }
}

/// Who pays or is paid: a household's tenure in force, or an earlier one that is named.
public struct Payer: Sendable, Equatable {
    public let household: HouseholdCode
    /// Nil: the tenure in force on the day, else the one about to begin.
    public let tenure: TenureID?

    public init(household: HouseholdCode, tenure: TenureID? = nil) {
        self.household = household
        self.tenure = tenure
    }
}

/// A charge in force that is neither settled nor waived in full.
struct OpenCharge: Sendable, Equatable {
    let key: ChargeKey
    /// Amount less settled less waived: above zero.
    let open: Money
    let chargedOn: CivilDate
    /// The last day on which money was taken back from it; nil where that never happened.
    let takenBackOn: CivilDate?
}

/// What part of a payment settles which charge, and from which day on.
struct AllocationShare: Sendable, Equatable {
    let key: ChargeKey
    let amount: Money
    let appliedOn: CivilDate
}

/// One line of what a payment settled, as papers and JSON name it.
public struct SettledLine: Sendable, Equatable {
    public let month: BillingMonth
    public let item: FeeItemCode
    public let amount: Money

    public init(month: BillingMonth, item: FeeItemCode, amount: Money) {
        self.month = month
        self.item = item
        self.amount = amount
    }
}

extension SettledLine: JSONConvertible {
    public var json: JSON {
        ["month": JSON(month), "item": JSON(item), "amountFen": JSON(amount)]
    }
}
