/// A rate in 1/10000 yuan per unit and month: 50 yuan is 500 000; 1.2345 yuan a m² is 12 345.
public struct Rate: Hashable, Sendable, CustomStringConvertible {
    public let tenThousandths: Int64

    /// One million yuan per unit and month.
    public static let largest = Rate(tenThousandths: 10_000_000_000)

    public init(tenThousandths: Int64) {
        self.tenThousandths = tenThousandths
    }

    /// Reads a rate that a person typed, in yuan with at most four decimals.
    ///
    /// - Throws: `MalformedValue` for anything else, for zero, and above `largest`.
    public init(entry text: String) throws(MalformedValue) {
        guard let scaled = FixedPoint.parse(text, decimals: 4), scaled > 0 else {
            throw MalformedValue(
                code: "malformedRate",
                sentence: "单价“\(text.prefix(40))”无法识别：请按“元”填写大于 0 的数，最多四位小数，例如 50.00。")
        }
        guard scaled <= Rate.largest.tenThousandths else {
            throw MalformedValue(
                code: "rateTooLarge",
                sentence: "单价“\(text.prefix(40))”超过上限 \(Rate.largest) 元，请核对。")
        }
        self.init(tenThousandths: scaled)
    }

    /// Yuan with two decimals, or four where the third or fourth is not zero.
    public var description: String {
        tenThousandths.isMultiple(of: 100)
            ? FixedPoint.format(tenThousandths / 100, decimals: 2)
            : FixedPoint.format(tenThousandths, decimals: 4)
    }
}

/// The one rounding of a charge, to whole fen.
public enum RoundingMode: String, Sendable, CaseIterable, Codable {
    case halfUp, halfEven, down, up

    /// `numerator / denominator` rounded to an integer; both not negative, denominator above 0.
    public func divide(_ numerator: Int64, by denominator: Int64) -> Int64 {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        let roundsUp: Bool
        switch self {
        case .down: roundsUp = false
        case .up: roundsUp = remainder > 0
        case .halfUp: roundsUp = remainder >= denominator - remainder
        case .halfEven:
            let rest = denominator - remainder
            roundsUp = remainder > rest || (remainder == rest && !quotient.isMultiple(of: 2))
        }
        return roundsUp ? quotient + 1 : quotient
    }
}
