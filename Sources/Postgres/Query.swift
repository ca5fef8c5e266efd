/// One SQL statement and the values bound to it.
///
/// A string literal with interpolation binds: in `"select … where id = \(id)"` the value travels
/// beside the text as `$1`, never inside it. The one raw form is spelled `\(unescaped: …)`.
public struct Query: ExpressibleByStringInterpolation, Sendable {
    /// One bound value.
    public struct Parameter: Sendable, Equatable {
        /// The PostgreSQL type's OID.
        public let type: UInt32
        /// The value in PostgreSQL's binary form; nil is SQL null.
        public let bytes: [UInt8]?
    }

    /// Where a value lies in `bytes`. One buffer for all values spares an allocation for each.
    struct Slot: Sendable, Equatable {
        let offset: Int
        /// −1 is SQL null.
        let length: Int32
    }

    /// The statement, with `$1`, `$2` … in the place of values.
    public private(set) var text: String
    private(set) var types: [UInt32] = []
    private(set) var slots: [Slot] = []
    private(set) var bytes: [UInt8] = []

    /// A statement without values, taken as it is. Never give it anything that a user wrote.
    public init(unescaped text: String) {
        self.text = text
    }

    public init(stringLiteral value: String) {
        text = value
    }

    public init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.query
    }

    /// The bound values, in order.
    public var parameters: [Parameter] {
        zip(types, slots).map { type, slot in
            let end = slot.offset + Int(max(slot.length, 0))
            return Parameter(
                type: type, bytes: slot.length < 0 ? nil : Array(bytes[slot.offset..<end]))
        }
    }

    /// The same statement, with the same values, to be explained and not run: for who looks at
    /// plans.
    public var explained: Query {
        var query = self
        query.text = "explain " + text
        return query
    }

    private mutating func bind(_ value: some PostgresEncodable) {
        let start = bytes.count
        types.append(type(of: value).postgresType)
        if value.isPostgresNull {
            slots.append(Slot(offset: start, length: -1))
        } else {
            value.encode(into: &bytes)
            slots.append(Slot(offset: start, length: Int32(clamping: bytes.count - start)))
        }
        text += "$"
        text += String(slots.count)
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var query: Query

        public init(literalCapacity: Int, interpolationCount: Int) {
            query = Query(unescaped: "")
            query.text.reserveCapacity(literalCapacity + 3 * interpolationCount)
            query.types.reserveCapacity(interpolationCount)
            query.slots.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) {
            query.text += literal
        }

        /// Binds the value.
        public mutating func appendInterpolation(_ value: some PostgresEncodable) {
            query.bind(value)
        }

        /// Binds the value, or SQL null. (One for both would do, but that the compiler warns.)
        public mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            query.bind(value)
        }

        /// Puts the text into the statement as it is. Never give it anything that a user wrote.
        public mutating func appendInterpolation(unescaped text: String) {
            query.text += text
        }
    }
}
