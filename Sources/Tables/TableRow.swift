/// One row of a table: its cells as they stand in the file, quotes resolved, in UTF-8.
///
/// The cells lie in one buffer, which the reader uses again for the next row.
public struct TableRow: Sendable {
    /// As a spreadsheet numbers it: the file's first row is 1; a line break inside a quoted cell
    /// begins no row.
    public internal(set) var number = 0
    var bytes: [UInt8] = []
    var ends: [Int32] = []

    public var count: Int { ends.count }

    /// The cell's bytes; none beyond the last cell.
    public subscript(column: Int) -> ArraySlice<UInt8> {
        guard column < ends.count else { return [] }
        let start = column == 0 ? 0 : Int(ends[column - 1])
        return bytes[start..<Int(ends[column])]
    }

    /// The cell without blanks at either end, and without the mark of a cell that is no formula.
    public func trimmed(_ column: Int) -> ArraySlice<UInt8> {
        FormulaMark.taken(off: self[column].trimmedBlanks)
    }

    public func text(_ column: Int) -> String { trimmed(column).text }

    public var isBlank: Bool {
        (0..<count).allSatisfy { trimmed($0).isEmpty }
    }

    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }
}

extension ArraySlice<UInt8> {
    public var text: String { String(decoding: self, as: UTF8.self) }

    /// Without blanks at either end: those of ASCII, the full-width and the unbreakable blank, and
    /// marks without width.
    public var trimmedBlanks: ArraySlice<UInt8> {
        let bounds = withUnsafeBufferPointer { bytes in
            var start = 0
            var end = bytes.count
            while start < end, let width = Blanks.width(in: bytes, from: start, to: end) {
                start += width
            }
            while end > start, let width = Blanks.width(in: bytes, endingAt: end, from: start) {
                end -= width
            }
            return start..<end
        }
        return self[startIndex + bounds.lowerBound..<startIndex + bounds.upperBound]
    }
}

/// ASCII up to the blank, U+00A0, U+3000, U+FEFF, U+200B…U+200F.
enum Blanks {
    /// The bytes of the blank that begins here; nil where none does.
    static func width(
        in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
    ) -> Int? {
        switch bytes[start] {
        case 0...0x20: 1
        case 0xC2: start + 1 < end && bytes[start + 1] == 0xA0 ? 2 : nil
        case 0xE2, 0xE3, 0xEF: start + 2 < end && isWide(bytes, start) ? 3 : nil
        default: nil
        }
    }

    /// The bytes of the blank that ends here; nil where none does.
    static func width(
        in bytes: UnsafeBufferPointer<UInt8>, endingAt end: Int, from start: Int
    ) -> Int? {
        switch bytes[end - 1] {
        case 0...0x20: 1
        case 0x80, 0x8B...0x8F, 0xBF: end - 3 >= start && isWide(bytes, end - 3) ? 3 : nil
        case 0xA0: end - 2 >= start && bytes[end - 2] == 0xC2 ? 2 : nil
        default: nil
        }
    }

    private static func isWide(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        switch (bytes[start], bytes[start + 1], bytes[start + 2]) {
        case (0xE3, 0x80, 0x80), (0xEF, 0xBB, 0xBF), (0xE2, 0x80, 0x8B...0x8F): true
        default: false
        }
    }
}
