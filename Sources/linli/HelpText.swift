import Glibc

/// What the argument parser prints, in Chinese, laid out anew: it counts characters, and a Chinese
/// one is two cells wide.
enum HelpText {
    /// Where the parser puts explanations, and where they stand here.
    private static let labelWidth = 26
    /// So wide that the parser itself breaks no line.
    static let unwrapped = 100_000

    /// - Parameters:
    ///   - message: as the parser gives it for `unwrapped` columns.
    ///   - columns: cells of a line.
    static func chinese(_ message: String, columns: Int) -> String {
        message.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line(String($0), columns: columns) }
            .joined(separator: "\n")
    }

    private static func line(_ line: String, columns: Int) -> String {
        if let (label, explanation) = entry(line) {
            let shown = "  " + UsageWords.chinese(label)
            let lines = wrap(UsageWords.chinese(explanation), to: columns - labelWidth)
            let indent = String(repeating: " ", count: labelWidth)
            let room = labelWidth - TextTable.width(of: shown)
            let start =
                room > 0 ? shown + String(repeating: " ", count: room) : "\(shown)\n\(indent)"
            return start + lines.joined(separator: "\n\(indent)")
        }
        let text = UsageWords.chinese(line)
        let isUsage = text.hasPrefix("用法：")
        let lines = wrap(text, to: columns - (isUsage ? 6 : 0))
        return lines.joined(separator: isUsage ? "\n      " : "\n")
    }

    /// A line of a list: two blanks, a label, blanks, an explanation. A label too long for its
    /// column stands alone and its explanation on the next line, at the same place.
    private static func entry(_ line: String) -> (label: String, explanation: String)? {
        guard line.hasPrefix("  "), line.count > labelWidth else { return nil }
        let split = line.index(line.startIndex, offsetBy: labelWidth)
        let label = line[..<split].drop { $0 == " " }
        guard label.last == " " else { return nil }
        var text = String(label)
        while text.last == " " { text.removeLast() }
        return (text, String(line[split...]))
    }

    /// Lines of at most so many cells, broken at blanks and beside wide characters, but not before
    /// a closing mark.
    static func wrap(_ text: String, to width: Int) -> [String] {
        let indent = text.prefix { $0 == " " }
        var lines: [String] = []
        var line = String(indent)
        for piece in pieces(of: text.dropFirst(indent.count)) {
            let wide = TextTable.width(of: piece)
            let isFull = TextTable.width(of: line) + wide > max(width, 20)
            if isFull, line.contains(where: { $0 != " " }) {
                while line.last == " " { line.removeLast() }
                lines.append(line)
                line = piece == " " ? "" : piece
            } else {
                line += piece
            }
        }
        return lines + [line]
    }

    /// What may not be torn apart: words, and wide characters with the marks that close on them.
    private static func pieces(of text: Substring) -> [String] {
        var pieces: [String] = []
        var wasWord = false
        for character in text {
            let isWide = TextTable.width(of: String(character)) > 1
            let isClosing = "，。；：、）》”！？".contains(character)
            let isWord = !isWide && character != " "
            if let last = pieces.last, isClosing || (isWord && wasWord) || "（《“".contains(last) {
                pieces[pieces.count - 1] = last + String(character)
            } else {
                pieces.append(String(character))
            }
            wasWord = isWord
        }
        return pieces
    }

    /// Cells of a line on this terminal.
    static func columns(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return max(60, min(120, Int(size.ws_col)))
    }
}
