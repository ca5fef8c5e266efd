import Postgres
import Testing

@Suite struct PipelineTests {
    @Test func anErrorNeverTouchesItsNeighbours() async throws {
        try await withDatabase { database in
            let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<600 {
                    group.addTask {
                        let fails = number % 7 == 0
                        let divisor = fails ? 0 : 1
                        let error = try await refusal {
                            let rows =
                                switch number % 3 {
                                case 0:
                                    try await database.query("select \(number) / \(divisor)")
                                case 1:
                                    try await database.query(
                                        "select \(number), \(1 / (1 + divisor)) where \(!fails)")
                                default:
                                    try await database.query(
                                        "select \(number) \(unescaped: fails ? "nonsense(" : "")")
                                }
                            if let row = rows.first {
                                #expect(try row.get(rows.columns[0], as: Int.self) == number)
                            }
                        }
                        let isExpected =
                            switch number % 3 {
                            case 0: error?.sqlState == (fails ? "22012" : nil)
                            case 1: error == nil
                            default: error?.sqlState == (fails ? "42601" : nil)
                            }
                        #expect(isExpected, "\(number): \(String(reflecting: error))")
                        return isExpected
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(outcomes == 600)
        }
    }

    @Test func onlyReadsPass() async throws {
        try await withDatabase(.with { $0.pipelinedConnections = 1 }) { database in
            // A write is refused by the server, what changes the session by the client; neither
            // leaves anything behind for those who come next.
            let write = try await refusal { _ = try await database.query("create table t (a int)") }
            #expect(write?.sqlState == "25006")
            for statement: Query in ["begin", "set application_name = 'x'"] {
                let error = try await refusal { _ = try await database.query(statement) }
                #expect(error?.kind == .misuse)
                let name = try await database.query("select current_setting('application_name')")
                #expect(try name.first?.decode(String.self) == "linli")
            }
            let copy = try await refusal {
                _ = try await database.query("copy (select 1) to stdout")
            }
            #expect(copy?.kind == .connectionLost)
            #expect(try await database.query("select 1").first?.decode(Int.self) == 1)
        }
    }

    @Test func aCancelledWaiterLeavesAtOnceAndOthersGoOn() async throws {
        try await withDatabase(.with { $0.pipelinedConnections = 1 }) { database in
            let started = try await database.query("select pg_backend_pid()")
            let backend = try #require(started.first).decode(Int32.self)
            let slow = Task { try await database.query("select pg_sleep(2)::text").count }
            let isRunning = try await database.withConnection { connection in
                try await eventually { try await isActive(backend, connection) }
            }
            #expect(isRunning)
            let behind = Task { try await database.query("select 7").first?.decode(Int.self) }
            slow.cancel()
            let error = try await refusal { _ = try await slow.value }
            #expect(error?.kind == .cancelled)
            // The server goes on with it: nobody else's statement is hit by a cancel request.
            let stillRuns = try await database.withConnection { try await isActive(backend, $0) }
            #expect(stillRuns)
            #expect(try await behind.value == 7)
        }
    }

    @Test func aFullQueueRefuses() async throws {
        let options = Database.Options.with {
            $0.pipelinedConnections = 1
            $0.pipelinedQueueLimit = 10
        }
        try await withDatabase(options) { database in
            let results = await withTaskGroup(of: PostgresError.Kind?.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        let error = try? await refusal {
                            _ = try await database.query("select pg_sleep(0.2)::text")
                        }
                        return error?.kind
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.count { $0 == nil } >= 10)
            #expect(results.count { $0 == .queueFull } >= 1)
            #expect(results.allSatisfy { $0 == nil || $0 == .queueFull })
            // Room again.
            let rows = try await database.query("select 1")
            #expect(rows.count == 1)
        }
    }

    @Test func theStatementTimeoutIsTold() async throws {
        let options = Database.Options.with { $0.statementTimeout = .milliseconds(50) }
        try await withDatabase(options) { database in
            let error = try await refusal {
                _ = try await database.query("select pg_sleep(30)::text")
            }
            #expect(error?.kind == .timedOut)
            #expect(error?.sqlState == "57014")
        }
    }

    @Test func moreStatementsThanTheCacheKeeps() async throws {
        let options = Database.Options.with {
            $0.pipelinedConnections = 1
            $0.leasedConnections = 1
            $0.preparedStatements = 8
        }
        try await withDatabase(options) { database in
            for round in 0..<3 {
                try await withThrowingTaskGroup { group in
                    for number in 0..<40 {
                        group.addTask {
                            let rows = try await database.query(
                                "select \(unescaped: String(number)) + \(round)")
                            let sum = try rows.first?.decode(Int.self)
                            #expect(sum == number + round)
                        }
                    }
                    try await group.waitForAll()
                }
            }
            let count: Query = "select count(*) from pg_prepared_statements"
            let kept = try await database.query(count).first?.decode(Int.self)
            #expect(try #require(kept) <= 10)
            let leased = try await database.withTransaction { connection in
                for number in 0..<40 {
                    let rows = try await connection.query("select \(unescaped: String(number))")
                    #expect(try rows.first?.decode(Int.self) == number)
                }
                return try await connection.query(count).first?.decode(Int.self)
            }
            #expect(try #require(leased) <= 10)
        }
    }

    @Test func aStatementWhoseResultTypeChangesIsPreparedAgain() async throws {
        try await withDatabase(.with { $0.leasedConnections = 1 }) { database in
            try await database.withConnection { connection in
                try await connection.script("create temp table t (a int4)")
                _ = try await connection.query("select * from t")
                try await connection.script("alter table t add b int8")
                let error = try await refusal { _ = try await connection.query("select * from t") }
                #expect(error?.sqlState == "0A000")
                let rows = try await connection.query("select * from t")
                #expect(rows.columns == ["a", "b"])
                try await connection.script("deallocate all")
                let gone = try await refusal { _ = try await connection.query("select * from t") }
                #expect(gone?.sqlState == "26000")
                #expect(try await connection.query("select * from t").columns.count == 2)
            }
        }
    }
}

/// Whether a backend is running a statement.
func isActive(_ backend: Int32, _ connection: Connection) async throws -> Bool {
    let rows = try await connection.query(
        "select state = 'active' from pg_stat_activity where pid = \(backend)")
    return try rows.first?.decode(Bool.self) ?? false
}
