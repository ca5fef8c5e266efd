/// A value that can be bound in a `Query`.
public protocol PostgresEncodable: Sendable {
    /// The OID of the PostgreSQL type.
    static var postgresType: UInt32 { get }
    /// The OID of an array of that type; 0 lets the server infer it.
    static var postgresArrayType: UInt32 { get }
    /// The OID of an array of such arrays. Only bytes have one (`bytea[]`); 0 otherwise.
    static var postgresNestedArrayType: UInt32 { get }
    /// True for SQL null; then `encode` is not called.
    var isPostgresNull: Bool { get }
    /// Appends the value in PostgreSQL's binary form, big-endian.
    func encode(into bytes: inout [UInt8])
    /// Appends an array of such values. Bytes are one `bytea` instead of an array.
    static func encodeArray(_ values: [Self], into bytes: inout [UInt8])
}

extension PostgresEncodable {
    public static var postgresArrayType: UInt32 { 0 }
    public static var postgresNestedArrayType: UInt32 { 0 }
    public var isPostgresNull: Bool { false }

    public static func encodeArray(_ values: [Self], into bytes: inout [UInt8]) {
        let hasNull = values.contains { $0.isPostgresNull }
        append(Int32(values.isEmpty ? 0 : 1), to: &bytes)
        append(Int32(hasNull ? 1 : 0), to: &bytes)
        append(postgresType, to: &bytes)
        guard !values.isEmpty else { return }
        append(Int32(clamping: values.count), to: &bytes)
        append(Int32(1), to: &bytes)
        for value in values {
            let lengthAt = bytes.count
            append(Int32(-1), to: &bytes)
            guard !value.isPostgresNull else { continue }
            value.encode(into: &bytes)
            let length = UInt32(truncatingIfNeeded: bytes.count - lengthAt - 4)
            for (index, shift) in [24, 16, 8, 0].enumerated() {
                bytes[lengthAt + index] = UInt8(truncatingIfNeeded: length >> UInt32(shift))
            }
        }
    }
}

/// Appends an integer, most significant byte first.
@inlinable
func append<Value: FixedWidthInteger>(_ value: Value, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    public static var postgresType: UInt32 { Wrapped.postgresType }
    public static var postgresArrayType: UInt32 { Wrapped.postgresArrayType }
    public static var postgresNestedArrayType: UInt32 { Wrapped.postgresNestedArrayType }

    public var isPostgresNull: Bool { self?.isPostgresNull ?? true }

    public func encode(into bytes: inout [UInt8]) {
        self?.encode(into: &bytes)
    }
}

extension Array: PostgresEncodable where Element: PostgresEncodable {
    public static var postgresType: UInt32 { Element.postgresArrayType }
    public static var postgresArrayType: UInt32 { Element.postgresNestedArrayType }

    public func encode(into bytes: inout [UInt8]) {
        Element.encodeArray(self, into: &bytes)
    }
}

/// Typed IDs and enums bind as their raw value.
extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    public static var postgresType: UInt32 { RawValue.postgresType }
    public static var postgresArrayType: UInt32 { RawValue.postgresArrayType }

    public func encode(into bytes: inout [UInt8]) {
        rawValue.encode(into: &bytes)
    }
}
