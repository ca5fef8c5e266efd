import Testing

/// What reaches the terminal.
struct OutputTests {
    @Test func aClosedPipeIsNoFault() async throws {
        try await withDesk { desk in
            try await desk.takeOver()
            let head = await desk.linli(
                "household list --compound 文宴雅居 --limit 216", through: "\"$@\" | head -n 1")
            #expect(head.status == 0)
            #expect(head.errors.isEmpty)
            #expect(head.out.hasPrefix("房号"))
            let closed = await desk.linli("compound list", through: "\"$@\" >&-")
            #expect(closed.errors.isEmpty)
        }
    }

    @Test func controlCharactersDoNotReachTheTerminal() async throws {
        try await withDesk { desk in
            _ = try await desk.json("compound add 文宴雅居 --county 魏都区")
            let evil = "张\u{1B}]0;owned\u{07}\u{1B}[2J\u{9B}31m\u{202E}三"
            let file = desk.folder.write(
                "楼栋,单元,房号,建筑面积,业主姓名,备注\n1,1,101,50.00,\(evil),\(evil)\n1,1,102,\(evil),李,\n",
                as: "evil.csv")
            let rest = desk.folder.path("rest.csv")
            let lines: [(String, [String])] = [
                ("household import --preview --compound 文宴雅居", [file]),
                ("household import --compound 文宴雅居", [file]),
                ("household import --compound 文宴雅居", [file, "--accept-refusals", rest]),
                ("household list --compound 文宴雅居", []),
                ("household list --compound 文宴雅居", ["--search", evil]),
                ("household show 1-1-101 --compound 文宴雅居", []),
                ("statement 1-1-101 --compound 文宴雅居", []),
                ("household show --compound 文宴雅居", [evil]),
                ("compound list", ["--search", evil]),
                ("compound list", [evil]),
                ("statement 1-1-101 --compound", [evil]),
                ("household import --compound 文宴雅居", ["/\(evil).csv"]),
            ]
            for (line, more) in lines {
                for format in [[], ["--json"]] {
                    let ran = await desk.linli(line, more + format)
                    for text in [ran.out, ran.errors] {
                        let drives = text.unicodeScalars.contains { scalar in
                            scalar.value < 0x20 && scalar != "\n"
                                || (0x7F...0x9F).contains(scalar.value)
                        }
                        #expect(!drives, "\(line): \(Array(text.utf8))")
                    }
                    if !format.isEmpty { #expect(Value(ran.out) != nil, "\(line): \(ran.out)") }
                }
            }
        }
    }
}
