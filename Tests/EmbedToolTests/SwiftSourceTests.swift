import Testing

@testable import EmbedTool

@Suite struct SwiftSourceTests {
    @Test(arguments: [
        ("plain", "#\"\"\"\nplain\n\"\"\"#"),
        ("", "#\"\"\"\n\n\"\"\"#"),
        ("ends in a line\n", "#\"\"\"\nends in a line\n\n\"\"\"#"),
        (##"say "# and \#"##, "##\"\"\"\nsay \"# and \\#\n\"\"\"##"),
        ("##", "#\"\"\"\n##\n\"\"\"#"),
    ])
    func aTextIsWrittenAsALiteral(text: String, literal: String) {
        #expect(SwiftSource.literal(text) == literal)
    }

    /// Not arguments of the test above, because those are printed into the log as they are.
    @Test func whatTheCompilerWouldAlterIsEscaped() {
        #expect(SwiftSource.literal("a\r\nb") == "#\"\"\"\na\\#u{d}\nb\n\"\"\"#")
        #expect(SwiftSource.literal("\u{FEFF}a\0") == "#\"\"\"\n\\#u{feff}a\\#u{0}\n\"\"\"#")
    }
}
