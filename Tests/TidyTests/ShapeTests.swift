import Testing

/// The size of things.
@Suite struct ShapeTests {
    /// 300 lines are a reason to look for the second room in a file; a test may be longer.
    @Test func filesAreShort() {
        for file in Repository.sources {
            #expect(file.lines.count <= 301, "\(file.path) has \(file.lines.count) lines")
        }
        for file in Repository.tests {
            #expect(file.lines.count <= 501, "\(file.path) has \(file.lines.count) lines")
        }
    }

    /// A function fits on a screen: 70 lines, the lines of a query not counted, which is read by
    /// itself and never made of pieces.
    @Test func functionsAreShort() {
        for file in Repository.sources {
            for (name, length) in functions(of: file) {
                #expect(length <= 70, "\(file.path): \(name) has \(length) lines")
            }
        }
    }

    @Test func aFileOfTestsIsNamedAfterThem() {
        for file in Repository.tests where file.text.contains("@Suite ") {
            #expect(file.name.hasSuffix("Tests.swift"), "\(file.path)")
        }
    }

    @Test func placeholdersAreGone() {
        for file in Repository.sources + Repository.tests {
            #expect(file.name != "Placeholder.swift", "\(file.path)")
        }
    }

    /// By indentation, which swift-format keeps.
    private func functions(of file: Repository.File) -> [(name: String, length: Int)] {
        let lines = file.code
        var found: [(name: String, length: Int)] = []
        for (start, line) in lines.enumerated() {
            let words = line.split(separator: " ")
            guard let keyword = words.firstIndex(where: { $0 == "func" || $0.hasPrefix("init(") }),
                words[..<keyword].allSatisfy({ $0.first?.isLetter == true || $0.hasPrefix("@") })
            else { continue }
            let indentation = line.prefix { $0 == " " }
            let closing = indentation + "}"
            guard
                let end = lines[start...].dropFirst().firstIndex(where: { later in
                    later == closing || (later.hasPrefix(closing) && !later.contains("{"))
                }), lines[start...end].contains(where: { $0.hasSuffix("{") })
            else { continue }
            // one without a body, such as a protocol's, has another beneath it at its own depth
            let next = lines[(start + 1)..<end].contains {
                $0.hasPrefix(indentation + "func ") || $0.hasPrefix(indentation + "var ")
            }
            if !next {
                let length = end - start + 1 - linesOfWords(lines[start...end])
                found.append((String(line.drop { $0 == " " }), length))
            }
        }
        return found
    }

    /// Lines inside literals of several lines.
    private func linesOfWords(_ lines: ArraySlice<String>) -> Int {
        var inside = false
        return lines.count { line in
            let wasInside = inside
            let marks = line.split(separator: "\"\"\"", omittingEmptySubsequences: false).count - 1
            if !marks.isMultiple(of: 2) { inside.toggle() }
            return wasInside && inside
        }
    }
}
