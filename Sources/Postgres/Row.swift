/// One row of a result. It keeps the result's memory alive.
public struct Row: Sendable {
    @usableFromInline let result: ResultHandle
    @usableFromInline let index: Int

    @usableFromInline
    init(result: ResultHandle, index: Int) {
        self.result = result
        self.index = index
    }

    /// Reads all columns in order: `let (id, name) = try row.decode(Int64.self, String.self)`.
    ///
    /// Throws `PostgresError` of kind `.decoding` when the number
    /// of columns differs, or a column is null or of another type.
    @inlinable
    public func decode<each Value: PostgresDecodable>(
        _ types: repeat (each Value).Type
    ) throws -> (repeat each Value) {
        var column = 0
        for _ in repeat each types { column += 1 }
        guard column == result.columnCount else { throw result.columnCountMismatch(asked: column) }
        column = 0
        return (repeat try next(each types, &column))
    }

    /// Reads the only column: `let id = try row.decode(Int64.self)`.
    @inlinable
    public func decode<Value: PostgresDecodable>(_ type: Value.Type) throws -> Value {
        guard result.columnCount == 1 else { throw result.columnCountMismatch(asked: 1) }
        var column = 0
        return try next(type, &column)
    }

    @inlinable
    func next<Value: PostgresDecodable>(
        _ type: Value.Type, _ column: inout Int
    ) throws -> Value {
        defer { column += 1 }
        do {
            return try Value.decode(result.cell(row: index, column: column))
        } catch {
            throw result.decodingError(error, column: column)
        }
    }

    /// Reads one column by its name; of several columns of that name, the first.
    ///
    /// Throws `PostgresError` of kind `.decoding` when there is none, or it does not fit.
    @inlinable
    public func get<Value: PostgresDecodable>(
        _ column: String, as type: Value.Type = Value.self
    ) throws -> Value {
        var position = try result.position(of: column)
        return try next(type, &position)
    }
}
