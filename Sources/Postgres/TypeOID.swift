/// OIDs of PostgreSQL's built-in types; fixed since they are part of its catalogue's bootstrap.
@usableFromInline
enum TypeOID {
    @usableFromInline static let bool: UInt32 = 16
    @usableFromInline static let bytea: UInt32 = 17
    @usableFromInline static let name: UInt32 = 19
    @usableFromInline static let int8: UInt32 = 20
    @usableFromInline static let int2: UInt32 = 21
    @usableFromInline static let int4: UInt32 = 23
    @usableFromInline static let text: UInt32 = 25
    @usableFromInline static let json: UInt32 = 114
    @usableFromInline static let float4: UInt32 = 700
    @usableFromInline static let float8: UInt32 = 701
    @usableFromInline static let unknown: UInt32 = 705
    @usableFromInline static let bpchar: UInt32 = 1042
    @usableFromInline static let varchar: UInt32 = 1043
    @usableFromInline static let date: UInt32 = 1082
    @usableFromInline static let timestamptz: UInt32 = 1184
    @usableFromInline static let numeric: UInt32 = 1700
    @usableFromInline static let jsonb: UInt32 = 3802
    /// Types made by `create type` and extensions: enums, citext.
    @usableFromInline static let firstUserDefined: UInt32 = 16384

    static let boolArray: UInt32 = 1000
    static let byteaArray: UInt32 = 1001
    static let int2Array: UInt32 = 1005
    static let int4Array: UInt32 = 1007
    static let textArray: UInt32 = 1009
    static let int8Array: UInt32 = 1016
    static let float8Array: UInt32 = 1022
    static let dateArray: UInt32 = 1182
    static let timestamptzArray: UInt32 = 1185
}
