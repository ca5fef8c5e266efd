import Core
import Postgres

// How Core's values travel to and from the database: here, because Core knows no database and the
// client knows no domain.

extension Identifier: PostgresEncodable {
    public static var postgresType: UInt32 { Int64.postgresType }
    public static var postgresArrayType: UInt32 { Int64.postgresArrayType }
    public func encode(into bytes: inout [UInt8]) { number.encode(into: &bytes) }
}

extension Identifier: PostgresDecodable {
    public static func decode(_ cell: Cell) throws -> Self { Self(try Int64.decode(cell)) }
}

extension Money: PostgresEncodable {
    public static var postgresType: UInt32 { Int64.postgresType }
    public static var postgresArrayType: UInt32 { Int64.postgresArrayType }
    public func encode(into bytes: inout [UInt8]) { fen.encode(into: &bytes) }
}

extension Money: PostgresDecodable {
    public static func decode(_ cell: Cell) throws -> Self { Money(fen: try Int64.decode(cell)) }
}

extension Rate: PostgresEncodable {
    public static var postgresType: UInt32 { Int64.postgresType }
    public static var postgresArrayType: UInt32 { Int64.postgresArrayType }
    public func encode(into bytes: inout [UInt8]) { tenThousandths.encode(into: &bytes) }
}

extension Rate: PostgresDecodable {
    public static func decode(_ cell: Cell) throws -> Self {
        Rate(tenThousandths: try Int64.decode(cell))
    }
}

extension Area: PostgresEncodable {
    public static var postgresType: UInt32 { Int32.postgresType }
    public static var postgresArrayType: UInt32 { Int32.postgresArrayType }
    public func encode(into bytes: inout [UInt8]) { hundredths.encode(into: &bytes) }
}

extension Area: PostgresDecodable {
    public static func decode(_ cell: Cell) throws -> Self {
        Area(hundredths: try Int32.decode(cell))
    }
}

extension CivilDate: PostgresEncodable {
    public static var postgresType: UInt32 { PostgresDate.postgresType }
    public static var postgresArrayType: UInt32 { PostgresDate.postgresArrayType }
    public func encode(into bytes: inout [UInt8]) {
        PostgresDate(daysSinceEpoch: daysSinceEpoch).encode(into: &bytes)
    }
}

extension CivilDate: PostgresDecodable {
    public static func decode(_ cell: Cell) throws -> Self {
        CivilDate(daysSinceEpoch: try PostgresDate.decode(cell).daysSinceEpoch)
    }
}

/// A month is stored as its first day.
extension BillingMonth: PostgresEncodable {
    public static var postgresType: UInt32 { PostgresDate.postgresType }
    public static var postgresArrayType: UInt32 { PostgresDate.postgresArrayType }
    public func encode(into bytes: inout [UInt8]) { firstDay.encode(into: &bytes) }
}

extension BillingMonth: PostgresDecodable {
    public static func decode(_ cell: Cell) throws -> Self {
        BillingMonth(containing: try CivilDate.decode(cell))
    }
}

extension Timestamp: PostgresEncodable {
    public static var postgresType: UInt32 { PostgresTimestamp.postgresType }
    public static var postgresArrayType: UInt32 { PostgresTimestamp.postgresArrayType }
    public func encode(into bytes: inout [UInt8]) {
        PostgresTimestamp(microseconds: microseconds).encode(into: &bytes)
    }
}

extension Timestamp: PostgresDecodable {
    public static func decode(_ cell: Cell) throws -> Self {
        Timestamp(microseconds: try PostgresTimestamp.decode(cell).microseconds)
    }
}
