import Testing

/// The reader that the other rules stand on.
@Suite struct SwiftCodeTests {
    @Test(arguments: [
        ("let a = b! // c!", "let a = b! "),
        ("/* a! /* b! */ c! */d", "d"),
        (#"f("a! // b")"#, #"f("")"#),
        (#"f("a \(b!) c!")"#, #"f("(b!)")"#),
        (#"f("\(g("x)!")) y!")"#, #"f("(g(""))")"#),
        (#"f("\"!\\")"#, #"f("")"#),
        ("f(#\"a! \\(b!) \\#(c!)\"#)", "f(\"(c!)\")"),
        ("\"\"\"\n  select 'x!'\n  \"\"\"", "\"\"\"\n\n\"\"\""),
    ])
    func takesWordsOut(source: String, code: String) {
        #expect(SwiftCode.lines(of: source).joined(separator: "\n") == code)
    }
}
