import Testing

@testable import Core

@Suite struct WordingTests {
    private func code(_ text: String, limit: Int = 20) -> String {
        do {
            _ = try Wording.read(text, what: "异议内容", limit: limit)
            return "none"
        } catch {
            return error.sentence.hasSuffix("。") ? error.code : error.sentence
        }
    }

    @Test(
        arguments: [
            ("", "wordsMissing"), (" \u{3000}\n ", "wordsMissing"), ("水费算错了", "none"),
            ("每月<50元，3>2", "none"), ("单价 < 上月", "none"), ("' or 1=1 --", "none"),
            (String(repeating: "字", count: 20), "none"),
            (String(repeating: "字", count: 21), "wordsTooLong"),
            ("我\u{0}", "wordsWithControls"), ("我\u{85}他", "none"),
            ("\u{202E}abc", "wordsWithDirections"), ("a\u{200F}b", "wordsWithDirections"),
            ("a\u{2066}b", "wordsWithDirections"), ("a\u{200B}b", "wordsWithInvisibles"),
            ("a\u{E0041}b", "wordsWithInvisibles"), ("多收了😡", "wordsWithPictures"),
            ("好\u{2764}\u{FE0F}", "wordsWithPictures"), ("⌚", "wordsWithPictures"),
            ("©®™ 12", "none"), ("<script>alert(1)", "wordsWithMarkup"),
            ("</p>", "wordsWithMarkup"),
            ("a<!--b", "wordsWithMarkup"), ("<IMG src=x>", "wordsWithMarkup"), ("مرحبا", "none"),
        ])
    func refusesWhatAReaderWouldNotSee(text: String, expected: String) {
        #expect(code(text) == expected)
    }

    @Test func endsLinesInOneWay() throws {
        #expect(try Wording.read(" 一\r\n二\r三\n", what: "内容", limit: 9) == "一\n二\n三")
    }
}
