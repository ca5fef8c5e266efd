import Testing

/// Words that do not stand in finished work, and constructs that end a program.
@Suite struct WordsTests {
    /// Written apart, so that this file does not find itself.
    private static let banned = [
        "TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK", "未" + "实现", "@" + "@",
        "/wo" + "rk/", "/ro" + "ot/",
    ]

    @Test func nothingIsLeftForLater() {
        for file in Repository.written {
            for (index, line) in file.lines.enumerated() {
                for word in Self.banned where holds(String(line), word) {
                    Issue.record("\(file.path):\(index + 1) has \(word)")
                }
            }
        }
    }

    /// As a word of its own: `mktemp`'s row of letters is none.
    private func holds(_ line: String, _ word: String) -> Bool {
        var rest = line[...]
        while let range = rest.range(of: word) {
            let before = line[..<range.lowerBound].last
            let after = line[range.upperBound...].first
            let isWord = word.allSatisfy(\.isLetter)
            if !isWord || (before?.isLetter != true && after?.isLetter != true) { return true }
            rest = rest[range.upperBound...]
        }
        return false
    }

    /// Addresses that may stand in the repository: no mirror or registry of one machine.
    /// Names that lead nowhere (RFC 2606, or without a point) may stand in examples.
    private static let hosts: Set = [
        "github.com", "www.swift.org", "www.postgresql.org", "www.w3.org", "www.freedesktop.org",
        "127.0.0.1", "linli.example.cn",
    ]

    @Test func addressesAreKnown() {
        for file in Repository.written {
            for (index, line) in file.lines.enumerated() where line.utf8.contains(UInt8(ascii: ":"))
            {
                for match in line.matches(of: /https?:\/\/([A-Za-z0-9.-]+)/) {
                    let host = String(match.1)
                    let leadsNowhere = host.hasSuffix(".example") || !host.contains(".")
                    let isKnown = Self.hosts.contains(host) || leadsNowhere
                    #expect(isKnown, "\(file.path):\(index + 1) \(host)")
                }
            }
        }
    }

    @Test func nothingEndsTheProgram() {
        let ending = ["fatalError(", "preconditionFailure(", "assertionFailure(", "try!", "as!"]
        for file in Repository.sources {
            for (index, line) in file.code.enumerated() {
                for word in ending where line.contains(word) {
                    Issue.record("\(file.path):\(index + 1) has \(word)")
                }
                #expect(!unwraps(line), "\(file.path):\(index + 1) \(line)")
            }
        }
    }

    /// A `!` behind a value: not `!=`, and not the `!` before one.
    private func unwraps(_ line: String) -> Bool {
        let bytes = Array(line.utf8)
        for (index, byte) in bytes.enumerated().dropFirst() where byte == UInt8(ascii: "!") {
            let before = Character(UnicodeScalar(bytes[index - 1]))
            let isBehind = before.isLetter || before.isNumber || "_)]}>\"".contains(before)
            let isUnequal = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "=")
            if isBehind && !isUnequal { return true }
        }
        return false
    }

    /// What is printed goes through Output, whole or not at all.
    @Test func nothingPrintsByItself() {
        for file in Repository.sources
        where !["EmbedTool", "Plugins", "Bench"].contains(file.target) {
            for (index, line) in file.code.enumerated()
            where line.contains("print(") && !line.contains("func print(") {
                let calls = line.matches(of: /(^|[^.\w])(debugPrint|print)\(/)
                #expect(calls.isEmpty, "\(file.path):\(index + 1) \(line)")
            }
        }
    }

    /// The C shims are the place where the compiler is told to trust us.
    @Test func uncheckedSendableStandsOnlyOverLibpq() {
        for file in Repository.sources where file.target != "Postgres" {
            let code = file.code.joined(separator: "\n")
            #expect(!code.contains("@unchecked Sendable"), "\(file.path)")
            #expect(!code.contains("nonisolated(unsafe)"), "\(file.path)")
        }
    }

    /// A refusal is a whole sentence, in Chinese, for the person at the desk. Only what the private
    /// cluster says may end with a command to copy or with lines of its log.
    @Test func refusalsAreSentences() {
        var seen = 0
        for file in Repository.sources {
            for body in sentences(of: file) {
                for part in body.split(separator: "case .").dropFirst() {
                    guard let last = part.lastIndex(of: "\"") else { continue }
                    let words = part[..<last].drop { $0 != "\"" }
                    let end = words.last { !$0.isWhitespace && $0 != "\"" }
                    let mayEndOtherwise = file.target == "PrivateCluster"
                    let isWhole = String(words).hasChinese && (end == "。" || mayEndOtherwise)
                    #expect(isWhole, "\(file.path): \(part.prefix(200))")
                    seen += 1
                }
            }
        }
        #expect(seen > 50)
    }

    /// The bodies of `var sentence`, by indentation.
    private func sentences(of file: Repository.File) -> [String] {
        var bodies: [String] = []
        let lines = file.lines
        for (start, line) in lines.enumerated()
        where line.contains("var sentence: String {") && !line.hasSuffix("}") {
            let closing = line.prefix { $0 == " " } + "}"
            guard let end = lines[start...].firstIndex(where: { $0 == closing }) else { continue }
            bodies.append(lines[(start + 1)..<end].joined(separator: "\n"))
        }
        return bodies
    }
}
