/// Swift source with its comments and the words of its strings taken out; what is interpolated and
/// every line break stays.
struct SwiftCode {
    private let source: [UInt8]
    private var at = 0
    private var out: [UInt8] = []

    static func lines(of text: String) -> [String] {
        var code = SwiftCode(source: Array(text.utf8))
        code.readCode(insideString: false)
        return String(decoding: code.out, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private init(source: [UInt8]) {
        self.source = source
    }

    private func starts(_ text: String) -> Bool {
        var position = at
        for byte in text.utf8 {
            guard position < source.count, source[position] == byte else { return false }
            position += 1
        }
        return true
    }

    private mutating func readCode(insideString: Bool) {
        var depth = 0
        while at < source.count {
            if starts("//") {
                while at < source.count, !starts("\n") { at += 1 }
            } else if starts("/*") {
                skipComment()
            } else if starts("\"") || starts("#\"") || starts("##\"") {
                readString()
            } else {
                if starts("(") { depth += 1 }
                if starts(")") {
                    if insideString, depth == 0 { return }
                    depth -= 1
                }
                out.append(source[at])
                at += 1
            }
        }
    }

    private mutating func skipComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                at += 2
            } else if starts("*/") {
                depth -= 1
                at += 2
            } else {
                if starts("\n") { out.append(UInt8(ascii: "\n")) }
                at += 1
            }
        } while depth > 0 && at < source.count
    }

    private mutating func readString() {
        var hashes = ""
        while starts("#") {
            hashes += "#"
            at += 1
        }
        let quotes = starts("\"\"\"") ? "\"\"\"" : "\""
        at += quotes.utf8.count
        out += Array(quotes.utf8)
        while at < source.count, !starts(quotes + hashes) {
            if starts("\\" + hashes) {
                at += 1 + hashes.utf8.count
                guard starts("(") else {
                    at += 1
                    continue
                }
                at += 1
                out.append(UInt8(ascii: "("))
                readCode(insideString: true)
                out.append(UInt8(ascii: ")"))
            } else if starts("\n") {
                out.append(UInt8(ascii: "\n"))
            }
            at += 1
        }
        at += quotes.utf8.count + hashes.utf8.count
        out += Array(quotes.utf8)
    }
}
