/// Reads a CSV file row by row in bounded memory, whatever the file is.
///
/// UTF-8, GB 18030 (and so GBK) and UTF-16 with a mark are told apart for certain; commas, TABs and
/// semicolons by which the first rows have most of. Excel workbooks are refused, not read.
public final class TableReader {
    public let limits: TableLimits
    /// The last row read.
    public private(set) var row = TableRow()
    /// Whether the last row read ended with the file and not with a line break.
    public private(set) var isUnterminated = false
    private let source: TextSource
    private var parser: RowParser
    private var position = 0
    private var hasText: Bool

    /// Opens the file and reads it once through to know its encoding.
    ///
    /// - Throws: `TableRefusal`.
    public init(path: String, limits: TableLimits = TableLimits()) throws(TableRefusal) {
        self.limits = limits
        source = try TextSource(path: path, limits: limits)
        hasText = try source.advance()
        parser = RowParser(separator: Separator.sniff(source.text), limits: limits)
    }

    public var encoding: TextEncoding { source.encoding }

    /// Reads the next row into `row`.
    ///
    /// - Returns: false at the end of the file.
    /// - Throws: `TableRefusal` naming the row.
    public func next() throws(TableRefusal) -> Bool {
        while hasText {
            let isWhole = try source.text.withUnsafeBufferPointer {
                (input) throws(TableRefusal) -> Bool in
                try parser.consume(input, from: &position, into: &row)
            }
            if isWhole { return true }
            position = 0
            hasText = try source.advance()
        }
        switch source.stop {
        case .cutCharacter: throw .cutCharacter(row: parser.currentRow(after: row))
        case .badBytes:
            throw .badBytes(row: parser.currentRow(after: row), encoding: source.encoding)
        case nil:
            isUnterminated = try parser.finish(into: &row)
            return isUnterminated
        }
    }

    /// SHA-256 of the file's bytes; call once, after `next` has answered false.
    public func finish() -> [UInt8] { source.finish() }
}

enum Separator {
    /// Rows that are looked at.
    private static let rows = 30

    /// The separator that one of the first rows has most of; a comma where there is none.
    static func sniff(_ text: [UInt8]) -> UInt8 {
        let candidates = [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";")]
        var most = [0, 0, 0]
        var counts = [0, 0, 0]
        var seen = 0
        var isQuoted = false
        for byte in text {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == 0x0A || byte == 0x0D {
                for index in most.indices { most[index] = max(most[index], counts[index]) }
                counts = [0, 0, 0]
                seen += 1
                if seen > rows * 2 { break }
            } else if let index = candidates.firstIndex(of: byte) {
                counts[index] += 1
            }
        }
        for index in most.indices { most[index] = max(most[index], counts[index]) }
        let best = most.indices.max { most[$0] < most[$1] } ?? 0
        return most[best] > most[0] ? candidates[best] : candidates[0]
    }
}
