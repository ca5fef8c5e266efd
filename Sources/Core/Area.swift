/// An exclusive area in 0.01 m²: an integer, never a float.
public struct Area: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let hundredths: Int32

    /// One million m²: more than any household; a larger figure is a slip of the pen.
    public static let largest = Area(hundredths: 100_000_000)

    public init(hundredths: Int32) {
        self.hundredths = hundredths
    }

    /// Reads m² with at most two decimals, such as `58.36`; nil for anything else, for zero, and
    /// above `largest`.
    public init?(_ text: some StringProtocol) {
        guard let scaled = FixedPoint.parse(text, decimals: 2), scaled > 0,
            scaled <= Int64(Area.largest.hundredths)
        else { return nil }
        self.init(hundredths: Int32(scaled))
    }

    public var description: String { FixedPoint.format(Int64(hundredths), decimals: 2) }

    public static func < (left: Area, right: Area) -> Bool { left.hundredths < right.hundredths }
}
