import Glibc
import Secrets
import Testing

@testable import Tables

private func rows(
    _ bytes: [UInt8], limits: TableLimits = TableLimits()
) throws -> [[String]] {
    let file = try TemporaryFile(bytes)
    let reader = try TableReader(path: file.path, limits: limits)
    var rows: [[String]] = []
    while try reader.next() {
        #expect(reader.row.number == rows.count + 1)
        rows.append((0..<reader.row.count).map { reader.row[$0].text })
    }
    #expect(reader.finish() == Digest.sha256(bytes))
    return rows
}

private func rows(_ text: String, limits: TableLimits = TableLimits()) throws -> [[String]] {
    try rows(Array(text.utf8), limits: limits)
}

private func refusal(
    _ bytes: [UInt8], limits: TableLimits = TableLimits()
) throws -> TableRefusal? {
    let file = try TemporaryFile(bytes)
    do throws(TableRefusal) {
        let reader = try TableReader(path: file.path, limits: limits)
        while try reader.next() {}
        return nil
    } catch {
        return error
    }
}

@Suite struct TableReaderTests {
    @Test(arguments: [
        ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
        ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
        ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
        ("a\n\nb\n", [["a"], [""], ["b"]]),
        ("a,\n,b\n,,\n", [["a", ""], ["", "b"], ["", "", ""]]),
        ("\"a,1\",\"say \"\"hi\"\"\"\n", [["a,1", "say \"hi\""]]),
        ("\"two\r\nlines\",x\ny,z\n", [["two\r\nlines", "x"], ["y", "z"]]),
        ("5\"x,\"\",\"\"\"\"\n", [["5\"x", "", "\""]]),
        ("\"a\"b,c\n", [["ab", "c"]]),
        ("a\tb,c\td\n", [["a", "b,c", "d"]]),
        ("a;b\n1;2\n", [["a", "b"], ["1", "2"]]),
        ("a,b;c;d,e\n", [["a", "b;c;d", "e"]]),
        ("楼栋,房号\n一,１０１\n", [["楼栋", "房号"], ["一", "１０１"]]),
    ])
    func cutsRowsAndCells(text: String, expected: [[String]]) throws {
        #expect(try rows(text) == expected)
        var small = TableLimits()
        small.chunkBytes = 3
        if !text.contains(";"), !text.contains("\t") {
            #expect(try rows(text, limits: small) == expected)
        }
    }

    @Test func knowsEncodings() throws {
        let text = "楼栋,业主\r\n１号楼,郭超桂𠮷\r\n"
        let expected = [["楼栋", "业主"], ["１号楼", "郭超桂𠮷"]]
        #expect(try rows(Array(text.utf8)) == expected)
        #expect(try rows([0xEF, 0xBB, 0xBF] + Array(text.utf8)) == expected)
        let units = Array(text.utf16)
        let little = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        #expect(try rows([0xFF, 0xFE] + little) == expected)
        #expect(try rows([0xFE, 0xFF] + big) == expected)
        let chinese = gb18030(text)
        #expect(try rows(chinese) == expected)
        #expect(try rows([0x84, 0x31, 0x95, 0x33] + chinese) == expected)
        var small = TableLimits()
        small.chunkBytes = 8
        #expect(try rows(chinese, limits: small) == expected)
    }

    @Test func digestIsThatOfTheFile() throws {
        let bytes = Array("楼栋,房号\n1,101\n".utf8)
        let file = try TemporaryFile(bytes)
        let reader = try TableReader(path: file.path)
        while try reader.next() {}
        #expect(reader.finish() == Digest.sha256(bytes))
    }

    @Test func refusesACutCharacter() throws {
        let text = "楼栋,房号\n一号楼,101\n二号楼"
        #expect(try refusal(Array(text.utf8.dropLast())) == .cutCharacter(row: 3))
        #expect(try refusal(Array(text.utf8.dropLast(2))) == .cutCharacter(row: 3))
        #expect(try refusal(gb18030(text).dropLast()) == .cutCharacter(row: 3))
        let wide: [UInt8] =
            [0xFF, 0xFE]
            + "楼,号\n".utf16.flatMap {
                [UInt8($0 & 0xFF), UInt8($0 >> 8)]
            }
        #expect(try refusal(wide + [0x41]) == .cutCharacter(row: 2))
    }

