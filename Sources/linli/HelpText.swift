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
        let indent = String(repeating: " ", count: labelWidth)
        var shown: [String] = []
        var label: String?
        for line in message.split(separator: "\n", omittingEmptySubsequences: false) {
            if let known = label, line.hasPrefix(indent) {
                // The explanation of a label that was too long before it was translated.
                shown.append(entry(known, String(line.dropFirst(labelWidth)), columns: columns))
                label = nil
                continue
            }
            if let known = label { shown.append("  \(known)") }
            label = nil
            switch kind(of: line) {
            case .label(let text): label = text
            case .entry(let label, let text): shown.append(entry(label, text, columns: columns))
            case .usage: shown.append(wrap(line, after: "用法：", columns: columns))
            case .text: shown.append(wrap(line, after: "", columns: columns))
            }
        }
        if let label { shown.append("  \(label)") }
        return shown.joined(separator: "\n")
    }

    private enum Kind {
        /// Of an option or a command, without or with its explanation.
        case label(String)
        case entry(label: String, text: String)
        case usage
        case text
    }

    private static func kind(of line: Substring) -> Kind {
        if line.hasPrefix("USAGE: ") || line.hasPrefix("Usage: ") { return .usage }
        guard line.hasPrefix("  "), !line.hasPrefix("   "), !line.hasPrefix("  See '") else {
            return .text
        }
        var label = line.dropFirst(2).prefix(labelWidth - 2)
        guard line.count > labelWidth, label.last == " " else {
            return .label(UsageWords.chinese(String(line.dropFirst(2))))
        }
        while label.last == " " { label.removeLast() }
        return .entry(
            label: UsageWords.chinese(String(label)), text: String(line.dropFirst(labelWidth)))
    }

    private static func entry(_ label: String, _ text: String, columns: Int) -> String {
        let indent = String(repeating: " ", count: labelWidth)
        let lines = wrap(UsageWords.chinese(text), to: columns - labelWidth)
        let room = labelWidth - 2 - TextTable.width(of: label)
        let start = room > 0 ? "  \(label)" + indent.prefix(room) : "  \(label)\n\(indent)"
        return start + lines.joined(separator: "\n\(indent)")
    }

    private static func wrap(_ line: Substring, after head: String, columns: Int) -> String {
        let indent = String(repeating: " ", count: TextTable.width(of: head))
        return wrap(UsageWords.chinese(String(line)), to: columns - indent.count)
            .joined(separator: "\n\(indent)")
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

    /// What may not be torn apart: words, what stands in angle brackets together with its option,
    /// and wide characters with the marks that close on them.
    private static func pieces(of text: Substring) -> [String] {
        var pieces: [String] = []
        var wasWord = false
        var isInside = false
        for character in text {
            let isWide = TextTable.width(of: String(character)) > 1
            let isClosing = "，。；：、）》”！？>]".contains(character)
            let isWord = !isWide && character != " "
            if character == "<" {
                isInside = true
                if pieces.count > 1, pieces.last == " ", pieces[pieces.count - 2].contains("-") {
                    pieces[pieces.count - 2] += " "
                    pieces.removeLast()
                    wasWord = true
                }
            }
            if let last = pieces.last,
                isClosing || isInside && character != "<" || (isWord && wasWord)
                    || "（《“".contains(last)
            {
                pieces[pieces.count - 1] = last + String(character)
            } else {
                pieces.append(String(character))
            }
            if character == ">" { isInside = false }
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
