import Core
import Registry

@testable import Fees

/// Statements made by hand, for pages without a database.
enum Samples {
    typealias Line = Statement.Line

    static let basis = FeeBasis(
        kind: "historical", body: "owners-committee", title: "关于物业费和停车费收费标准的决定",
        adoptedOn: day("2021-10-08"), digest: Array(0..<32), source: "许建政协〔2021〕13号",
        words: "经征求全体业主意见，自二〇二一年十一月起，物业费每户每月五十元，停车费每车位每月三十元。")
    static let propertyFee = FeeTerms(
        origin: FeeOrigin(number: 1, item: .propertyFee), name: "物业费",
        rate: Rate(tenThousandths: 500_000), per: .household,
        payee: Receipt.Payee(
            fund: "propertyService", name: "文宴雅居业主委员会", account: "4105 0000 0000 0000 0000"),
        basis: basis)
    static let parking = FeeTerms(
        origin: FeeOrigin(number: 2, item: .parking), name: "停车费",
        rate: Rate(tenThousandths: 300_000), per: .stall,
        payee: Receipt.Payee(
            fund: "commonIncome", name: "文宴雅居业主委员会", account: "4105 0000 0000 0000 0000"),
        basis: basis)

    /// Paid to somebody else.
    static let parkingElsewhere = FeeTerms(
        origin: FeeOrigin(number: 3, item: .parking), name: "停车费",
        rate: Rate(tenThousandths: 300_000), per: .stall,
        payee: Receipt.Payee(fund: "heldForOthers", name: "许昌恒达物业公司", account: "1708"),
        basis: basis)

    /// What the database would have lost.
    static let unknown = FeeTerms(
        origin: FeeOrigin(number: -4, item: .parking), name: "", rate: nil, per: nil, payee: nil,
        basis: basis)

    static func day(_ text: String) -> CivilDate {
        CivilDate(text) ?? CivilDate(daysSinceEpoch: 0)
    }

    static func month(_ text: String) -> BillingMonth {
        BillingMonth(text) ?? BillingMonth(containing: CivilDate(daysSinceEpoch: 0))
    }

    static func line(
        _ text: String, _ terms: FeeTerms, settled: Int64 = 0, waived: Int64 = 0
    ) -> Statement.Line {
        let month = month(text)
        let isParking = terms.origin.item == .parking
        return Statement.Line(
            month: month, origin: terms.origin, stall: isParking ? "A-012" : nil,
            amount: Money(fen: isParking ? 3_000 : 5_000), settled: Money(fen: settled),
            waived: Money(fen: waived), chargedOn: month.firstDay,
            dueOn: month.firstDay.adding(days: 24))
    }

    static func payment(
        _ number: Int64, _ on: String, _ fen: Int64, _ channel: PaymentChannel = .cash,
        refunded: Int64 = 0, reversed: String? = nil
    ) -> Statement.Payment {
        Statement.Payment(
            payment: PaymentID(number),
            receipt: number == 0 ? nil : ReceiptNumber(year: 2021, number: Int32(number)),
            receivedOn: day(on), amount: Money(fen: fen), channel: channel,
            refunded: Money(fen: refunded), reversedOn: reversed.map(day))
    }

    static func status(
        _ lines: [Line], _ payments: [Statement.Payment] = [], opening: Int64 = 0,
        credit: Int64 = 0, obligor: String = "郭**"
    ) -> ResidentStatus {
        func sum(_ amounts: [Money]) -> Money { amounts.reduce(.zero, +) }
        let charged = sum(lines.map(\.amount))
        let waived = sum(lines.map(\.waived))
        let paid =
            Money(fen: opening) + charged - waived - sum(lines.map(\.open)) + Money(fen: credit)
        let terms = [propertyFee, parking, parkingElsewhere]
        let statement = Statement(
            compound: "文宴雅居", household: HouseholdCode(building: "1", entrance: "1", room: "101"),
            tenure: TenureID(7), obligor: obligor, from: nil, until: day("2022-01-08"),
            account: Account(
                opening: Money(fen: opening), charged: charged, withdrawn: .zero, waived: waived,
                paid: paid, refunded: .zero, credit: Money(fen: credit)),
            lines: lines, terms: Dictionary(uniqueKeysWithValues: terms.map { ($0.origin, $0) }),
            payments: payments)
        return ResidentStatus(
            household: HouseholdID(5), tenure: TenureID(7), generation: 1, statement: statement)
    }

    static let ordinary = status(
        [
            line("2021-11", propertyFee, settled: 5_000), line("2021-11", parking, settled: 3_000),
            line("2021-12", propertyFee, settled: 5_000), line("2021-12", parking),
            line("2022-01", propertyFee), line("2022-01", parking),
        ],
        [
            payment(11, "2021-11-08", 8_000),
            payment(12, "2021-11-09", 8_000, reversed: "2021-11-10"),
            payment(87, "2021-12-08", 5_000, .wechat),
        ])
}