    @Test func refusesBytesOfNoEncoding() throws {
        let utf8 = Array("楼栋,房号\n一号楼,1".utf8)
        #expect(
            try refusal(utf8 + [0xFF, 0x31, 0x0A]) == .badBytes(row: 2, encoding: .utf8))
        #expect(
            try refusal(gb18030("楼栋\n一") + [0xFF, 0x31]) == .badBytes(row: 2, encoding: .gb18030))
        // 0x81 alone before a comma pairs with nothing in GBK
        #expect(
            try refusal(gb18030("楼栋\n一\n") + [0x81, 0x20]) == .badBytes(row: 3, encoding: .gb18030))
    }

    @Test func refusesNUL() throws {
        #expect(try refusal(Array("a,b\nc,\0d\n".utf8)) == .containsNUL(row: 2))
        #expect(try refusal(Array("a,b\n\"c\0\",d\n".utf8)) == .containsNUL(row: 2))
        #expect(try refusal([0, 0, 0]) == .containsNUL(row: 1))
        // UTF-16 without a mark
        #expect(try refusal([0x61, 0, 0x2C, 0]) == .containsNUL(row: 1))
    }

    @Test func refusesAnUnclosedQuoteWhereItOpened() throws {
        #expect(try refusal(Array("a,b\n\"c,d\ne,f\n".utf8)) == .unclosedQuote(row: 2))
        let many = String(repeating: "row,of,cells\n", count: 1_000)
        #expect(try refusal(Array(("a,b\nx,\"y\n" + many).utf8)) == .unclosedQuote(row: 2))
    }

    @Test func refusesExcelAndNothing() throws {
        #expect(try refusal([0x50, 0x4B, 0x03, 0x04, 1, 2, 3]) == .spreadsheet)
        #expect(
            try refusal([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0]) == .spreadsheet)
        #expect(try refusal([]) == .empty)
        #expect(throws: TableRefusal.notAFile(path: "/tmp")) { try TableReader(path: "/tmp") }
        #expect(throws: TableRefusal.unreadable(path: "/nowhere/x.csv", reason: "没有这个文件")) {
            try TableReader(path: "/nowhere/x.csv")
        }
    }

    @Test func limitsAtTheBound() throws {
        var limits = TableLimits()
        limits.cellCharacters = 3
        limits.columns = 2
        limits.rows = 2
        #expect(try refusal(Array("楼号幢,bbb\n".utf8), limits: limits) == nil)
        #expect(
            try refusal(Array("a,楼号幢栋\n".utf8), limits: limits)
                == .cellTooLong(row: 1, column: 2, limit: 3))
        #expect(
            try refusal(Array("a,b,c\n".utf8), limits: limits) == .tooManyColumns(row: 1, limit: 2))
        #expect(try refusal(Array("a\nb\n".utf8), limits: limits) == nil)
        #expect(try refusal(Array("a\nb\nc".utf8), limits: limits) == .tooManyRows(limit: 2))
        limits.fileBytes = 4
        #expect(try refusal(Array("abcd".utf8), limits: limits)?.code == "cellTooLong")
        #expect(
            try refusal(Array("abcde".utf8), limits: limits) == .fileTooLarge(bytes: 5, limit: 4))
    }

    /// A gigabyte on one line, and one of NULs: refused in little time and memory.
    @Test func refusesAGigabyteOnOneLine() throws {
        let file = try TemporaryFile()
        let descriptor = open(file.path, O_WRONLY)
        defer { close(descriptor) }
        let letters = [UInt8](repeating: 0x61, count: 4 << 20)
        #expect(write(descriptor, letters, letters.count) == letters.count)
        #expect(ftruncate(descriptor, 1 << 30) == 0)
        var limits = TableLimits()
        limits.fileBytes = 2 << 30
        let clock = ContinuousClock()
        let start = clock.now
        #expect(throws: TableRefusal.lineTooLong(row: 1, limit: limits.lineBytes)) {
            try TableReader(path: file.path, limits: limits)
        }
        #expect(throws: TableRefusal.fileTooLarge(bytes: 1 << 30, limit: 512 << 20)) {
            try TableReader(path: file.path)
        }
        #expect(clock.now - start < .seconds(2))
    }

    @Test func refusesAFileWrittenWhileItIsRead() throws {
        let file = try TemporaryFile("a,b\n" + String(repeating: "c,d\n", count: 100_000))
        let reader = try TableReader(path: file.path)
        #expect(try reader.next())
        let descriptor = open(file.path, O_WRONLY | O_APPEND)
        #expect(write(descriptor, "e,f\n", 4) == 4)
        close(descriptor)
        #expect(throws: TableRefusal.changedWhileRead) { while try reader.next() {} }
    }
}

/// Through the C library, so that the test's bytes are not made by the code under test.
func gb18030(_ text: String) -> [UInt8] { encoded(text, as: "GB18030") }

func encoded(_ text: String, as encoding: String) -> [UInt8] {
    let handle = iconv_open(encoding, "UTF-8")
    defer { iconv_close(handle) }
    var input = Array(text.utf8)
    var output = [UInt8](repeating: 0, count: input.count * 2 + 16)
    let count = input.withUnsafeMutableBytes { source in
        output.withUnsafeMutableBytes { target in
            var from = source.bindMemory(to: CChar.self).baseAddress
            var left = source.count
            var to = target.bindMemory(to: CChar.self).baseAddress
            var free = target.count
            _ = iconv(handle, &from, &left, &to, &free)
            return target.count - free
        }
    }
    return Array(output.prefix(count))
}
