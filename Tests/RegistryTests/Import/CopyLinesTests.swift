import Postgres
import TestSupport
import Testing

@testable import Registry

@Suite struct CopyLinesTests {
    @Test func whatIsWrittenIsReadBack() async throws {
        var lines = CopyLines()
        let hard = "a\tb\nc\rd\\e\\N,\"引号\""
        lines.integer(-12)
        lines.text(hard)
        lines.binary([0, 15, 255])
        lines.text(nil)
        lines.endLine()
        lines.integer(Int64.max)
        lines.text("")
        lines.binary(nil)
        lines.text(Array("\\.".utf8)[...])
        lines.endLine()
        let bytes = lines.take()
        #expect(lines.take().isEmpty)
        try await withRolledBack { connection in
            try await connection.execute(
                "create temporary table x (n bigint, a text, b bytea, c text) on commit drop")
            try await connection.copyIn("copy pg_temp.x from stdin") { try await $0.write(bytes) }
            let rows = try await connection.query("select n, a, b, c from pg_temp.x order by n")
                .map { try $0.decode(Int64.self, String.self, [UInt8]?.self, String?.self) }
            #expect(rows.map(\.0) == [-12, Int64.max])
            #expect(rows.map(\.1) == [hard, ""])
            #expect(rows.map(\.2) == [[0, 15, 255], nil])
            #expect(rows.map(\.3) == [nil, "\\."])
        }
    }
}
