import Core
import Testing

@testable import Registry

@Suite struct OwnerCellTests {
    @Test(arguments: [
        ("张三", ["张三"]), ("张三、李四", ["张三", "李四"]), ("张三，李四", ["张三", "李四"]), ("张三/李四", ["张三", "李四"]),
        ("张三;李四；王五", ["张三", "李四", "王五"]), ("张三\n李四", ["张三", "李四"]), ("张　三", ["张三"]),
        (" 张三 ", ["张三"]), ("张和平", ["张和平"]), ("欧阳和平", ["欧阳和平"]), ("张三和李四", ["张三", "李四"]),
        ("张三与李四", ["张三", "李四"]), ("张三、张三", ["张三"]), ("", []), ("/", []), ("无", []), ("不详", []),
        ("John Smith", ["John Smith"]), ("许昌和谐与共物业公司", ["许昌和谐与共物业公司"]),
        ("李四，", ["李四"]), ("阿卜杜拉·买买提", ["阿卜杜拉·买买提"]),
    ])
    func names(text: String, expected: [String]) {
        #expect(OwnerNames.read(text) == .names(expected))
    }

    @Test(arguments: ["张三 李四", "欧阳 娜娜"])
    func namesThatCouldBeOneOrTwo(text: String) {
        guard case .refused = OwnerNames.read(text) else {
            Issue.record("accepted")
            return
        }
    }

    @Test func namesAtTheirLimit() {
        let long = String(repeating: "张", count: 100)
        #expect(OwnerNames.read(long) == .names([long]))
        #expect(OwnerNames.read(long + "张") == .refused("姓名超过 100 个字，请核对。"))
        let fifty = (0..<50).map { "业主\($0)" }
        #expect(OwnerNames.read(fifty.joined(separator: "、")) == .names(fifty))
        #expect(
            OwnerNames.read((fifty + ["甲"]).joined(separator: "、")) == .refused("一格里超过 50 位业主，请核对。")
        )
    }

    @Test(arguments: [
        ("13900000037", ["13900000037"]), ("139 0000 0037", ["13900000037"]),
        ("139-0000-0037", ["13900000037"]), ("１３９００００００３７", ["13900000037"]),
        ("+8613900000037", ["13900000037"]), ("13900000037.0", ["13900000037"]),
        ("0374-2169961", ["0374-2169961"]), ("03742169961", ["0374-2169961"]),
        ("(0374)2169961", ["0374-2169961"]), ("010-12345678", ["010-12345678"]),
        ("2169961", ["2169961"]),
        ("400-800-1234", ["4008001234"]),
        ("13900000037、13900000074", ["13900000037", "13900000074"]),
        ("13900000037 13900000074", ["13900000037", "13900000074"]),
        ("13900000037/2169961", ["13900000037", "2169961"]), ("", []), ("/", []), ("无", []),
    ])
    func phones(text: String, expected: [String]) {
        #expect(PhoneNumbers.read(text) == .numbers(expected))
    }

    @Test(arguments: [
        "1390000003", "139000000370", "12900000037", "电话", "1.39E+10", "123", "0374-216996",
        "13900000O37",
    ])
    func phonesThatAreNone(text: String) {
        guard case .refused = PhoneNumbers.read(text) else {
            Issue.record("accepted \(text)")
            return
        }
    }

    @Test func hiddenPhone() {
        #expect(PhoneNumbers.read("139****0037") == .hidden)
    }

    @Test(arguments: [
        ("11010519491231002X", "11010519491231002X"), ("11010519491231002x", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        // fifteen digits are brought to eighteen
        ("110105491231002", "11010519491231002X"), ("E12345678", "E12345678"),
        ("91411000MA3X12345R", "91411000MA3X12345R"),
    ])
    func idNumbers(text: String, expected: String) {
        #expect(IDNumber.read(text) == .number(expected))
    }

    @Test(arguments: [
        "110105194912310021", "110105194913310021", "11010519491231002", "1101051949123100",
        "4.1E+17",
        "110105491331002", "张三", "12345",
    ])
    func idNumbersThatAreNone(text: String) {
        guard case .refused = IDNumber.read(text) else {
            Issue.record("accepted \(text)")
            return
        }
    }

    @Test func idNumbersAreMasked() {
        #expect(IDNumber.masked("110105194912310021") == "11**************21")
        #expect(IDNumber.masked("1234") == "****")
        #expect(IDNumber.read("110105********002X") == .hidden)
        #expect(IDNumber.read(" / ") == .none)
    }

    @Test(arguments: [
        ("58.36", 5836), ("58.3", 5830), ("58", 5800), ("０．０１", 1), ("0.01", 1), ("58.360", 5836),
        ("90㎡", 9000), ("90.5平方米", 9050), ("1,234.50", 123_450), ("1000000", 100_000_000),
        (" 58.36", 5836),
    ])
    func areas(text: String, hundredths: Int32) {
        #expect(AreaText.read(Array(text.utf8)[...]) == .area(Area(hundredths: hundredths)))
    }

    @Test(arguments: [
        ("约90", "面积应为数字，例如 58.36。"), ("0", "面积必须大于 0。"), ("0.00", "面积必须大于 0。"),
        ("-5", "面积必须大于 0。"), ("58.361", "面积最多两位小数，例如 58.36。"),
        ("1000000.01", "面积超过 1000000.00 ㎡，请核对。"), ("12,34", "面积应为数字，例如 58.36。"),
        ("58.36.1", "面积应为数字，例如 58.36。"), ("九十", "面积应为数字，例如 58.36。"),
    ])
    func areasThatAreNone(text: String, reason: String) {
        #expect(AreaText.read(Array(text.utf8)[...]) == .refused(reason))
    }

    @Test func blankAreas() {
        for text in ["", "/", "无", "-"] {
            #expect(AreaText.read(Array(text.utf8)[...]) == .blank)
        }
    }
}
