import Postgres
import Testing

@Suite struct TransactionTests {
    private func value(_ table: String, _ database: Database) async throws -> Int? {
        try await database.query("select value from \(unescaped: table) where id = 1").first?
            .decode(Int.self)
    }

    @Test func commitKeepsAndAnErrorOfTheBodyUndoesUnchanged() async throws {
        try await withDatabase { database in
            try await withTable("tx_basic", database) {
                let affected = try await database.withTransaction { connection in
                    try await connection.execute("update tx_basic set value = 5")
                }
                #expect(affected == 2)
                #expect(try await value("tx_basic", database) == 5)
                await #expect(throws: Failure("的确不行")) {
                    try await database.withTransaction { connection in
                        try await connection.execute("update tx_basic set value = 6")
                        throw Failure("的确不行")
                    }
                }
                #expect(try await value("tx_basic", database) == 5)
                let shown = try await database.withRollback { connection in
                    try await connection.execute("update tx_basic set value = 7")
                    return try await connection.query("select value from tx_basic").count
                }
                #expect(shown == 2)
                #expect(try await value("tx_basic", database) == 5)
            }
        }
    }

    @Test func constraintsAreNamed() async throws {
        try await withDatabase { database in
            try await withTable("tx_named", database) {
                let error = try await refusal {
                    try await database.withTransaction { connection in
                        try await connection.execute("insert into tx_named values (\(1), \(777))")
                    }
                }
                #expect(error?.kind == .server)
                #expect(error?.sqlState == "23505")
                #expect(error?.constraint == "tx_named_pkey")
                #expect(error?.table == "tx_named")
                #expect(error?.query == "insert into tx_named values ($1, $2)")
                #expect(error?.file?.hasSuffix("TransactionTests.swift") == true)
                #expect("\(try #require(error))".contains("777") == false)
            }
        }
    }

    @Test func commitAnsweredByRollbackIsAnError() async throws {
        try await withDatabase { database in
            try await withTable("tx_hidden", database) {
                let error = try await refusal {
                    try await database.withTransaction { connection in
                        try await connection.execute("update tx_hidden set value = 9")
                        _ = try? await connection.execute("select 1 / \(0)")
                    }
                }
                #expect(error?.kind == .commitRolledBack)
                #expect(try await value("tx_hidden", database) == 1)
                let ended = try await refusal {
                    try await database.withTransaction { try await $0.execute("rollback") }
                }
                #expect(ended?.kind == .misuse)
                // A failed first statement is in the transaction like any other.
                let first = try await refusal {
                    try await database.withTransaction { connection in
                        _ = try? await connection.execute("nonsense")
                        try await connection.execute("select 1")
                    }
                }
                #expect(first?.sqlState == "25P02")
                try await database.withTransaction { _ in }
            }
        }
    }

    @Test func deferredConstraintsFailAtCommit() async throws {
        try await withDatabase { database in
            try await withTable("tx_deferred", database) {
                let error = try await refusal {
                    try await database.withTransaction { connection in
                        try await connection.script(
                            """
                            alter table tx_deferred add constraint tx_deferred_self
                                foreign key (value) references tx_deferred deferrable
                                initially deferred;
                            insert into tx_deferred values (3, 99);
                            """)
                    }
                }
                #expect(error?.sqlState == "23503")
                #expect(error?.constraint == "tx_deferred_self")
            }
        }
    }

    @Test func serializationFailuresRunTheWholeBodyAgain() async throws {
        try await withDatabase(.with { $0.retries = 50 }) { database in
            try await withTable("tx_serial", database) {
                let runs = Shared(0)
                try await withThrowingTaskGroup { group in
                    for _ in 0..<4 {
                        group.addTask {
                            for _ in 0..<10 {
                                try await database.withTransaction(isolation: .serializable) {
                                    connection in
                                    runs.withLock { $0 += 1 }
                                    let value = try await connection.query(
                                        "select value from tx_serial where id = 1"
                                    ).first?.decode(Int.self)
                                    try await connection.execute(
                                        """
                                        update tx_serial set value = \((value ?? 0) + 1)
                                        where id = 1
                                        """)
                                }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await value("tx_serial", database) == 41)
                #expect(runs.withLock { $0 } >= 40)
            }
        }
    }

    @Test func deadlocksRunTheWholeBodyAgain() async throws {
        try await withDatabase { database in
            try await withTable("tx_deadlock", database) {
                let runs = Shared([0, 0])
                try await withThrowingTaskGroup { group in
                    for (mine, other) in [(1, 2), (2, 1)] {
                        group.addTask {
                            try await database.withTransaction { connection in
                                let run = runs.withLock { runs in
                                    runs[mine - 1] += 1
                                    return runs[mine - 1]
                                }
                                let add: (Int) -> Query = {
                                    "update tx_deadlock set value = value + 1 where id = \($0)"
                                }
                                try await connection.execute(add(mine))
                                // Both hold one row before either asks for the other.
                                if run == 1 {
                                    _ = try await eventually {
                                        runs.withLock { !$0.contains(0) }
                                    }
                                    try await Task.sleep(for: .milliseconds(100))
                                }
                                try await connection.execute(add(other))
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await value("tx_deadlock", database) == 3)
                #expect(runs.withLock { $0.reduce(0, +) } >= 3)
            }
        }
    }

    @Test func otherErrorsAreNotTriedAgain() async throws {
        try await withDatabase { database in
            let runs = Shared(0)
            let error = try await refusal {
                try await database.withTransaction { connection in
                    runs.withLock { $0 += 1 }
                    try await connection.execute("select 1 / \(0)")
                }
            }
            #expect(error?.sqlState == "22012")
            #expect(runs.withLock { $0 } == 1)
            let stubborn = try await refusal {
                try await database.withTransaction { connection in
                    runs.withLock { $0 += 1 }
                    try await connection.script("do $$ begin raise sqlstate '40001'; end $$")
                }
            }
            #expect(stubborn?.sqlState == "40001")
            #expect(runs.withLock { $0 } == 1 + 1 + database.options.retries)
        }
    }

    @Test func aConnectionLostDuringCommitLeavesTheOutcomeOpen() async throws {
        try await withDatabase { database in
            try await withTable("tx_lost", database) {
                // A deferred trigger that ends its own connection during COMMIT.
                try await database.withConnection { connection in
                    try await connection.script(
                        """
                        create function tx_lost_end() returns trigger language plpgsql as $$
                        begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
                        create constraint trigger tx_lost_end after insert on tx_lost
                            deferrable initially deferred
                            for each row execute function tx_lost_end();
                        """)
                }
                let error = await #expect(throws: TransactionError.self) {
                    try await database.withTransaction { connection in
                        try await connection.execute("insert into tx_lost values (3, 3)")
                    }
                }
                #expect(error?.stage == .commit)
                #expect(error?.underlying.kind == .connectionLost)
                try await database.withConnection { connection in
                    try await connection.script("drop function tx_lost_end cascade")
                }
            }
        }
    }

    @Test func nothingRunsOutsideATransactionWhoseBeginWasCancelled() async throws {
        try await withDatabase { database in
            try await withTable("tx_begin", database) {
                for _ in 0..<40 {
                    try await database.withRollback { connection in
                        // BEGIN travels with a statement whose task is cancelled at any moment.
                        await withTaskGroup { group in
                            group.addTask {
                                _ = try? await connection.execute("select pg_sleep(60)")
                            }
                            try? await Task.sleep(for: .microseconds(Int.random(in: 0...500)))
                            group.cancelAll()
                        }
                        let update: Query = "update tx_begin set value = 9"
                        let error = try await refusal { try await connection.execute(update) }
                        #expect(error == nil || error?.sqlState == "25P02")
                    }
                    let kept = try await value("tx_begin", database)
                    #expect(kept == 1)
                }
            }
        }
    }

    @Test func savepointsNest() async throws {
        try await withDatabase { database in
            try await database.withRollback { connection in
                try await connection.script("create temp table s (a int8)")
                let operation = { (value: Int, fails: Bool) in
                    try await connection.savepoint {
                        try await connection.execute("insert into s values (\(value))")
                        try await connection.savepoint {
                            try await connection.execute("insert into s values (\(value * 10))")
                        }
                        if fails { try await connection.execute("select 1 / \(0)") }
                    }
                }
                try await operation(1, false)
                #expect(try await refusal { try await operation(2, true) }?.sqlState == "22012")
                try await operation(3, false)
                let rows = try await connection.query("select a from s order by a")
                #expect(try rows.map { try $0.decode(Int.self) } == [1, 3, 10, 30])
            }
            let outside = try await refusal {
                try await database.withConnection { connection in
                    try await connection.savepoint {}
                }
            }
            #expect(outside?.sqlState == "25P01")
        }
    }

    @Test func aPipelineIsOneUnit() async throws {
        try await withDatabase { database in
            try await withTable("tx_pipeline", database) {
                let error = try await refusal {
                    try await database.withConnection { connection in
                        _ = try await connection.pipeline([
                            "update tx_pipeline set value = 8", "select 1 / \(0)", "select 2",
                        ])
                    }
                }
                #expect(error?.sqlState == "22012")
                #expect(error?.query == "select 1 / $1")
                #expect(try await value("tx_pipeline", database) == 1)
                let results = try await database.withTransaction { connection in
                    try await connection.pipeline(
                        (0..<300).map { "select \($0), value from tx_pipeline" })
                }
                #expect(results.count == 300)
                #expect(try results.last?.first?.get("value", as: Int.self) == 1)
            }
        }
    }

    @Test func scriptsTellTheFirstErrorAndRefuseCopy() async throws {
        try await withDatabase { database in
            try await database.withConnection { connection in
                let error = try await refusal {
                    try await connection.script("select 1; select 1/0; select nonsense")
                }
                #expect(error?.sqlState == "22012")
                try await connection.script("create temp table c (a int)")
                let copyIn = try await refusal {
                    try await connection.script("copy c from stdin; select 1")
                }
                #expect(copyIn?.kind == .timedOut || copyIn?.sqlState == "57014")
                try await connection.script("copy (select generate_series(1, 9)) to stdout")
                #expect(try await connection.query("select 1").count == 1)
            }
        }
    }
}
