/// Cuts text into rows and cells as RFC 4180 says: quotes, doubled quotes, line breaks inside
/// quotes; line breaks of any system. A quote inside an unquoted cell stands for itself, as Excel
/// reads it.
struct RowParser {
    private enum State {
        case cellStart
        case plain
        case quoted
        /// A quote inside a quoted cell: its end, or the first of two.
        case quoteInQuoted
    }

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D

    let separator: UInt8
    private let limits: TableLimits
    private var state = State.cellStart
    private var skipsLineFeed = false
    private var hasBegun = false

    init(separator: UInt8, limits: TableLimits) {
        self.separator = separator
        self.limits = limits
    }

    /// Reads on from `position` until a row is whole.
    ///
    /// - Returns: false when the input ends first; call again with what follows.
    mutating func consume(
        _ input: UnsafeBufferPointer<UInt8>, from position: inout Int, into row: inout TableRow
    ) throws(TableRefusal) -> Bool {
        if skipsLineFeed, position < input.count {
            if input[position] == RowParser.lineFeed { position += 1 }
            skipsLineFeed = false
        }
        while position < input.count {
            if !hasBegun {
                hasBegun = true
                row.clear()
                row.number += 1
                guard row.number <= limits.rows else { throw .tooManyRows(limit: limits.rows) }
            }
            let start = position
            position = endOfRun(in: input, from: start)
            if position > start {
                if state == .cellStart || state == .quoteInQuoted { state = .plain }
                row.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: input[start..<position]))
                try check(row)
                guard position < input.count else { return false }
            }
            let byte = input[position]
            position += 1
            if try special(byte, into: &row) { return true }
        }
        return false
    }

    /// What is under way when the text ends is the last row.
    mutating func finish(into row: inout TableRow) throws(TableRefusal) -> Bool {
        if state == .quoted { throw .unclosedQuote(row: row.number) }
        guard hasBegun else { return false }
        return try endRow(&row)
    }

    /// The row under way, or the one that would begin now.
    func currentRow(after row: TableRow) -> Int { hasBegun ? row.number : row.number + 1 }

    /// Where the next byte lies that means something in this state.
    private func endOfRun(in input: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        if state == .quoted {
            while index < input.count, input[index] != RowParser.quote, input[index] != 0 {
                index += 1
            }
            return index
        }
        while index < input.count {
            let byte = input[index]
            // everything that ends a run but a semicolon is below or at the comma
            if byte <= 0x2C || byte == separator {
                if byte == separator || byte == RowParser.quote || byte == RowParser.lineFeed
                    || byte == RowParser.carriageReturn || byte == 0
                {
                    return index
                }
            }
            index += 1
        }
        return index
    }

    /// - Returns: true when the row is whole.
    private mutating func special(
        _ byte: UInt8, into row: inout TableRow
    ) throws(TableRefusal) -> Bool {
        switch byte {
        case 0: throw .containsNUL(row: row.number)
        case RowParser.quote:
            switch state {
            case .cellStart: state = .quoted
            case .quoted: state = .quoteInQuoted
            case .quoteInQuoted:
                row.bytes.append(byte)
                state = .quoted
            case .plain: row.bytes.append(byte)
            }
            return false
        case separator:
            try endCell(&row)
            return false
        default:
            skipsLineFeed = byte == RowParser.carriageReturn
            return try endRow(&row)
        }
    }

    private mutating func endCell(_ row: inout TableRow) throws(TableRefusal) {
        try check(row)
        row.ends.append(Int32(truncatingIfNeeded: row.bytes.count))
        state = .cellStart
        guard row.ends.count <= limits.columns else {
            throw .tooManyColumns(row: row.number, limit: limits.columns)
        }
    }

    private mutating func endRow(_ row: inout TableRow) throws(TableRefusal) -> Bool {
        try endCell(&row)
        hasBegun = false
        return true
    }

    /// Holds the cell under way to its limit: in bytes first, which costs nothing.
    private func check(_ row: TableRow) throws(TableRefusal) {
        let start = row.ends.last.map(Int.init) ?? 0
        guard row.bytes.count - start > limits.cellCharacters else { return }
        let cell = row.bytes[start...]
        guard cell.lazy.filter({ $0 & 0xC0 != 0x80 }).count > limits.cellCharacters else { return }
        // such a cell with line breaks in it is a quote that swallowed the rows below
        if state == .quoted, cell.contains(RowParser.lineFeed) || cell.contains(0x0D) {
            throw .unclosedQuote(row: row.number)
        }
        throw .cellTooLong(
            row: row.number, column: row.ends.count + 1, limit: limits.cellCharacters)
    }
}
