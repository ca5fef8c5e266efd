import Glibc
import Testing

@testable import Tables

@Suite struct TableWriterTests {
    @Test func whatIsWrittenIsReadBack() throws {
        let file = try TemporaryFile()
        unlink(file.path)
        let rows = [["楼栋", "备注"], ["1", "两行\n\"引号\",逗号"], ["", ""]]
        let writer = try TableWriter(path: file.path)
        for row in rows { try writer.write(row) }
        try writer.close()
        let reader = try TableReader(path: file.path)
        var back: [[String]] = []
        while try reader.next() { back.append((0..<reader.row.count).map { reader.row[$0].text }) }
        #expect(back == rows)
        var status = stat()
        #expect(stat(file.path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test func neverOverwrites() throws {
        let file = try TemporaryFile("mine")
        do throws(TableWriter.Failed) {
            _ = try TableWriter(path: file.path)
            Issue.record("overwritten")
        } catch {
            #expect(error.exists)
        }
    }

    @Test func leavesNothingUnlessClosed() throws {
        let file = try TemporaryFile()
        unlink(file.path)
        do {
            let writer = try TableWriter(path: file.path)
            try writer.write(["x"])
        }
        #expect(access(file.path, F_OK) != 0)
    }
}
