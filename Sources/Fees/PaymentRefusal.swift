import Core
import Registry

/// Why what was typed or named for a payment, a refund or a waiver cannot be taken.
public enum PaymentRefusal: Refusal, Equatable {
    case amountOutOfRange
    case keyMissing
    case reasonMissing
    case textTooLong(what: String, limit: Int)
    case textUnreadable(what: String)
    case keyReused(String)
    case unknownPayment(String)
    case unknownTenure(TenureID, household: String)
    /// Approved later, it would be for somebody else or more than what was asked for.
    case changedSinceAsked

    public var code: String {
        switch self {
        case .amountOutOfRange: "amountOutOfRange"
        case .keyMissing: "keyMissing"
        case .reasonMissing: "reasonMissing"
        case .textTooLong: "textTooLong"
        case .textUnreadable: "textUnreadable"
        case .keyReused: "keyReused"
        case .unknownPayment: "unknownPayment"
        case .unknownTenure: "unknownTenure"
        case .changedSinceAsked: "changedSinceAsked"
        }
    }

    public var sentence: String {
        switch self {
        case .amountOutOfRange: "金额必须大于 0，且不超过 \(Money.largestEntry) 元。"
        case .keyMissing: "防重复的键（--key）不能为空。"
        case .reasonMissing: "必须写明原因（--reason）。"
        case .textTooLong(let what, let limit): "\(what)超过 \(limit) 个字，请缩短。"
        case .textUnreadable(let what): "\(what)含有无法显示的控制字符，请去掉后再试。"
        case .keyReused(let key):
            "防重复的键“\(key.prefix(40))”已用于另一笔内容不同的业务：若要办理新的一笔，请换一个键。"
        case .unknownPayment(let shown): "没有\(shown)：请核对小区和号码。"
        case .unknownTenure(let tenure, let household):
            "\(household) 没有编号为 \(tenure) 的缴费义务期：请用 linli household show 查看。"
        case .changedSinceAsked:
            "申请之后情况已变（例如房屋已过户、未缴金额变多，或该月又出过账）：请不予批准，由申请人重新申请。"
        }
    }
}

/// The limits of texts, as the database states them too.
enum PaymentText {
    static let longestKey = 200
    static let longestReason = 500
    static let longestNote = 500

    static func key(_ text: String) throws(PaymentRefusal) -> String {
        guard let key = try checked(text, what: "防重复的键（--key）", limit: longestKey) else {
            throw .keyMissing
        }
        return key
    }

    static func reason(_ text: String) throws(PaymentRefusal) -> String {
        guard let reason = try checked(text, what: "原因（--reason）", limit: longestReason) else {
            throw .reasonMissing
        }
        return reason
    }

    static func note(_ text: String?) throws(PaymentRefusal) -> String? {
        guard let text else { return nil }
        return try checked(text, what: "备注（--note）", limit: longestNote)
    }

    /// The text without blanks at its ends; nil where nothing is left.
    private static func checked(
        _ text: String, what: String, limit: Int
    ) throws(PaymentRefusal) -> String? {
        let text = text.trimmed
        guard !text.isEmpty else { return nil }
        // PostgreSQL counts code points, not characters as people see them.
        guard text.unicodeScalars.count <= limit else {
            throw .textTooLong(what: what, limit: limit)
        }
        let isUnreadable = text.unicodeScalars.contains { scalar in
            scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || scalar.value == 0x7F
        }
        guard !isUnreadable else { throw .textUnreadable(what: what) }
        return text
    }
}
