import Postgres
import Testing

@Suite struct LeaseTests {
    @Test func aFullQueueAndALongWaitRefuse() async throws {
        let options = Database.Options.with {
            $0.leasedConnections = 1
            $0.leaseQueueLimit = 1
            $0.leaseTimeout = .seconds(3)
        }
        try await withDatabase(options) { database in
            try await database.withConnection { connection in
                try await connection.execute("select 1")
                let kinds = try await withThrowingTaskGroup(of: PostgresError.Kind?.self) { group in
                    for _ in 0..<2 {
                        group.addTask {
                            try await refusal { try await database.withConnection { _ in } }?.kind
                        }
                    }
                    return try await group.reduce(into: Set()) { $0.insert($1) }
                }
                #expect(kinds == [.queueFull, .leaseTimeout])
            }
            // Room again.
            try await database.withConnection { try await $0.execute("select 1") }
        }
    }

    @Test func aCancelledWaiterForALeaseLeaves() async throws {
        try await withDatabase(.with { $0.leasedConnections = 1 }) { database in
            try await database.withConnection { _ in
                let waiter = Task { try await database.withConnection { _ in } }
                waiter.cancel()
                let error = try await refusal { try await waiter.value }
                #expect(error?.kind == .cancelled)
            }
            try await database.withConnection { try await $0.execute("select 1") }
        }
    }

    @Test func aCancelledTaskHasItsStatementCancelled() async throws {
        try await withDatabase(.with { $0.leasedConnections = 2 }) { database in
            for _ in 0..<5 {
                let backend = Shared(Int32(0))
                let task = Task {
                    try await database.withTransaction { connection in
                        backend.withLock { $0 = connection.backendProcessID }
                        return try await connection.execute("select pg_sleep(60)")
                    }
                }
                try await database.withConnection { connection in
                    let isRunning = try await eventually {
                        try await isActive(backend.withLock { $0 }, connection)
                    }
                    #expect(isRunning)
                    task.cancel()
                    let error = try await refusal { _ = try await task.value }
                    #expect(error?.kind == .cancelled)
                    #expect(try await !isActive(backend.withLock { $0 }, connection))
                }
                // The cancel request never hits the next user of the connection.
                try await database.withConnection { connection in
                    for _ in 0..<20 { try await requireSound(connection) }
                }
            }
        }
    }

    @Test func cancellingAtAnyMomentLeavesASoundPool() async throws {
        try await withDatabase(.with { $0.leasedConnections = 3 }) { database in
            try await withThrowingTaskGroup { group in
                for number in 0..<60 {
                    group.addTask {
                        let task = Task {
                            try await database.withTransaction { connection in
                                try await connection.execute("select pg_sleep(0.01)")
                                return try await connection.query("select \(number)").first?
                                    .decode(Int.self)
                            }
                        }
                        try await Task.sleep(for: .microseconds(Int.random(in: 0...60_000)))
                        if number % 3 > 0 { task.cancel() }
                        let error = try await refusal {
                            let value = try await task.value
                            #expect(value == number)
                        }
                        #expect(error == nil || (error?.kind == .cancelled && number % 3 > 0))
                    }
                }
                try await group.waitForAll()
            }
            try await database.withConnection { try await requireSound($0) }
        }
    }

    @Test func aLockWaitNeverStallsTheReaders() async throws {
        let options = Database.Options.with { $0.lockTimeout = .seconds(60) }
        try await withDatabase(options) { database in
            try await withTable("lock_wait", database) {
                try await database.withTransaction { holder in
                    try await holder.execute("update lock_wait set value = 2")
                    let waiter = Task {
                        try await database.withTransaction { connection in
                            try await connection.execute("update lock_wait set value = 3")
                        }
                    }
                    let waits: Query = "select 1 from pg_locks where not granted"
                    #expect(try await eventually { try await database.query(waits).count > 0 })
                    for _ in 0..<200 {
                        let rows = try await database.query("select value from lock_wait")
                        #expect(try rows.first?.decode(Int.self) == 1)
                    }
                    #expect(try await database.query(waits).count > 0)
                    waiter.cancel()
                    #expect(try await refusal { _ = try await waiter.value }?.kind == .cancelled)
                }
            }
        }
    }

    @Test func theLockTimeoutIsTold() async throws {
        let options = Database.Options.with {
            $0.lockTimeout = .milliseconds(50)
            $0.retries = 1
        }
        try await withDatabase(options) { database in
            try await withTable("lock_timeout", database) {
                try await database.withTransaction { holder in
                    try await holder.execute("update lock_timeout set value = 2")
                    let attempts = Shared(0)
                    let error = try await refusal {
                        try await database.withTransaction { connection in
                            attempts.withLock { $0 += 1 }
                            try await connection.execute("update lock_timeout set value = 3")
                        }
                    }
                    #expect(error?.sqlState == "55P03")
                    #expect(attempts.withLock { $0 } == 2)
                }
            }
        }
    }

    @Test func aConnectionThatEscapesThrows() async throws {
        try await withDatabase { database in
            let escaped = try await database.withConnection { connection in
                try await connection.execute("select 1")
                return connection
            }
            let tries: [() async throws -> Void] = [
                { try await escaped.execute("select 1") },
                { _ = try await escaped.pipeline(["select 1"]) },
                { try await escaped.script("select 1") },
                { try await escaped.copyOut("copy (select 1) to stdout") { _ in } },
                { try await escaped.savepoint {} },
            ]
            for body in tries {
                #expect(try await refusal(body)?.kind == .misuse)
            }
        }
    }

    @Test func aTransactionLeftOpenIsRolledBackAndTold() async throws {
        try await withDatabase(.with { $0.leasedConnections = 1 }) { database in
            let error = try await refusal {
                try await database.withConnection { try await $0.execute("begin") }
            }
            #expect(error?.kind == .misuse)
            // Its connection is clean again.
            try await database.withConnection { try await $0.script("vacuum pg_class") }
        }
    }

    @Test func concurrentUseOfOneConnectionIsOrdered() async throws {
        try await withDatabase { database in
            try await database.withTransaction { connection in
                async let one = connection.query("select 1, txid_current()")
                async let two = connection.query("select 2, txid_current()")
                async let three = connection.pipeline(["select 3, txid_current()", "select 4"])
                let (first, txid) = try #require(try await one.first)
                    .decode(Int.self, Int64.self)
                let (second, same) = try #require(try await two.first)
                    .decode(Int.self, Int64.self)
                let third = try #require(try await three[0].first).decode(Int.self, Int64.self)
                #expect((first, second, third.0) == (1, 2, 3))
                #expect(txid == same)
                #expect(txid == third.1)
            }
        }
    }
}

/// Makes a table with one row, whose `value` is 1, and drops it afterwards.
func withTable(
    _ name: String, _ database: Database, _ body: () async throws -> Void
) async throws {
    func script(_ sql: String) async throws {
        try await database.withConnection { try await $0.script(sql) }
    }
    try await script(
        """
        create table \(name) (id int8 constraint \(name)_pkey primary key, value int8 not null);
        insert into \(name) values (1, 1), (2, 1);
        """)
    do {
        try await body()
    } catch {
        try await script("drop table \(name)")
        throw error
    }
    try await script("drop table \(name)")
}
