import Postgres
import Testing

@Suite struct RecoveryTests {
    @Test func killedConnectionsUnderLoadComeBack() async throws {
        let server = try TestServer()
        try await withDatabase(on: server) { database in
            try await withDatabase(on: server) { killer in
                let counts = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                    for _ in 0..<16 {
                        group.addTask { try await load(database, rounds: 150) }
                    }
                    for _ in 0..<5 {
                        try await Task.sleep(for: .milliseconds(30))
                        try await killer.withConnection { connection in
                            _ = try await connection.query(
                                """
                                select pg_terminate_backend(pid) from pg_stat_activity
                                where backend_type = 'client backend' and pid <> pg_backend_pid()
                                """)
                        }
                    }
                    return try await group.reduce(into: (0, 0)) { sum, one in
                        sum = (sum.0 + one.0, sum.1 + one.1)
                    }
                }
                #expect(counts.0 > 0)
                #expect(counts.0 + counts.1 == 16 * 150)
                let read = try await eventually {
                    try await refusal { try await database.query("select 1") } == nil
                }
                #expect(read)
                let leased = try await eventually {
                    try await refusal {
                        try await database.withConnection { try await $0.execute("select 1") }
                    } == nil
                }
                #expect(leased)
            }
        }
    }

    /// Reads and leases again and again; returns how many succeeded and how many were lost.
    private func load(_ database: Database, rounds: Int) async throws -> (Int, Int) {
        var succeeded = 0
        var lost = 0
        for round in 0..<rounds {
            let error = try await refusal {
                if round % 3 == 0 {
                    do {
                        try await database.withTransaction { connection in
                            try await connection.execute("select \(round)")
                        }
                    } catch let error as TransactionError {
                        throw error.underlying
                    }
                } else {
                    let rows = try await database.query("select \(round)")
                    #expect(try rows.first?.decode(Int.self) == round)
                }
            }
            switch error?.kind {
            case nil: succeeded += 1
            case .connectionLost: lost += 1
            default: Issue.record("\(String(reflecting: error))")
            }
        }
        return (succeeded, lost)
    }

    @Test func aServerThatCrashedAndStartedAgainIsFoundAgain() async throws {
        let server = try TestServer()
        let options = Database.Options.with { $0.connectTimeout = .seconds(30) }
        try await withDatabase(options, on: server) { database in
            let reader = Task { try await database.query("select pg_sleep(4)::text").count }
            try await database.withConnection { connection in
                let isAsleep = try await eventually {
                    try await connection.query(
                        "select 1 from pg_stat_activity where wait_event = 'PgSleep'"
                    ).count > 0
                }
                #expect(isAsleep)
                try server.stopAtOnce()
                let error = try await refusal { try await connection.execute("select 1") }
                #expect(error?.kind == .connectionLost)
            }
            let lost = try await refusal { _ = try await reader.value }
            #expect(lost?.kind == .connectionLost)
            // A read waits for the server to return.
            async let waits = database.query("select 5").first?.decode(Int.self)
            try server.start()
            #expect(try await waits == 5)
            let value = try await database.withTransaction { connection in
                try await connection.query("select 6").first?.decode(Int.self)
            }
            #expect(value == 6)
        }
    }

    @Test func aServerThatWasNeverReachedIsToldAtOnce() async throws {
        let nowhere = ConnectionSettings(keywords: [
            "host": "/tmp/no-such-folder", "user": "someone", "password": "s3cret-word",
        ])
        let database = Database(connection: nowhere, logger: .init(label: "test"))
        for attempt in 0..<2 {
            let read = try await refusal { _ = try await database.query("select 1") }
            #expect(read?.kind == .connectFailed, "\(attempt)")
            let lease = try await refusal {
                try await database.withConnection { try await $0.execute("select 1") }
            }
            #expect(lease?.kind == .connectFailed)
            let words = String(reflecting: read) + "\(String(describing: lease))"
            #expect(words.contains("/tmp/no-such-folder"))
            #expect(!words.contains("s3cret"))
        }
        await database.close()
    }

    @Test func closingLetsRunningWorkEndAndRefusesMore() async throws {
        let database = try TestServer.shared.get().database()
        let read = Task { try await database.query("select pg_sleep(0.3)::text").count }
        let write = Task {
            try await database.withTransaction { connection in
                let rows = try await connection.query("select pg_sleep(0.3)::text")
                return try await connection.query("select 1").count + rows.count
            }
        }
        #expect(
            try await eventually {
                try await withDatabase { other in
                    try await other.withConnection { connection in
                        try await connection.query(
                            "select 1 from pg_stat_activity where query like '%pg_sleep(0.3)%'"
                        ).count >= 2
                    }
                }
            })
        await database.close()
        #expect(try await read.value == 1)
        #expect(try await write.value == 2)
        let late = try await refusal { _ = try await database.query("select 1") }
        #expect(late?.kind == .misuse)
        let lateLease = try await refusal { try await database.withConnection { _ in } }
        #expect(lateLease?.kind == .misuse)
        await database.close()
    }

    @Test func closingFailsWhatDoesNotEnd() async throws {
        let options = Database.Options.with {
            $0.closeTimeout = .milliseconds(50)
            $0.statementTimeout = .seconds(60)
        }
        let database = try TestServer.shared.get().database(options)
        let outcomes = try await withThrowingTaskGroup(of: PostgresError.Kind?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await refusal { _ = try await database.query("select pg_sleep(60)::text") }?
                        .kind
                }
            }
            group.addTask {
                try await refusal {
                    try await database.withTransaction { connection in
                        try await connection.execute("select pg_sleep(30)")
                    }
                }?.kind
            }
            // Asked of the server by somebody else: a read of ours would wait behind the sleepers.
            let isUnderWay = try await eventually {
                try await withDatabase { other in
                    try await other.withConnection { connection in
                        try await connection.query(
                            "select 1 from pg_stat_activity where query like '%pg_sleep(30)%'"
                        ).count >= 2
                    }
                }
            }
            #expect(isUnderWay)
            await database.close()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count == 21)
        #expect(outcomes.allSatisfy { $0 == .connectionLost || $0 == .misuse })
    }

    @Test func cancellingRunClosesTheDatabase() async throws {
        let database = try TestServer.shared.get().database()
        let service = Task { try await database.run() }
        #expect(try await database.query("select 1").count == 1)
        service.cancel()
        try await service.value
        let late = try await refusal { _ = try await database.query("select 1") }
        #expect(late?.kind == .misuse)
    }
}
