/// What people write in their own words, kept and shown as they wrote it: so what would not be
/// seen, would show as something else, or was never meant for a reader is refused.
public enum Wording {
    /// - Parameters:
    ///   - what: how the sentence of a refusal calls it: `异议内容`.
    ///   - limit: code points, as PostgreSQL counts them.
    /// - Returns: the text without blanks at its ends, its lines ended by a line feed alone.
    /// - Throws: `MalformedValue` saying what to do.
    public static func read(
        _ text: String, what: String, limit: Int
    ) throws(MalformedValue) -> String {
        let text = unified(text).trimmed
        guard !text.isEmpty else {
            throw MalformedValue(code: "wordsMissing", sentence: "请填写\(what)。")
        }
        let scalars = text.unicodeScalars
        guard scalars.count <= limit else {
            throw MalformedValue(
                code: "wordsTooLong",
                sentence: "\(what)有 \(scalars.count) 个字，最多 \(limit) 个字，请缩短。")
        }
        if let flaw = scalars.lazy.compactMap(flaw).first {
            throw MalformedValue(
                code: flaw.code, sentence: "\(what)含有\(flaw.name)，请去掉后再提交。")
        }
        guard !hasMarkup(text) else {
            throw MalformedValue(
                code: "wordsWithMarkup",
                sentence: "\(what)含有网页代码（以 < 开头的标记），请改用文字说明。")
        }
        return text
    }

    private enum Flaw {
        case control, direction, invisible, picture

        var code: String {
            switch self {
            case .control: "wordsWithControls"
            case .direction: "wordsWithDirections"
            case .invisible: "wordsWithInvisibles"
            case .picture: "wordsWithPictures"
            }
        }

        var name: String {
            switch self {
            case .control: "无法显示的控制字符"
            case .direction: "改变文字方向的符号"
            case .invisible: "看不见的字符"
            case .picture: "表情符号"
            }
        }
    }

    private static func flaw(_ scalar: Unicode.Scalar) -> Flaw? {
        switch scalar.value {
        case 0x0A, 0x09: nil
        case 0..<0x20, 0x7F...0x9F: .control
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: .direction
        case 0x00AD, 0x200B...0x200D, 0x2060...0x2065, 0xFEFF, 0xFFF9...0xFFFC,
            0xE0000...0xE0FFF:
            .invisible
        case 0x1F000...0x1FAFF, 0xFE0F: .picture
        default: scalar.properties.isEmojiPresentation ? .picture : nil
        }
    }

    /// `<` and what could begin a tag, its end, a comment: not `<50`.
    private static func hasMarkup(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return zip(bytes, bytes.dropFirst()).contains { first, second in
            first == UInt8(ascii: "<")
                && (second == UInt8(ascii: "/") || second == UInt8(ascii: "!")
                    || second == UInt8(ascii: "?")
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(second | 0x20))
        }
    }

    /// Browsers send a line's end as two characters.
    private static func unified(_ text: String) -> String {
        var out = ""
        out.reserveCapacity(text.utf8.count)
        for character in text { out.append(character.isNewline ? "\n" : character) }
        return out
    }
}
