/// What went wrong with the database.
///
/// `description` is one sentence that may be shown to users: no values, no password.
/// `String(reflecting:)` adds everything that helps to find the fault.
public struct PostgresError: Error, Sendable {
    public enum Kind: Sendable, Hashable {
        /// The server refused the statement; see `sqlState`.
        case server
        /// The connection ended while the statement was under way, or before it was sent.
        case connectionLost
        /// No connection could be made.
        case connectFailed
        /// A queue has reached its named limit.
        case queueFull
        /// No leased connection became free in time.
        case leaseTimeout
        /// The task was cancelled.
        case cancelled
        /// The statement took longer than its timeout.
        case timedOut
        /// COMMIT was answered by ROLLBACK: nothing was written.
        case commitRolledBack
        /// The client was used in a way that its documentation forbids.
        case misuse
        /// A column does not fit the Swift type asked for.
        case decoding
    }

    public var kind: Kind
    /// The server's five characters, such as 23505.
    public var sqlState: String?
    /// The name of the violated constraint, which the rooms map to a refusal.
    public var constraint: String?
    public var schema: String?
    public var table: String?
    public var column: String?
    /// The server's or the client's own words; may hold values.
    public var message: String
    /// May hold values.
    public var detail: String?
    public var hint: String?
    /// The statement's text, without its values.
    public var query: String?
    public var file: String?
    public var line: Int?

    public init(
        kind: Kind, sqlState: String? = nil, message: String, query: String? = nil,
        file: String? = nil, line: Int? = nil
    ) {
        self.kind = kind
        self.sqlState = sqlState
        self.message = message
        self.query = query
        self.file = file
        self.line = line
    }

    /// Whether a whole transaction that failed so may be tried again: serialization failure,
    /// deadlock, lock not available.
    public var isRetryable: Bool {
        kind == .server && (sqlState == "40001" || sqlState == "40P01" || sqlState == "55P03")
    }
}

extension PostgresError: CustomStringConvertible {
    public var description: String {
        switch kind {
        case .server: serverSentence
        case .connectionLost: "The connection to the database was lost."
        case .connectFailed: "The database could not be reached."
        case .queueFull: "The database is too busy: a queue is full."
        case .leaseTimeout: "The database is too busy: no connection became free in time."
        case .cancelled: "The database work was cancelled."
        case .timedOut: "The database took too long to answer."
        case .commitRolledBack: "The transaction was rolled back instead of committed."
        case .misuse: "The database client was misused: \(message)."
        case .decoding: "A value from the database has an unexpected type."
        }
    }

    private var serverSentence: String {
        let place = constraint.map { " (constraint \($0))" } ?? ""
        return switch sqlState {
        case "23505": "The record exists already\(place)."
        case "23503": "A record that this one refers to is missing or still in use\(place)."
        case "23514": "A value breaks a rule of the database\(place)."
        case "23502": "A required value is missing."
        case "40001", "40P01": "The transaction conflicted with another one."
        case "55P03": "The record is locked by someone else."
        case "25006": "This database connection is for reading only."
        case "42501": "The database does not permit this."
        default: "The database refused the statement (SQLSTATE \(sqlState ?? "unknown"))."
        }
    }
}

extension PostgresError: CustomDebugStringConvertible {
    public var debugDescription: String {
        var parts = ["PostgresError(\(kind))", message]
        let named = [
            ("sqlState", sqlState), ("constraint", constraint), ("schema", schema),
            ("table", table), ("column", column), ("detail", detail), ("hint", hint),
            ("query", query),
        ]
        for (name, value) in named {
            if let value { parts.append("\(name): \(value)") }
        }
        if let file, let line { parts.append("at \(file):\(line)") }
        return parts.joined(separator: "; ")
    }
}

/// A failure of the transaction itself about which more must be told than the error of its body.
///
/// It is thrown only when the connection was lost while COMMIT was under way, so that nobody knows
/// whether the transaction was written. Never try it again blindly.
public struct TransactionError: Error, CustomStringConvertible, CustomDebugStringConvertible {
    public enum Stage: Sendable, Hashable { case begin, commit, rollback }

    /// The statement that failed.
    public let stage: Stage
    public let underlying: PostgresError

    public var description: String {
        "The connection was lost while saving: it is not known whether the change was saved."
    }

    public var debugDescription: String {
        "TransactionError(\(stage), outcome unknown): \(String(reflecting: underlying))"
    }
}
