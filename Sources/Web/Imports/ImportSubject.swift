import Access
import Core
import Fees
import Registry

/// What can be imported on a page.
enum ImportSubject: String, CaseIterable, Sendable {
    case households
    case stalls
    case openingBalances = "opening-balances"

    var title: String {
        switch self {
        case .households: "房屋业主表"
        case .stalls: "车位表"
        case .openingBalances: "期初余额表"
        }
    }

    var unit: String {
        switch self {
        case .households: "户"
        case .stalls: "个车位"
        case .openingBalances: "笔"
        }
    }

    var permission: Permission {
        switch self {
        case .households, .stalls: .manageRegister
        case .openingBalances: .takePayment
        }
    }

    /// Which columns the table should have.
    var columns: String {
        switch self {
        case .households: "楼栋、单元、房号、建筑面积、业主姓名、联系电话、身份证号、用途、备注"
        case .stalls: "车位号、楼栋、单元、房号、起租月份、车牌号、产权"
        case .openingBalances: "楼栋、单元、房号、收费项目、车位号、账期、欠费金额、预存金额"
        }
    }

    /// Fields that go with the file, in the order of the form.
    var extras: [String] {
        self == .openingBalances ? ["asOf", "source", "owed", "credit"] : []
    }

    func run(_ request: ImportRequest, _ extras: ImportExtras, _ desk: Desk) async throws
        -> ImportFinding
    {
        switch self {
        case .households:
            let keys = desk.context.installation.keys
            return ImportFinding(
                table: try await ImportHouseholds(
                    database: desk.database, idNumberKey: keys.idNumbers
                ).perform(request, by: desk.actor))
        case .stalls:
            return ImportFinding(
                table: try await ImportStalls(database: desk.database).perform(
                    request, by: desk.actor))
        case .openingBalances:
            let outcome = try await ImportOpeningBalances(database: desk.database).perform(
                ImportOpeningBalances.Input(
                    table: request, asOf: extras.asOf ?? desk.today, source: extras.source,
                    totalOwed: extras.owed, totalCredit: extras.credit),
                by: desk.actor, on: desk.today)
            return ImportFinding(
                table: outcome.table, owed: outcome.owed, credit: outcome.credit)
        }
    }
}

/// What an import found, with the sums of opening balances.
struct ImportFinding: Sendable {
    let table: ImportOutcome
    var owed: Money?
    var credit: Money?
}

/// What goes with a file of opening balances.
struct ImportExtras: Sendable {
    var asOf: CivilDate?
    var source = ""
    var owed: Money?
    var credit: Money?

    init() {}

    /// Reads them out of a form or an address; what is wrong is said beside the field.
    init(_ entries: inout Entries, for subject: ImportSubject) {
        guard subject == .openingBalances else { return }
        asOf = entries.value("asOf", missing: "请填写余额日期。") { try CivilDate(entry: $0) }
        source = entries.text("source", missing: "请写明余额的来源，例如“原收费软件欠费表”。", longest: 500)
        owed = entries.value("owed") { try ImportExtras.total($0) }
        credit = entries.value("credit") { try ImportExtras.total($0) }
    }

    /// A total may be nothing, where an amount may not.
    private static func total(_ text: String) throws(MalformedValue) -> Money {
        guard let fen = FixedPoint.parse(text.filter { $0 != "," }, decimals: 2) else {
            throw MalformedValue(
                code: "malformedAmount",
                sentence: "总额“\(text.prefix(40))”无法识别：请按“元”填写，最多两位小数，例如 12345.00。")
        }
        return Money(fen: fen)
    }
}
