import Glibc
import Postgres

/// A statement as the server received it: its text with `$1`, `$2` …, and the values bound.
struct RecordedStatement: Sendable {
    var text: String
    /// As the server writes them in its log; nil is SQL null.
    var values: [String?] = []
}

/// Learns from the server's log which statements an operation sends, so that pgbench runs those
/// very statements, whatever becomes of the code.
struct StatementRecorder {
    let server: ScratchServer

    /// - Parameter body: does the work with a database whose statements are logged.
    /// - Returns: the statements of the part of the body that it runs by its argument, in order.
    func record(
        _ body: (Database, (() async throws -> Void) async throws -> Void) async throws -> Void
    ) async throws -> [RecordedStatement] {
        var options = Database.Options()
        options.pipelinedConnections = 1
        options.leasedConnections = 1
        options.sessionSettings = [
            "role": "linli_server", "TimeZone": "Asia/Shanghai", "log_statement": "all",
            "log_error_verbosity": "default",
        ]
        let database = Database(
            connection: server.settings(), options: options, logger: ScratchServer.quiet)
        var log = ""
        do {
            try await body(database) { work in
                let before = text().utf8.count
                try await work()
                log = String(decoding: Array(text().utf8.dropFirst(before)), as: UTF8.self)
            }
        } catch {
            await database.close()
            throw error
        }
        await database.close()
        let statements = StatementRecorder.statements(in: log)
        guard !statements.isEmpty else { throw BenchError("the server logged no statement") }
        return statements
    }

    private func text() -> String {
        ProcessFigures.file("\(server.dataFolder)/postgres.log") ?? ""
    }

    /// Reads PostgreSQL's log: further lines of a message begin with a TAB.
    static func statements(in log: String) -> [RecordedStatement] {
        var statements: [RecordedStatement] = []
        var messages: [String] = []
        for line in log.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("\t"), let last = messages.indices.last {
                messages[last] += "\n" + line.dropFirst()
            } else {
                messages.append(String(line))
            }
        }
        for message in messages {
            if let start = message.firstRange(of: "LOG:  execute ")?.upperBound,
                let name = message[start...].firstRange(of: ": ")?.upperBound
            {
                statements.append(RecordedStatement(text: String(message[name...])))
            } else if let start = message.firstRange(of: "LOG:  statement: ")?.upperBound {
                statements.append(RecordedStatement(text: String(message[start...])))
            } else if let start = message.firstRange(of: "DETAIL:  parameters: ")?.upperBound,
                !statements.isEmpty
            {
                statements[statements.count - 1].values = values(in: message[start...])
            }
        }
        return statements
    }

    /// Reads `$1 = '8', $2 = NULL, $3 = 'it''s'`.
    private static func values(in text: Substring) -> [String?] {
        var values: [String?] = []
        var rest = text
        while let equals = rest.firstRange(of: " = ") {
            rest = rest[equals.upperBound...]
            guard rest.first == "'" else {
                values.append(nil)
                rest = rest.dropFirst("NULL".count)
                continue
            }
            rest = rest.dropFirst()
            var value = ""
            while let quote = rest.firstIndex(of: "'") {
                value += rest[..<quote]
                rest = rest[rest.index(after: quote)...]
                guard rest.first == "'" else { break }
                value += "'"
                rest = rest.dropFirst()
            }
            values.append(value)
        }
        return values
    }
}
