/// Decimal numbers as scaled integers: read and written without a float in between.
public enum FixedPoint {
    /// Reads `digits[.digits]` scaled by 10^decimals; nil for signs, blanks, exponents, more
    /// decimals than asked (even zeros), or more than 18 digits in all.
    public static func parse(_ text: some StringProtocol, decimals: Int) -> Int64? {
        var value: Int64 = 0
        var digits = 0
        var fraction: Int?
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                if let seen = fraction { fraction = seen + 1 }
                guard digits <= 18, (fraction ?? 0) <= decimals else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "."):
                guard fraction == nil, digits > 0 else { return nil }
                fraction = 0
            default:
                return nil
            }
        }
        guard digits > 0, fraction != 0 else { return nil }
        for _ in (fraction ?? 0)..<decimals {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            value = product
        }
        return value
    }

    /// Writes a scaled integer with exactly `decimals` decimals.
    public static func format(_ scaled: Int64, decimals: Int) -> String {
        guard decimals > 0 else { return String(scaled) }
        var digits = String(scaled.magnitude)
        if digits.utf8.count <= decimals {
            digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
        }
        return (scaled < 0 ? "-" : "") + digits.dropLast(decimals) + "." + digits.suffix(decimals)
    }
}
