/// An amount of money in fen (分, 1/100 yuan): an integer, never a float.
public struct Money: Hashable, Comparable, Sendable {
    public let fen: Int64

    public init(fen: Int64) {
        self.fen = fen
    }

    public static let zero = Money(fen: 0)

    /// The largest amount that one entry may carry: under 10^10 yuan, so that the sum over a
    /// country's households still fits 64 bits.
    public static let largestEntry = Money(fen: 999_999_999_999)

    public static func < (left: Money, right: Money) -> Bool { left.fen < right.fen }
    public static func + (left: Money, right: Money) -> Money { Money(fen: left.fen + right.fen) }
    public static func - (left: Money, right: Money) -> Money { Money(fen: left.fen - right.fen) }
    public static prefix func - (amount: Money) -> Money { Money(fen: -amount.fen) }
    public static func += (left: inout Money, right: Money) { left = left + right }
    public static func -= (left: inout Money, right: Money) { left = left - right }
}

extension Money {
    /// Reads an amount that a person typed, in yuan with at most two decimals, such as `80.00`.
    ///
    /// - Throws: `MalformedValue` for anything but digits and one point, for zero or less, for a
    ///   third decimal, and above `largestEntry`.
    public init(entry text: String) throws(MalformedValue) {
        guard let scaled = FixedPoint.parse(text, decimals: 2) else {
            throw MalformedValue(
                code: "malformedAmount",
                sentence: "金额“\(text.prefix(40))”无法识别：请按“元”填写，最多两位小数，例如 80.00。")
        }
        guard scaled > 0 else {
            throw MalformedValue(code: "amountNotPositive", sentence: "金额必须大于 0。")
        }
        guard scaled <= Money.largestEntry.fen else {
            throw MalformedValue(
                code: "amountTooLarge",
                sentence: "金额“\(text.prefix(40))”超过单笔上限 \(Money.largestEntry) 元，请核对。")
        }
        self.init(fen: scaled)
    }
}

extension Money: CustomStringConvertible {
    /// Yuan with two decimals, without separators: `13920.00`.
    public var description: String { FixedPoint.format(fen, decimals: 2) }

    /// Yuan with two decimals and thousands commas: `13,920.00`.
    public var grouped: String {
        let plain = description
        let negative = plain.hasPrefix("-")
        let digits = plain.drop { $0 == "-" }
        let whole = Array(digits.prefix { $0 != "." })
        var out = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { out.append(",") }
            out.append(digit)
        }
        return (negative ? "-" : "") + out + digits.dropFirst(whole.count)
    }
}
