import Postgres

extension FeeItemCode: PostgresEncodable {
    public static var postgresType: UInt32 { String.postgresType }
    public static var postgresArrayType: UInt32 { String.postgresArrayType }
    public func encode(into bytes: inout [UInt8]) { text.encode(into: &bytes) }
}

extension FeeItemCode: PostgresDecodable {
    /// The database's `item_code` already holds what comes out of it.
    public static func decode(_ cell: Cell) throws -> Self {
        FeeItemCode(known: try String.decode(cell))
    }
}
