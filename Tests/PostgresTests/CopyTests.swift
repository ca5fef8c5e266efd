import Glibc
import Postgres
import Testing

@Suite struct CopyTests {
    @Test func rowsGoInAndComeOut() async throws {
        try await withDatabase { database in
            try await database.withTransaction { connection in
                try await connection.script("create temp table c (a int8, b text) on commit drop")
                let written = try await connection.copyIn("copy c from stdin") { writer in
                    for number in 0..<50_000 {
                        try await writer.write(Array("\(number)\t第\(number)户\n".utf8))
                    }
                }
                #expect(written == 50_000)
                var lines = 0
                var largest = 0
                let read = try await connection.copyOut("copy c to stdout") { piece in
                    lines += piece.count { $0 == 10 }
                    largest = max(largest, piece.count)
                }
                #expect(read == 50_000)
                #expect(lines == 50_000)
                #expect(largest < 80_000)
                let nothing = try await connection.copyOut(
                    "copy (select 1 where false) to stdout"
                ) { _ in }
                #expect(nothing == 0)
                #expect(try await connection.copyIn("copy c from stdin") { _ in } == 0)
            }
        }
    }

    @Test func aSlowReaderHoldsTheServerBackInBoundedMemory() async throws {
        try await withDatabase { database in
            let before = residentBytes()
            var total = 0
            var pieces = 0
            try await database.withConnection { connection in
                let rows = "select repeat('x', 1000) from generate_series(1, 200000)"
                let copy = "copy (\(rows)) to stdout"
                try await connection.copyOut(copy) { piece in
                    if pieces == 2 {
                        // The server fills the socket and then waits for us to read on.
                        let isHeldBack = try await eventually {
                            try await database.query(
                                """
                                select 1 from pg_stat_activity where wait_event = 'ClientWrite'
                                and pid = \(connection.backendProcessID)
                                """
                            ).count == 1
                        }
                        #expect(isHeldBack)
                    }
                    pieces += 1
                    total += piece.count
                }
            }
            #expect(total == 200_000 * 1_001)
            #expect(pieces > 1_000)
            #expect(residentBytes() - before < 60_000_000)
        }
    }

    @Test func aReaderThatThrowsStopsTheCopy() async throws {
        try await withDatabase(.with { $0.leasedConnections = 1 }) { database in
            await #expect(throws: Failure("够了")) {
                try await database.withConnection { connection in
                    try await connection.copyOut(
                        "copy (select generate_series(1, 100000000)) to stdout"
                    ) { _ in
                        throw Failure("够了")
                    }
                }
            }
            try await database.withConnection { try await requireSound($0) }
        }
    }

    @Test func aWriterThatThrowsAbortsTheCopy() async throws {
        try await withDatabase { database in
            try await withTable("copy_abort", database) {
                try await database.withConnection { connection in
                    await #expect(throws: Failure("bad line 7")) {
                        try await connection.copyIn("copy copy_abort from stdin") { writer in
                            for number in 10..<30_000 {
                                try await writer.write(Array("\(number)\t1\n".utf8))
                            }
                            throw Failure("bad line 7")
                        }
                    }
                    let rows = try await connection.query("select count(*) from copy_abort")
                    #expect(try rows.first?.decode(Int.self) == 2)
                }
            }
        }
    }

    @Test func theServersErrorInDataIsTold() async throws {
        try await withDatabase { database in
            try await withTable("copy_bad", database) {
                try await database.withConnection { connection in
                    let error = try await refusal {
                        try await connection.copyIn("copy copy_bad from stdin") { writer in
                            try await writer.write(Array("3\t1\n1\t1\n".utf8))
                            for number in 10..<200_000 {
                                try await writer.write(Array("\(number)\t1\n".utf8))
                            }
                        }
                    }
                    #expect(error?.sqlState == "23505")
                    #expect(error?.constraint == "copy_bad_pkey")
                    #expect(error?.query == "copy copy_bad from stdin")
                    let missing = try await refusal {
                        try await connection.copyIn("copy nowhere from stdin") { _ in }
                    }
                    #expect(missing?.sqlState == "42P01")
                    let wrong = try await refusal {
                        try await connection.copyIn("select 1") { _ in }
                    }
                    #expect(wrong?.kind == .misuse)
                    let inside = try await refusal {
                        try await connection.copyIn("copy copy_bad from stdin") { _ in
                            try await connection.execute("select 1")
                        }
                    }
                    #expect(inside?.kind == .misuse)
                    #expect(try await connection.query("select 1").count == 1)
                }
            }
        }
    }

    @Test func copyInARolledBackTransactionLeavesNothing() async throws {
        try await withDatabase { database in
            try await withTable("copy_rollback", database) {
                try await database.withRollback { connection in
                    try await connection.copyIn("copy copy_rollback from stdin") { writer in
                        try await writer.write(Array("3\t1\n".utf8))
                    }
                    #expect(
                        try await connection.query("select 1 from copy_rollback").count == 3)
                }
                #expect(try await database.query("select 1 from copy_rollback").count == 2)
            }
        }
    }

    @Test func aCancelledCopyEnds() async throws {
        try await withDatabase(.with { $0.leasedConnections = 1 }) { database in
            let copy = Task {
                try await database.withConnection { connection in
                    try await connection.copyOut(
                        "copy (select generate_series(1, 100000000)) to stdout"
                    ) { _ in }
                }
            }
            try await Task.sleep(for: .milliseconds(50))
            copy.cancel()
            #expect(try await refusal { _ = try await copy.value }?.kind == .cancelled)
            try await database.withConnection { try await $0.execute("select 1") }
        }
    }

    private func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, 128, file) != nil else { return 0 }
        let text = String(decoding: line.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * 4_096
    }
}
