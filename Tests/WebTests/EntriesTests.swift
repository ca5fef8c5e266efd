import Core
import Testing

@testable import Web

@Suite struct EntriesTests {
    static func entries(_ fields: [String: String]) -> Entries {
        Entries(beginning: fields)
    }

    @Test(arguments: [
        ("", "请填写姓名。"), ("   ", "请填写姓名。"), ("王芳", nil), ("<b>王</b>", nil),
        ("'; drop table x; --", nil), ("王\u{202E}芳", "控制字符"), ("王\u{0}芳", "控制字符"),
        ("王\u{1B}芳", "控制字符"), ("👩‍👩‍👧", nil), (String(repeating: "王", count: 20), nil),
        (String(repeating: "王", count: 21), "最多 20 个字，现有 21 个"),
    ])
    func aLineOfText(_ typed: String, _ expected: String?) {
        var entries = EntriesTests.entries(["name": typed])
        let text = entries.text("name", missing: "请填写姓名。", longest: 20)
        let problem = entries.problems["name"]
        if let expected {
            #expect(problem?.contains(expected) == true && text.isEmpty && !entries.areFine)
        } else {
            #expect(problem == nil && text == typed && entries.areFine)
        }
        // whatever it was, it is shown again
        #expect(entries.field("name", "姓名").value == typed.trimmed)
    }

    @Test func aValueIsReadOrItsRefusalSaid() {
        var entries = EntriesTests.entries(["amount": "12.345", "rate": "1.50", "none": ""])
        #expect(entries.value("amount") { try Money(entry: $0) } == nil)
        #expect(entries.value("rate") { try Money(entry: $0) } == Money(fen: 150))
        #expect(entries.value("none") { try Money(entry: $0) } == nil)
        #expect(Set(entries.problems.keys) == ["amount"])
        #expect(entries.field("amount", "金额").error != nil)
        #expect(entries.field("rate", "单价").error == nil)
    }

    @Test func aChoiceIsOneOfThose() {
        var entries = EntriesTests.entries(["channel": "cash", "role": "king"])
        #expect(entries.choice("channel", among: ["cash": 1, "bank": 2]) == 1)
        #expect(entries.choice("role", among: ["clerk": 1]) == nil)
        #expect(entries.problems["role"] == "请选择一项。")
    }

    @Test func aRefusalStandsBesideItsFieldOrAbove() {
        let refusal = MalformedValue(code: "nameTaken", sentence: "已有此名。")
        var beside = EntriesTests.entries([:])
        beside.refuse(refusal, fields: ["nameTaken": "name"])
        #expect(beside.problems["name"] == "已有此名。" && beside.failure == nil)
        var above = EntriesTests.entries([:])
        above.refuse(refusal)
        #expect(above.failure == "已有此名。" && !above.areFine)
    }

    @Test func aPasswordIsNeverSentBack() {
        let entries = EntriesTests.entries(["password": "correct horse"])
        #expect(entries.field("password", "密码", .text("password")).value.isEmpty)
    }

    @Test(arguments: [
        ("/desk", true), ("/t/5?page=2", true), ("/", true), ("//evil.example", false),
        ("/\\evil.example", false), ("https://evil.example", false), ("", false), ("desk", false),
        ("/a b", false), ("/a\nb", false), ("/户", false), ("/%E6%88%B7", true),
        ("/" + String(repeating: "a", count: 1_999), true),
        ("/" + String(repeating: "a", count: 2_000), false),
    ])
    func onlyLocalPathsAreGoneBackTo(_ text: String, isLocal: Bool) {
        #expect((LocalPath(text) != nil) == isLocal)
    }
}
