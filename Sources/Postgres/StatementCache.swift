/// A statement prepared, or being prepared, on one connection.
final class Statement {
    let name: String
    /// The exchange that sent its PREPARE.
    let exchange: UInt64
    var isReady = false
    var lastUse: UInt64
    let key: StatementCache.Key

    init(name: String, key: StatementCache.Key, exchange: UInt64) {
        self.name = name
        self.key = key
        self.exchange = exchange
        lastUse = exchange
    }
}

/// What is prepared on one connection. The same text with other types is another statement.
struct StatementCache {
    struct Key: Hashable {
        let text: String
        let types: [UInt32]

        func hash(into hasher: inout Hasher) {
            // The types rarely tell two statements apart; equality still compares them.
            hasher.combine(text)
        }
    }

    enum Plan {
        /// Run it by its name.
        case prepared(Statement)
        /// Prepare it first, in the same exchange.
        case prepare(Statement)
        /// Run it without a name: another exchange is preparing it, and may yet fail.
        case unnamed
    }

    private let limit: Int
    private var statements: [Key: Statement] = [:]
    private var doomed: [String] = []
    private var serial = 0

    init(limit: Int) {
        self.limit = max(1, limit)
    }

    mutating func plan(for query: Query, exchange: UInt64) -> Plan {
        let key = Key(text: query.text, types: query.types)
        if let statement = statements[key] {
            guard statement.isReady || statement.exchange == exchange else { return .unnamed }
            statement.lastUse = exchange
            return .prepared(statement)
        }
        serial += 1
        let statement = Statement(name: "s\(serial)", key: key, exchange: exchange)
        statements[key] = statement
        return .prepare(statement)
    }

    /// Forgets a statement; when the server still has it, it is deallocated with the next surplus.
    mutating func forget(_ statement: Statement, onServer: Bool) {
        if statements[statement.key] === statement { statements[statement.key] = nil }
        if onServer { doomed.append(statement.name) }
    }

    /// The names to deallocate now: those over the limit, least recently used first.
    mutating func takeSurplus() -> [String] {
        while statements.count > limit {
            let ready = statements.values.filter(\.isReady)
            guard let oldest = ready.min(by: { $0.lastUse < $1.lastUse }) else { break }
            forget(oldest, onServer: true)
        }
        defer { doomed = [] }
        return doomed
    }
}
