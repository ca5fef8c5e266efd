import CLibpq

/// Owns a PGresult. libpq never changes one after handing it out, so that any thread may read it.
@usableFromInline
final class ResultHandle: @unchecked Sendable {
    private let pointer: OpaquePointer
    let query: String?
    let rowCount: Int
    @usableFromInline let columnCount: Int

    /// Takes over the result, which `PQclear` will free.
    init(_ pointer: OpaquePointer, query: String? = nil) {
        self.pointer = pointer
        self.query = query
        rowCount = Int(PQntuples(pointer))
        columnCount = Int(PQnfields(pointer))
    }

    deinit { PQclear(pointer) }

    var status: ExecStatusType { PQresultStatus(pointer) }

    /// The error's five characters; nil without an error from the server.
    var sqlState: String? { field(.sqlState) }

    /// The words of the command tag, such as `COMMIT` or `INSERT 0 3`.
    var commandTag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

    var affected: Int {
        PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0
    }

    var columnNames: [String] {
        (0..<columnCount).map { name(of: $0) }
    }

    private func name(of column: Int) -> String {
        PQfname(pointer, Int32(column)).map { String(cString: $0) } ?? ""
    }

    @usableFromInline
    func cell(row: Int, column: Int) -> Cell {
        let row = Int32(truncatingIfNeeded: row)
        let column = Int32(truncatingIfNeeded: column)
        let type = PQftype(pointer, column)
        let length = PQgetlength(pointer, row, column)
        if length == 0, PQgetisnull(pointer, row, column) != 0 {
            return Cell(bytes: nil, type: type)
        }
        let start = UnsafeRawPointer(PQgetvalue(pointer, row, column))
        return Cell(bytes: UnsafeRawBufferPointer(start: start, count: Int(length)), type: type)
    }

    @usableFromInline
    func position(of column: String) throws -> Int {
        // PQfnumber would fold the case of the name and take quotes; compare it as it is.
        guard let position = (0..<columnCount).first(where: { name(of: $0) == column }) else {
            throw decodingError("there is no column \(column)")
        }
        return position
    }

    @usableFromInline
    func columnCountMismatch(asked: Int) -> PostgresError {
        decodingError("the row has \(columnCount) columns, \(asked) were asked for")
    }

    @usableFromInline
    func decodingError(_ error: any Error, column: Int) -> PostgresError {
        var failure = decodingError("column \(column + 1) (\(name(of: column))): \(error)")
        failure.column = name(of: column)
        return failure
    }

    private func decodingError(_ message: String) -> PostgresError {
        PostgresError(kind: .decoding, message: message, query: query)
    }

    /// The server's error in this result; nil when it holds none.
    func error(query: String?) -> PostgresError? {
        switch status {
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR: break
        case PGRES_PIPELINE_ABORTED:
            return PostgresError(
                kind: .server, message: "not run: an earlier statement failed", query: query)
        default: return nil
        }
        let state = sqlState
        var error = PostgresError(
            kind: Self.kind(of: state), sqlState: state,
            message: field(.message) ?? "the connection was closed", query: query)
        error.constraint = field(.constraint)
        error.schema = field(.schema)
        error.table = field(.table)
        error.column = field(.column)
        error.detail = field(.detail)
        error.hint = field(.hint)
        return error
    }

    private static func kind(of state: String?) -> PostgresError.Kind {
        guard let state else { return .connectionLost }
        if state.hasPrefix("08") || ["57P01", "57P02", "57P03", "57P05"].contains(state) {
            return .connectionLost
        }
        return state == "57014" ? .timedOut : .server
    }

    /// libpq's codes for the parts of an error.
    private enum Field: Character {
        case sqlState = "C"
        case message = "M"
        case detail = "D"
        case hint = "H"
        case schema = "s"
        case table = "t"
        case column = "c"
        case constraint = "n"
    }

    private func field(_ field: Field) -> String? {
        let code = Int32(field.rawValue.asciiValue ?? 0)
        return PQresultErrorField(pointer, code).map { String(cString: $0) }
    }
}
