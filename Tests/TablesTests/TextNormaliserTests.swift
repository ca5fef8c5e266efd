import Testing

@testable import Tables

@Suite struct TextNormaliserTests {
    @Test(arguments: [
        ("３＃２－５０１", "3#2-501"), ("１０１室", "101室"), ("（㎡）", "(㎡)"), ("５．８０", "5.80"),
        ("3—2–501", "3-2-501"), ("张三", "张三"), ("a　b", "a b"),
    ])
    func halfWidth(text: String, expected: String) {
        #expect(TextNormaliser.halfWidth(text) == expected)
    }

    @Test(arguments: [
        (" １ 号 楼　", "1号楼"), ("a座", "A座"), ("Ａ－００１", "A-001"), ("\u{FEFF}楼\u{00A0}栋", "楼栋"),
        ("楼\n栋", "楼栋"), ("", ""),
    ])
    func compact(text: String, expected: String) {
        #expect(TextNormaliser.compact(text) == expected)
    }

    @Test(arguments: [
        ("一", "1"), ("九", "9"), ("十", "10"), ("十二", "12"), ("二十", "20"), ("九十九", "99"),
        ("一〇一", "101"), ("两", "2"), ("二十一", "21"), ("零一", "01"), ("", nil), ("甲", nil),
        ("一甲", nil), ("十十", nil), ("一百", nil), ("二三十", nil), ("一二三四五六七", nil),
    ])
    func chineseNumerals(text: String, expected: String?) {
        #expect(ChineseNumeral.arabic(text) == expected)
    }

    @Test(arguments: [
        ("  x ", "x"), ("\u{3000}张三\u{3000}", "张三"), ("\u{FEFF}a\u{00A0}", "a"), ("　", ""),
        ("\tx y\r", "x y"), ("楼", "楼"), ("\u{200B}楼\u{200B}", "楼"), ("\u{3001}", "\u{3001}"),
    ])
    func trimsBlanks(text: String, expected: String) {
        #expect(Array(text.utf8)[...].trimmedBlanks.text == expected)
    }
}
