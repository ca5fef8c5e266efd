/// Text as people type it into one line: no control characters, and none of the marks that turn
/// the direction of what stands beside them.
enum PlainText {
    static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { !isUnfit($0) }
    }

    /// The same for several lines.
    static func isPlainLines(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\r" || $0 == "\t" || !isUnfit($0) }
    }

    private static func isUnfit(_ scalar: UnicodeScalar) -> Bool {
        switch scalar.value {
        // control characters of ASCII and Latin-1; line and paragraph separators
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
        // marks, embeddings, overrides and isolates of direction
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        // invisible: tags, private use beyond the first plane, noncharacters
        case 0xFFF9...0xFFFB, 0xE0000...0xE0FFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}
