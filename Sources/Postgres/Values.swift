extension Bool: PostgresEncodable, PostgresDecodable {
    public static var postgresType: UInt32 { TypeOID.bool }
    public static var postgresArrayType: UInt32 { TypeOID.boolArray }

    public func encode(into bytes: inout [UInt8]) {
        bytes.append(self ? 1 : 0)
    }

    @inlinable
    public static func decode(_ cell: Cell) throws -> Bool {
        guard cell.type == TypeOID.bool else { throw DecodingMismatch.type(cell, Bool.self) }
        return try cell.integer(UInt8.self) != 0
    }
}

extension Int64: PostgresEncodable, PostgresDecodable {
    public static var postgresType: UInt32 { TypeOID.int8 }
    public static var postgresArrayType: UInt32 { TypeOID.int8Array }

    public func encode(into bytes: inout [UInt8]) {
        append(self, to: &bytes)
    }

    @inlinable
    public static func decode(_ cell: Cell) throws -> Int64 {
        try cell.anyInteger(Int64.self)
    }
}

/// Bound as int8.
extension Int: PostgresEncodable, PostgresDecodable {
    public static var postgresType: UInt32 { TypeOID.int8 }
    public static var postgresArrayType: UInt32 { TypeOID.int8Array }

    public func encode(into bytes: inout [UInt8]) {
        append(Int64(self), to: &bytes)
    }

    @inlinable
    public static func decode(_ cell: Cell) throws -> Int {
        Int(try cell.anyInteger(Int.self))
    }
}

extension Int32: PostgresEncodable, PostgresDecodable {
    public static var postgresType: UInt32 { TypeOID.int4 }
    public static var postgresArrayType: UInt32 { TypeOID.int4Array }

    public func encode(into bytes: inout [UInt8]) {
        append(self, to: &bytes)
    }

    @inlinable
    public static func decode(_ cell: Cell) throws -> Int32 {
        switch cell.type {
        case TypeOID.int4: try cell.integer(Int32.self)
        case TypeOID.int2: Int32(try cell.integer(Int16.self))
        default: throw DecodingMismatch.type(cell, Int32.self)
        }
    }
}

extension Int16: PostgresEncodable, PostgresDecodable {
    public static var postgresType: UInt32 { TypeOID.int2 }
    public static var postgresArrayType: UInt32 { TypeOID.int2Array }

    public func encode(into bytes: inout [UInt8]) {
        append(self, to: &bytes)
    }

    @inlinable
    public static func decode(_ cell: Cell) throws -> Int16 {
        guard cell.type == TypeOID.int2 else { throw DecodingMismatch.type(cell, Int16.self) }
        return try cell.integer(Int16.self)
    }
}

/// Alone an int2; `[UInt8]` is a bytea, `[[UInt8]]` a bytea[].
extension UInt8: PostgresEncodable, PostgresDecodable {
    public static var postgresType: UInt32 { TypeOID.int2 }
    public static var postgresArrayType: UInt32 { TypeOID.bytea }
    public static var postgresNestedArrayType: UInt32 { TypeOID.byteaArray }

    public func encode(into bytes: inout [UInt8]) {
        append(Int16(self), to: &bytes)
    }

    public static func encodeArray(_ values: [UInt8], into bytes: inout [UInt8]) {
        bytes.append(contentsOf: values)
    }

    public static func decode(_ cell: Cell) throws -> UInt8 {
        guard let value = UInt8(exactly: try Int16.decode(cell)) else {
            throw DecodingMismatch("the value does not fit UInt8")
        }
        return value
    }

    public static func decodeArray(_ cell: Cell) throws -> [UInt8] {
        guard cell.type == TypeOID.bytea, let bytes = cell.bytes else {
            throw DecodingMismatch.type(cell, [UInt8].self)
        }
        return Array(bytes)
    }
}

extension Double: PostgresEncodable, PostgresDecodable {
    public static var postgresType: UInt32 { TypeOID.float8 }
    public static var postgresArrayType: UInt32 { TypeOID.float8Array }

    public func encode(into bytes: inout [UInt8]) {
        append(bitPattern, to: &bytes)
    }

    @inlinable
    public static func decode(_ cell: Cell) throws -> Double {
        switch cell.type {
        case TypeOID.float8: Double(bitPattern: try cell.integer(UInt64.self))
        case TypeOID.float4: Double(Float(bitPattern: try cell.integer(UInt32.self)))
        default: throw DecodingMismatch.type(cell, Double.self)
        }
    }
}

/// Bound as text; read from every type whose binary form is its text, from jsonb, and from enums.
extension String: PostgresEncodable, PostgresDecodable {
    public static var postgresType: UInt32 { TypeOID.text }
    public static var postgresArrayType: UInt32 { TypeOID.textArray }

    public func encode(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: utf8)
    }

    @inlinable
    public static func decode(_ cell: Cell) throws -> String {
        guard let bytes = cell.bytes else { throw DecodingMismatch.type(cell, String.self) }
        switch cell.type {
        case TypeOID.text, TypeOID.varchar, TypeOID.name, TypeOID.bpchar, TypeOID.json,
            TypeOID.unknown:
            return String(decoding: bytes, as: UTF8.self)
        case TypeOID.jsonb:
            // One byte of version precedes the text.
            return String(decoding: bytes.dropFirst(), as: UTF8.self)
        case TypeOID.firstUserDefined...:
            return try userDefined(bytes)
        default:
            throw DecodingMismatch.type(cell, String.self)
        }
    }

    /// Enums and citext are text in binary form too; anything else of a user's making holds bytes
    /// that no PostgreSQL text can hold.
    @usableFromInline
    static func userDefined(_ bytes: UnsafeRawBufferPointer) throws -> String {
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw DecodingMismatch("the value is not text: cast it to text in SQL")
        }
        return text
    }
}
