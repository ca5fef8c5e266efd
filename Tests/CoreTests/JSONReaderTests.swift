import Core
import Testing

@Suite struct JSONReaderTests {
    @Test(arguments: [
        ("null", "null"), (" true ", "true"), ("-0", "0"),
        ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"), ("100.0", "100"), ("1.5e1", "15"),
        ("1E2", "100"), ("[]", "[]"), ("[ 1 , [2] ]", "[1,[2]]"), ("{}", "{}"),
        ("{\"a\":{\"b\":\"\"}}", "{\"a\":{\"b\":\"\"}}"), ("\"\\u6587\\u5bb4\"", "\"文宴\""),
        ("\"\\ud83d\\ude00\"", "\"😀\""), ("\"\\\"\\\\\\/\\n\\t\"", "\"\\\"\\\\/\\n\\t\""),
        ("\"e\\u0301\"", "\"e\u{301}\""),
    ])
    func readsWhatIsWellFormed(text: String, again: String) throws {
        #expect(try JSON(parsing: Array(text.utf8)).text == again)
    }

    @Test(
        arguments: [
            ("", .unexpected, 0), ("{", .unexpected, 1), ("[1,]", .unexpected, 3),
            ("[1 2]", .unexpected, 3),
            ("{\"a\"}", .unexpected, 4), ("{a:1}", .unexpected, 1), ("01", .unexpected, 2),
            ("-", .unexpected, 1), ("1.", .unexpected, 2), (".5", .unexpected, 0),
            ("1e", .unexpected, 2),
            ("+1", .unexpected, 0), ("NaN", .unexpected, 0), ("nul", .unexpected, 0),
            ("1 1", .unexpected, 2),
            ("1.5", .notAnInteger, 0), ("9223372036854775808", .notAnInteger, 0),
            ("1e400", .notAnInteger, 0), ("9007199254740993.0", .notAnInteger, 0),
            ("\"a", .unexpected, 2), ("\"\\x\"", .unexpected, 3), ("\"\\u12\"", .unexpected, 3),
            ("\"\\ud800\"", .badText, 7), ("\"\\ud800\\u0041\"", .badText, 13),
            ("\"\\udc00\"", .badText, 7), ("\"\\u0000\"", .badText, 7), ("\"\n\"", .badText, 1),
            ("{\"a\":1,\"a\":2}", .repeatedKey, 10),
        ] as [(String, JSON.Malformed.Reason, Int)])
    func refusesTheRest(text: String, reason: JSON.Malformed.Reason, offset: Int) {
        #expect(throws: JSON.Malformed(reason: reason, offset: offset)) {
            try JSON(parsing: Array(text.utf8))
        }
    }

    @Test func refusesBytesThatAreNoText() {
        for (bytes, offset) in [
            ([0xFF], 0), ([0x22, 0xC3, 0x28, 0x22], 1), ([0x22, 0x61, 0xE6, 0x96, 0x22], 2),
            ([0x22, 0xED, 0xA0, 0x80, 0x22], 1),
        ] as [([UInt8], Int)] {
            #expect(throws: JSON.Malformed(reason: .notUTF8, offset: offset)) {
                try JSON(parsing: bytes)
            }
        }
    }

    @Test func nestsSoFarAndNoFurther() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array(
                (String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(try JSON(parsing: nested(JSON.deepest)).array != nil)
        #expect(throws: JSON.Malformed.self) { try JSON(parsing: nested(JSON.deepest + 1)) }
        #expect(throws: JSON.Malformed.self) { try JSON(parsing: nested(1_000_000)) }
    }

    @Test func looksUpMembers() throws {
        let document = try JSON(parsing: Array("{\"a\":1,\"b\":\"x\",\"c\":[true]}".utf8))
        #expect(document["a"]?.integer == 1)
        #expect(document["b"]?.string == "x")
        #expect(document["c"]?.array == [true])
        #expect(document["d"] == nil)
        #expect(document["a"]?.string == nil)
    }
}
