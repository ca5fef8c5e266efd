import Core
import Fees
import Registry
import Testing

@testable import Web

@Suite struct ResidentSheetTests {
    func sheet(
        _ status: ResidentStatus, on day: String = "2022-01-08", year: Int? = nil
    ) -> ResidentView {
        ResidentView(status, on: Samples.day(day), year: year)
    }

    @Test func whatIsOwedAndByWhen() {
        let view = sheet(Samples.ordinary)
        #expect(view.owed?.yuan == "110")
        #expect(view.owed?.fen == ".00")
        #expect(view.owed?.overdue == "30.00")
        #expect(view.owed?.due == "2022年1月25日")
        #expect(view.address == "1号楼1单元101室")
        #expect(view.asOf == "2022年1月8日")
    }

    @Test(
        arguments: [
            ("2021-11-24", nil, "2021年11月25日"), ("2021-11-25", nil, "2021年11月25日"),
            ("2021-11-26", "50.00", nil),
        ] as [(String, String?, String?)])
    func aChargeIsLateTheDayAfterItsDay(on day: String, late: String?, due: String?) {
        let view = sheet(Samples.status([Samples.line("2021-11", Samples.propertyFee)]), on: day)
        #expect(view.owed?.overdue == late)
        #expect(view.owed?.due == due)
    }

    @Test func moneyPaidAheadIsCountedBeforeAnythingIsAskedFor() {
        let line = Samples.line("2022-01", Samples.propertyFee)
        #expect(sheet(Samples.status([line], credit: 4_999)).owed?.fen == ".01")
        let covered = sheet(Samples.status([line], credit: 5_000))
        #expect(covered.owed == nil)
        #expect(covered.credit == "50.00")
    }

    @Test func eachMonthHasItsState() {
        let view = sheet(
            Samples.status([
                Samples.line("2021-09", Samples.propertyFee, waived: 5_000),
                Samples.line("2021-10", Samples.propertyFee, settled: 4_000, waived: 1_000),
                Samples.line("2021-11", Samples.propertyFee),
                Samples.line("2022-02", Samples.propertyFee, settled: 5_000),
                Samples.line("2022-02", Samples.parking),
            ]), on: "2022-02-01")
        #expect(view.months.map(\.state.word) == ["部分已缴", "已逾期", "已缴清", "已减免"])
        #expect(view.months.map(\.name).first == "2022年2月")
        #expect(view.months[0].lines.map(\.left) == [nil, "30.00"])
        #expect(view.months[0].lines.map(\.settled) == ["50.00", nil])
        #expect(view.months.map(\.isOpen) == [true, true, false, false])
        let untouched = sheet(Samples.status([Samples.line("2022-01", Samples.propertyFee)]))
        #expect(untouched.months.map(\.state) == [.open])
        #expect(!view.hasYears)
    }

    @Test(arguments: [(12, false), (13, true)])
    func moreThanAYearIsShownYearByYear(months: Int, hasYears: Bool) {
        let first = Samples.month("2020-07")
        let lines = (0..<months).map {
            Samples.line(
                first.adding(months: $0).description, Samples.propertyFee,
                settled: $0 == 0 ? 0 : 5_000)
        }
        let view = sheet(Samples.status(lines))
        #expect(view.hasYears == hasYears)
        if hasYears {
            #expect(view.years.map(\.name) == ["2021", "2020"])
            #expect(view.years.map(\.isShown) == [true, false])
            #expect(view.years.map(\.hasOpen) == [false, true])
            #expect(view.months.count == 7)
            #expect(sheet(Samples.status(lines), year: 2020).months.count == 6)
            #expect(sheet(Samples.status(lines), year: 1999).months.count == 7)
        } else {
            #expect(view.months.count == 12)
        }
        #expect(view.owed?.yuan == "50")
    }

    @Test func whoDecidedStandsOnceForAllItsFees() {
        let view = sheet(Samples.ordinary)
        let decision = view.decisions.first
        #expect(view.decisions.count == 1)
        #expect(decision?.title == "《关于物业费和停车费收费标准的决定》")
        #expect(decision?.decided == "2021年10月8日，由业主委员会决定")
        #expect(decision?.isHistorical == true)
        #expect(decision?.digest == "0001 0203 0405 0607")
        #expect(decision?.wholeDigest.count == 64)
        #expect(decision?.fees.map(\.rate) == ["50.00 元／户·月", "30.00 元／车位·月"])
        #expect(decision?.fees.map(\.period).first == "已计 2021年11月 至 2022年1月")
        #expect(view.months.flatMap(\.lines).allSatisfy { $0.basis == decision?.anchor })
    }

    @Test func whereToPay() {
        let view = sheet(Samples.ordinary)
        #expect(view.payees.count == 1)
        #expect(view.payees.first?.items == "停车费、物业费")
        #expect(view.payees.first?.fund == "业主共有收益、物业服务费")
        #expect(view.payees.first?.amount == nil)
    }

    @Test func paymentsComeNewestFirst() {
        let view = sheet(Samples.ordinary)
        #expect(view.payments.map(\.receipt) == ["2021-000087", "2021-000012", "2021-000011"])
        #expect(view.payments.map(\.reversed) == [nil, "2021年11月10日", nil])
        #expect(view.payments.first?.channel == "微信支付")
    }

    @Test func nothingYet() {
        let view = sheet(Samples.status([]))
        #expect(view.owed == nil)
        #expect(view.clear == "目前还没有出过账单。")
        #expect(!view.hasMonths && !view.hasPayments && !view.hasDecisions && view.payees.isEmpty)
    }

    @Test(arguments: [
        (HouseholdCode(building: "3", entrance: "2", room: "501"), "3号楼2单元501室"),
        (HouseholdCode(building: "5", room: "101"), "5号楼101室"),
        (HouseholdCode(building: "商铺", room: "甲3"), "商铺甲3"),
        (HouseholdCode(building: "A", room: "1201"), "A号楼1201室"),
    ])
    func addressesReadAsPeopleSayThem(_ code: HouseholdCode, _ text: String) {
        #expect(ResidentView.address(code) == text)
    }
}
