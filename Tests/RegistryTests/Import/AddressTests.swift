import Core
import Registry
import Testing

@Suite struct AddressTests {
    @Test(arguments: [
        ("1#", "1"), ("1号楼", "1"), ("１栋", "1"), ("第一幢", "1"), ("01", "1"), ("a座", "A"), ("A", "A"),
        ("十二号楼", "12"), ("1 号 楼", "1"), ("#3", "3"), ("东区3号楼", "东区3"), ("综合楼", "综合楼"),
        ("甲栋", "甲"), ("3楼", "3"), ("3#楼", "3"), ("100", "100"),
        ("", nil), ("号楼", nil), ("1-2号楼", nil), ("1、2号楼", nil),
        ("一二三四五六七八九十一二三四五六七八九十", "一二三四五六七八九十一二三四五六七八九十"),
        ("一二三四五六七八九十一二三四五六七八九十一", nil),
    ])
    func building(text: String, expected: String?) {
        #expect(AddressPart.building(text) == expected)
    }

    @Test(arguments: [
        ("1单元", "1"), ("一单元", "1"), ("五单元", "5"), ("单元2", "2"), ("2门", "2"), ("３", "3"), ("", ""),
        ("/", ""), ("无", ""), ("甲单元", "甲"), ("1-2", nil), ("02单元", "2"),
    ])
    func entrance(text: String, expected: String?) {
        #expect(AddressPart.entrance(text) == expected)
    }

    @Test(arguments: [
        ("101", "101"), ("１０１室", "101"), ("101号", "101"), ("0101", "101"), ("一〇一", "101"),
        ("101房", "101"),
        ("商铺3号", "商铺3"), ("S-1", nil), ("101、102", nil), ("", nil), ("0", "0"), ("4 0 2", "402"),
        ("车库", "车库"), ("101a", "101A"), ("12345678901234567890", "12345678901234567890"),
        ("123456789012345678901", nil),
    ])
    func room(text: String, expected: String?) {
        #expect(AddressPart.room(text) == expected)
    }

    @Test(arguments: [
        ("3-2-501", "3-2-501"), ("3栋2单元501", "3-2-501"), ("3号楼二单元501室", "3-2-501"),
        ("３＃２－５０１", "3-2-501"), ("3号楼2单元501室", "3-2-501"), ("3#2单元501", "3-2-501"),
        ("3-2单元-501", "3-2-501"), ("3—2—501", "3-2-501"), ("5-101", "5-101"), ("5#101", "5-101"),
        ("5号楼101", "5-101"), ("A座1501", "A-1501"), ("十二号楼一单元一〇一", "12-1-101"),
        ("3幢2门501", "3-2-501"), (" 3 - 2 - 501 ", "3-2-501"), ("东区3号楼2单元501", "东区3-2-501"),
        ("5#门面1", "5-门面1"), ("综合楼101", "综合楼-101"), ("东楼1-101", "东楼-1-101"),
        ("2单元501", nil), ("501", nil), ("", nil), ("-", nil), ("3-", nil), ("3-2-501-1", nil),
        ("张三", nil), ("3号楼", nil),
    ])
    func spoken(text: String, expected: String?) {
        #expect(HouseholdCode(spoken: text)?.description == expected)
    }

    @Test(arguments: [
        ("2021-09", "2021-09"), ("2021年9月", "2021-09"), ("2021年09月", "2021-09"),
        ("2021/9/1", "2021-09"),
        ("2021-9-1", "2021-09"), ("2021.9", "2021-09"), ("202109", "2021-09"),
        ("20210930", "2021-09"),
        ("２０２１年９月", "2021-09"), ("2021年9月1日", "2021-09"), ("1990-01", "1990-01"),
        ("2099-12", "2099-12"),
        ("1989-12", nil), ("2100-01", nil), ("2021-13", nil), ("2021-00", nil), ("20210931", nil),
        ("2021", nil), ("9月", nil), ("", nil), ("Sep-21", nil), ("2021-9-1-1", nil), ("21-9", nil),
    ])
    func month(text: String, expected: String?) {
        #expect(BillingMonth(spoken: text)?.description == expected)
    }

    @Test func uses() {
        #expect(HouseholdKind(spoken: "住宅") == .dwelling)
        #expect(HouseholdKind(spoken: "商业门面房") == .shop)
        #expect(HouseholdKind(spoken: "车库") == .garage)
        #expect(HouseholdKind(spoken: "地下室3") == .storage)
        #expect(HouseholdKind(spoken: "三室一厅") == nil)
        #expect(StallTitle(spoken: "公共车位") == .common)
        #expect(StallTitle(spoken: "产权车位") == .owned)
        #expect(StallTitle(spoken: "开发商产权") == .developer)
        #expect(StallTitle(spoken: "月租") == nil)
        #expect(Stall.code(spoken: " ａ－００１ ") == "A-001")
        #expect(Stall.code(spoken: " ") == nil)
    }
}
