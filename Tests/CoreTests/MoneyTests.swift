import Core
import Testing

@Suite struct MoneyTests {
    @Test(arguments: [
        ("80.00", 8000), ("80", 8000), ("80.5", 8050), ("0.01", 1),
        ("9999999999.99", 999_999_999_999),
    ])
    func reads(text: String, fen: Int64) throws {
        #expect(try Money(entry: text).fen == fen)
    }

    @Test(arguments: [
        ("0", "amountNotPositive"), ("0.00", "amountNotPositive"), ("80.001", "malformedAmount"),
        ("80.000", "malformedAmount"), ("-5", "malformedAmount"), ("", "malformedAmount"),
        ("8O", "malformedAmount"), ("1e3", "malformedAmount"), ("８０", "malformedAmount"),
        ("80.", "malformedAmount"), (".5", "malformedAmount"), ("1,000", "malformedAmount"),
        ("10000000000", "amountTooLarge"), ("1000000000000", "amountTooLarge"),
        ("99999999999999999999", "malformedAmount"),
    ])
    func refuses(text: String, code: String) {
        #expect(throws: MalformedValue.self) { try Money(entry: text) }
        do {
            _ = try Money(entry: text)
        } catch {
            #expect(error.code == code)
            #expect(error.sentence.hasSuffix("。"))
        }
    }

    @Test(arguments: [
        (0, "0.00", "0.00"), (1, "0.01", "0.01"), (-1, "-0.01", "-0.01"),
        (100_000, "1000.00", "1,000.00"),
        (1_392_000, "13920.00", "13,920.00"), (-123_456_789, "-1234567.89", "-1,234,567.89"),
    ])
    func writes(fen: Int64, plain: String, grouped: String) {
        #expect(Money(fen: fen).description == plain)
        #expect(Money(fen: fen).grouped == grouped)
    }

    @Test(arguments: [
        (8000, "捌拾元整"), (100_530, "壹仟零伍元叁角"), (10_000_005, "壹拾万元零伍分"), (0, "零元整"),
        (5, "伍分"), (30, "叁角"), (1_392_000, "壹万叁仟玖佰贰拾元整"), (100_000_000, "壹佰万元整"),
        (1_000_000_100_00, "壹拾亿零壹佰元整"), (10_001_000_00, "壹仟万壹仟元整"),
        (1_010_100_00, "壹佰零壹万零壹佰元整"), (-100, "负壹元整"), (12_345, "壹佰贰拾叁元肆角伍分"),
    ])
    func capitals(fen: Int64, words: String) {
        #expect(ChineseCapitals.of(Money(fen: fen)) == words)
    }
}

@Suite struct RateTests {
    @Test(arguments: [
        ("50.00", 500_000), ("1.2345", 12_345), ("0.0001", 1), ("1000000", 10_000_000_000),
    ])
    func reads(text: String, scaled: Int64) throws {
        #expect(try Rate(entry: text).tenThousandths == scaled)
    }

    @Test(arguments: ["0", "0.00001", "1.23456", "1000000.0001", "-1", "五十"])
    func refuses(text: String) {
        #expect(throws: MalformedValue.self) { try Rate(entry: text) }
    }

    @Test(arguments: [
        (RoundingMode.halfUp, 14, 1), (.halfUp, 15, 2), (.halfUp, 16, 2),
        (.halfEven, 15, 2), (.halfEven, 25, 2), (.halfEven, 26, 3),
        (.down, 19, 1), (.up, 11, 2), (.up, 10, 1), (.down, 10, 1),
    ])
    func rounds(mode: RoundingMode, tenths: Int64, whole: Int64) {
        #expect(mode.divide(tenths, by: 10) == whole)
    }

    @Test func writes() {
        #expect(Rate(tenThousandths: 500_000).description == "50.00")
        #expect(Rate(tenThousandths: 12_345).description == "1.2345")
    }
}
