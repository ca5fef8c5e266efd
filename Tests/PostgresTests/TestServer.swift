import Glibc
import Logging
import Postgres
import Synchronization

/// A throw-away PostgreSQL cluster of this test process, on a Unix socket in a short folder.
///
/// A small shell watches the process and stops the cluster and removes its folder when the process
/// is gone, however it ended.
final class TestServer: Sendable {
    /// The server that most tests share. Those that stop a server make their own.
    static let shared = Result { try TestServer() }

    let folder: String

    init() throws {
        var template = Array("/tmp/lnpg.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure("mkdtemp failed") }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try shell(
            """
            set -e
            cd '\(folder)'
            bin=$(pg_config --bindir)
            if [ "$(id -u)" = 0 ]; then
                chown postgres .
                echo 'setpriv --reuid=postgres --regid=postgres --clear-groups "$@"' > as
            else
                echo '"$@"' > as
            fi
            sh as "$bin/initdb" -D data -U postgres -A trust --encoding=UTF8 --locale=C.UTF-8 \
                --no-sync > initdb.log
            cat >> data/postgresql.conf <<END
            listen_addresses = ''
            unix_socket_directories = '\(folder)'
            fsync = off
            shared_buffers = 32MB
            max_connections = 500
            deadlock_timeout = 100ms
            END
            setsid sh -c 'while kill -0 \(getpid()) 2>/dev/null; do sleep 0.5; done
                kill -QUIT $(head -n 1 data/postmaster.pid) 2>/dev/null; sleep 1
                rm -rf "\(folder)"' > /dev/null 2>&1 < /dev/null &
            """)
        try start()
    }

    func start() throws {
        // The postmaster outlives pg_ctl and must not hold on to our output.
        try shell(
            """
            cd '\(folder)' && sh as "$(pg_config --bindir)/pg_ctl" -D data -w -t 60 \
                -l "\(folder)/data/log" start > /dev/null 2>&1 < /dev/null
            """)
    }

    /// Stops the server as a crash would.
    func stopAtOnce() throws {
        try shell(
            """
            cd '\(folder)' && sh as "$(pg_config --bindir)/pg_ctl" -D data -m immediate -w -t 60 \
                stop > /dev/null 2>&1 < /dev/null
            """)
    }

    var settings: ConnectionSettings {
        ConnectionSettings(keywords: ["host": folder, "user": "postgres", "dbname": "postgres"])
    }

    func database(_ options: Database.Options = .init()) -> Database {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return Database(connection: settings, options: options, logger: logger)
    }

    /// Not Foundation's Process: it waits until every child of the shell is gone, too.
    private func shell(_ script: String) throws {
        let status = system(script)
        guard status == 0 else { throw Failure("the shell failed (\(status)): \(script)") }
    }
}

/// A value that several tasks change.
final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }

    func withLock<Result: Sendable>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        try value.withLock { value in
            var copy = value
            defer { value = copy }
            return try body(&copy)
        }
    }
}

struct Failure: Error, Equatable {
    let words: String
    init(_ words: String) { self.words = words }
}

/// Runs the body with a database of the shared server, and closes it.
func withDatabase<Value>(
    _ options: Database.Options = .init(), on server: TestServer? = nil,
    _ body: (Database) async throws -> Value
) async throws -> Value {
    let database = try (server ?? TestServer.shared.get()).database(options)
    do {
        let value = try await body(database)
        await database.close()
        return value
    } catch {
        await database.close()
        throw error
    }
}

/// Runs the body and returns the PostgresError that it throws; nil when it throws none.
func refusal<Value>(_ body: () async throws -> Value) async throws -> PostgresError? {
    do {
        _ = try await body()
        return nil
    } catch let error as PostgresError {
        return error
    }
}

/// Requires that the connection answers.
func requireSound(_ connection: Connection) async throws {
    let value = try await connection.query("select 7").first?.decode(Int.self)
    guard value == 7 else { throw Failure("the connection answered \(String(describing: value))") }
}

/// Waits until the condition holds, at most half a minute.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<3_000 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}

extension Database.Options {
    static func with(_ change: (inout Self) -> Void) -> Self {
        var options = Self()
        change(&options)
        return options
    }
}
