/// Writes Swift source that holds given texts exactly, byte for byte.
enum SwiftSource {
    static func embedding(_ files: [TextFile]) -> String {
        var source = "// Written by EmbedTool during the build. Do not edit.\n\n"
        source += "enum EmbeddedFiles {\n"
        source += "    static let files: [(path: String, text: String)] = [\n"
        for file in files {
            source += "(path: \(literal(file.path)),\ntext: \(literal(file.text))),\n"
        }
        source += "    ]\n}\n"
        return source
    }

    /// A raw multi-line literal, with as many `#` as the text makes necessary.
    static func literal(_ text: String) -> String {
        let hashes = String(repeating: "#", count: hashesNeeded(for: text))
        var literal = "\(hashes)\"\"\"\n"
        for scalar in text.unicodeScalars {
            if mustBeEscaped(scalar) {
                literal += "\\\(hashes)u{\(String(scalar.value, radix: 16))}"
            } else {
                literal.unicodeScalars.append(scalar)
            }
        }
        // The compiler drops the line break before the closing quotes, so one is added.
        return literal + "\n\"\"\"\(hashes)"
    }

    /// One more than the longest run of `#` that follows a quote or a backslash in the text:
    /// fewer would end the literal, or start an escape, in the middle of it.
    private static func hashesNeeded(for text: String) -> Int {
        var longest = 0
        var run: Int?
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): run = 0
            case UInt8(ascii: "#"): run = run.map { $0 + 1 }
            default: run = nil
            }
            longest = max(longest, run ?? 0)
        }
        return longest + 1
    }

    /// A carriage return would be turned into a line feed, other controls and a byte order mark
    /// are warned of or dropped by the compiler.
    private static func mustBeEscaped(_ scalar: Unicode.Scalar) -> Bool {
        let isPlainControl = scalar == "\n" || scalar == "\t"
        return (scalar.value < 0x20 && !isPlainControl) || scalar.value == 0x7F
            || scalar.value == 0xFEFF
    }
}
