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

    /// What a table program would run is text in our files, and itself again when it is read.
    @Test(arguments: [
        ("=HYPERLINK(\"http://x\",\"点\")", true), ("=cmd|' /C calc'!A0", true), ("@SUM(A1)", true),
        ("+A1", true), ("-A1+1", true), (" =A1", true), ("-无", true),
        ("=1+1", false), ("-5.00", false), ("+86 139-0000-0000", false), ("——", false),
        ("-", false), ("张三", false), ("a=b", false), ("'=A1", false), ("", false),
    ])
    func noCellIsAFormula(cell: String, isMarked: Bool) throws {
        let file = try TemporaryFile()
        unlink(file.path)
        let writer = try TableWriter(path: file.path)
        try writer.write(["楼栋", cell])
        try writer.close()
        let reader = try TableReader(path: file.path)
        #expect(try reader.next())
        #expect(String(decoding: reader.row[1], as: UTF8.self) == (isMarked ? "'\(cell)" : cell))
        let plain = cell == "'=A1" ? "=A1" : cell
        #expect(reader.row.text(1) == (isMarked ? cell : plain))
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
