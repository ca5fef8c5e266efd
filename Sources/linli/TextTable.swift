import Core

/// Columns on a terminal, where a Chinese character is two cells wide.
struct TextTable {
    enum Alignment { case left, right }

    private let columns: [(title: String, alignment: Alignment)]
    private var rows: [[String]] = []

    init(_ columns: [(String, Alignment)]) {
        self.columns = columns.map { (title: $0.0, alignment: $0.1) }
    }

    mutating func add(_ cells: [String]) {
        rows.append(cells.map(TextTable.printable))
    }

    var text: String {
        let lines = [columns.map(\.title)] + rows
        let widths = columns.indices.map { index in
            lines.map { TextTable.width(of: $0[index]) }.max() ?? 0
        }
        return lines.map { line in
            let cells = line.indices.map { index in
                let padding = String(
                    repeating: " ", count: widths[index] - TextTable.width(of: line[index]))
                return columns[index].alignment == .left
                    ? line[index] + padding : padding + line[index]
            }
            var text = cells.joined(separator: "  ")
            while text.hasSuffix(" ") { text.removeLast() }
            return text
        }.joined(separator: "\n")
    }

    static func width(of text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + (isWide($1) ? 2 : 1) }
    }

    /// One line without control characters.
    static func printable(_ text: String) -> String {
        Controls.removed(from: text.split(whereSeparator: \.isNewline).joined(separator: " "))
    }

    /// East Asian wide and full-width blocks that occur in Chinese text (UAX #11).
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
