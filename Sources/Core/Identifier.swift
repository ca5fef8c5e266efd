/// A row's number, typed by what it numbers, so that a household is never taken for a payment.
public struct Identifier<Subject>: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let number: Int64

    public init(_ number: Int64) {
        self.number = number
    }

    public var description: String { String(number) }

    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

extension Identifier: Codable {
    public init(from decoder: any Decoder) throws {
        number = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }
}

/// What a row belongs to: a compound, an organisation, or the installation itself.
public enum Scope {}
public typealias ScopeID = Identifier<Scope>

extension Identifier where Subject == Scope {
    /// The scope of what belongs to no compound: the administrative tree, organisations' list.
    public static let installation = ScopeID(1)
}
