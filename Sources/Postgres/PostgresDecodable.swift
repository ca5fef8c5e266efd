/// One value of a row, in PostgreSQL's binary form. Valid only while it is being decoded.
public struct Cell {
    /// The value; nil is SQL null.
    public let bytes: UnsafeRawBufferPointer?
    /// The OID of its type.
    public let type: UInt32

    public init(bytes: UnsafeRawBufferPointer?, type: UInt32) {
        self.bytes = bytes
        self.type = type
    }
}

/// A value that can be read from a column.
public protocol PostgresDecodable: Sendable {
    /// Throws `DecodingMismatch` when the cell is null, or of a type that does not fit.
    static func decode(_ cell: Cell) throws -> Self
    /// Reads an array of such values. Bytes come from one `bytea` instead.
    static func decodeArray(_ cell: Cell) throws -> [Self]
}

/// Why a cell does not fit the Swift type asked for. Rows turn it into a `PostgresError` that also
/// names the column and the statement.
public struct DecodingMismatch: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }

    @usableFromInline
    static func type(_ cell: Cell, _ wanted: Any.Type) -> DecodingMismatch {
        if cell.bytes == nil { return DecodingMismatch("null cannot be read as \(wanted)") }
        if cell.type == TypeOID.numeric {
            return DecodingMismatch("numeric is not supported: cast it to bigint or text in SQL")
        }
        return DecodingMismatch("a value of type OID \(cell.type) cannot be read as \(wanted)")
    }
}

extension Cell {
    /// The bytes when the cell is not null and of exactly this type and width.
    @inlinable
    func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws -> Value {
        guard let bytes, bytes.count == MemoryLayout<Value>.size else {
            throw DecodingMismatch.type(self, type)
        }
        return Value(bigEndian: bytes.loadUnaligned(as: Value.self))
    }

    /// Any of int2, int4 and int8, widened.
    @inlinable
    func anyInteger(_ wanted: Any.Type) throws -> Int64 {
        switch type {
        case TypeOID.int8: try integer(Int64.self)
        case TypeOID.int4: Int64(try integer(Int32.self))
        case TypeOID.int2: Int64(try integer(Int16.self))
        default: throw DecodingMismatch.type(self, wanted)
        }
    }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    @inlinable
    public static func decode(_ cell: Cell) throws -> Self {
        cell.bytes == nil ? nil : try Wrapped.decode(cell)
    }
}

extension Array: PostgresDecodable where Element: PostgresDecodable {
    public static func decode(_ cell: Cell) throws -> Self {
        try Element.decodeArray(cell)
    }
}

extension PostgresDecodable {
    public static func decodeArray(_ cell: Cell) throws -> [Self] {
        guard let bytes = cell.bytes else { throw DecodingMismatch.type(cell, [Self].self) }
        var reader = ArrayReader(bytes: bytes)
        let dimensions = try reader.int32()
        _ = try reader.int32()
        let type = UInt32(bitPattern: try reader.int32())
        if dimensions == 0 { return [] }
        guard dimensions == 1 else {
            throw DecodingMismatch("only arrays of one dimension can be read")
        }
        let count = Int(try reader.int32())
        _ = try reader.int32()
        // An element takes at least its four bytes of length: a false count cannot reserve more.
        guard count >= 0, count <= bytes.count / 4 else { throw ArrayReader.malformed }
        var values: [Self] = []
        values.reserveCapacity(count)
        for _ in 0..<count {
            values.append(try decode(Cell(bytes: try reader.element(), type: type)))
        }
        return values
    }
}

/// Reads PostgreSQL's binary array form.
private struct ArrayReader {
    static let malformed = DecodingMismatch("the value is not an array in binary form")

    let bytes: UnsafeRawBufferPointer
    var offset = 0

    mutating func int32() throws -> Int32 {
        guard bytes.count - offset >= 4 else { throw Self.malformed }
        defer { offset += 4 }
        return Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
    }

    mutating func element() throws -> UnsafeRawBufferPointer? {
        let length = Int(try int32())
        guard length >= 0 else { return nil }
        guard bytes.count - offset >= length else { throw Self.malformed }
        defer { offset += length }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
    }
}

/// Typed IDs and enums are read from their raw value.
extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
    public static func decode(_ cell: Cell) throws -> Self {
        let raw = try RawValue.decode(cell)
        guard let value = Self(rawValue: raw) else {
            throw DecodingMismatch("the value is not a known \(Self.self)")
        }
        return value
    }
}
