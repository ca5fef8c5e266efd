import Access
import Core
import Fees
import Hummingbird
import Registry

/// Prints the bills of a building: each household's on A5, two on a sheet of A4, with its link as a
/// QR code.
struct BillPrintPages: Sendable {
    private static let path = "/compounds/{scope}/papers/bills/{month}"

    private let read: ReadBillSheets
    private let readLinks: ReadBillLinks
    private let issue: IssueBillLinks
    private let linkStart: String

    init(_ context: WebContext) {
        let database = context.installation.database
        read = ReadBillSheets(database: database)
        readLinks = ReadBillLinks(database: database, signer: context.links)
        issue = IssueBillLinks(database: database, signer: context.links)
        linkStart = context.options.linkStart
    }

    func add(to site: inout Site) {
        site.page(.get, BillPrintPages.path, needs: .bill, in: .path) { _, desk in
            try await show(desk)
        }
        site.page(.post, BillPrintPages.path, needs: .bill, in: .path) { _, desk in
            try await makeLinks(desk)
        }
    }

    /// What the address asks for.
    private struct Wanted {
        let scope: ScopeID
        let month: BillingMonth
        let building: String?
        let isA5: Bool

        init(_ desk: Desk, _ values: Form) throws {
            guard let month = BillingMonth(try desk.parameter("month")) else {
                throw WebError.notFound
            }
            scope = desk.scope
            self.month = month
            let building = values["building"]
            self.building = building.isEmpty ? nil : building
            isA5 = values["paper"] == "a5"
        }

        var path: String { "/compounds/\(scope)/papers/bills/\(month)" }
        var paper: String { isA5 ? "a5" : "a4" }

        var address: String {
            path + URLText.query([("building", building ?? ""), ("paper", isA5 ? "a5" : "")])
        }
    }

    private func show(_ desk: Desk) async throws -> Response {
        let wanted = try Wanted(desk, desk.query)
        let sheets: BillSheets
        do {
            sheets = try await read.perform(
                ReadBillSheets.Input(
                    scope: wanted.scope, month: wanted.month, building: wanted.building),
                by: desk.actor)
        } catch let failure as ReadBillSheets.Failure {
            let view = view(
                wanted, compound: "", buildings: failure.buildings, failure: failure.sentence)
            return try desk.page("print/bills", view, status: .unprocessableContent)
        }
        let links = try await readLinks.perform(
            in: wanted.scope, building: wanted.building, by: desk.actor)
        let bills = sheets.sheets.map { sheet in
            BillPrintView.Bill(
                sheet, in: sheets, link: links[sheet.tenure], linkStart: linkStart)
        }
        return try desk.page(
            "print/bills",
            view(
                wanted, compound: sheets.compound, buildings: sheets.buildings, failure: nil,
                bills))
    }

    private func makeLinks(_ desk: Desk) async throws -> Response {
        let wanted = try Wanted(desk, desk.form)
        let count = try await issue.perform(
            IssueBillLinks.Input(scope: wanted.scope, building: wanted.building), by: desk.actor)
        return desk.redirect(
            to: wanted.address,
            notice: count > 0 ? "已为 \(count) 户签发查询链接，二维码已印在账单上。" : "各户都已有查询链接。")
    }

    private func view(
        _ wanted: Wanted, compound: String, buildings: [String], failure: String?,
        _ bills: [BillPrintView.Bill] = []
    ) -> BillPrintView {
        let withoutLink = bills.count { $0.link == nil }
        return BillPrintView(
            compound: compound, month: wanted.month.chinese,
            back: "/compounds/\(wanted.scope)/bills", path: wanted.path,
            buildings: [
                BillPrintView.Choice(
                    value: "", title: "全部楼栋", isChosen: wanted.building == nil)
            ]
                + buildings.map { building in
                    BillPrintView.Choice(
                        value: building, title: CompoundView.named(building),
                        isChosen: wanted.building == building)
                },
            papers: [
                BillPrintView.Choice(
                    value: "a4", title: "A4（一张两份）", isChosen: !wanted.isA5),
                BillPrintView.Choice(value: "a5", title: "A5（一张一份）", isChosen: wanted.isA5),
            ],
            building: wanted.building ?? "", paper: wanted.paper, failure: failure,
            shown: bills.isEmpty ? nil : "共 \(bills.count) 份",
            withoutLink: withoutLink > 0 ? withoutLink : nil, isA5: wanted.isA5, bills: bills)
    }
}
