/// A calendar day, as PostgreSQL's `date`.
public struct PostgresDate: Sendable, Hashable, Comparable {
    /// Days since 1970-01-01; negative before it.
    public var daysSinceEpoch: Int32

    public init(daysSinceEpoch: Int32) {
        self.daysSinceEpoch = daysSinceEpoch
    }

    public static let infinity = PostgresDate(daysSinceEpoch: .max)
    public static let minusInfinity = PostgresDate(daysSinceEpoch: .min)

    public static func < (left: PostgresDate, right: PostgresDate) -> Bool {
        left.daysSinceEpoch < right.daysSinceEpoch
    }

    /// PostgreSQL counts from 2000-01-01.
    static let daysTo2000: Int32 = 10_957
}

/// A moment, as PostgreSQL's `timestamptz`.
public struct PostgresTimestamp: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01 00:00 UTC; negative before it.
    public var microseconds: Int64

    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    public static let infinity = PostgresTimestamp(microseconds: .max)
    public static let minusInfinity = PostgresTimestamp(microseconds: .min)

    public static func < (left: PostgresTimestamp, right: PostgresTimestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    /// PostgreSQL counts from 2000-01-01 00:00 UTC.
    static let microsecondsTo2000: Int64 = 946_684_800_000_000
}

extension PostgresDate: PostgresEncodable, PostgresDecodable {
    public static var postgresType: UInt32 { TypeOID.date }
    public static var postgresArrayType: UInt32 { TypeOID.dateArray }

    public func encode(into bytes: inout [UInt8]) {
        append(rebase(daysSinceEpoch, by: -Self.daysTo2000), to: &bytes)
    }

    public static func decode(_ cell: Cell) throws -> PostgresDate {
        guard cell.type == TypeOID.date else { throw DecodingMismatch.type(cell, Self.self) }
        return PostgresDate(
            daysSinceEpoch: rebase(try cell.integer(Int32.self), by: daysTo2000))
    }
}

extension PostgresTimestamp: PostgresEncodable, PostgresDecodable {
    public static var postgresType: UInt32 { TypeOID.timestamptz }
    public static var postgresArrayType: UInt32 { TypeOID.timestamptzArray }

    public func encode(into bytes: inout [UInt8]) {
        append(rebase(microseconds, by: -Self.microsecondsTo2000), to: &bytes)
    }

    public static func decode(_ cell: Cell) throws -> PostgresTimestamp {
        guard cell.type == TypeOID.timestamptz else {
            throw DecodingMismatch.type(cell, Self.self)
        }
        return PostgresTimestamp(
            microseconds: rebase(try cell.integer(Int64.self), by: microsecondsTo2000))
    }
}

/// Moves a count to another epoch. The extremes stand for ±infinity and stay; what would leave the
/// range stops just inside it, which is beyond what the server accepts, so that it refuses.
private func rebase<Value: FixedWidthInteger>(_ value: Value, by distance: Value) -> Value {
    if value == .max || value == .min { return value }
    let (moved, overflow) = value.addingReportingOverflow(distance)
    let bound: Value = distance < 0 ? .min + 1 : .max - 1
    return overflow ? bound : min(max(moved, .min + 1), .max - 1)
}
