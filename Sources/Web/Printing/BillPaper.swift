import Core
import Fees
import Papers
import Registry

// From figures to the words of a paper bill: pure functions.

extension BillPrintView.Bill {
    init(
        _ sheet: BillSheet, in sheets: BillSheets, link: ReadBillLinks.Link?, linkStart: String
    ) {
        let fees = sheet.lines.map { (line: $0, terms: sheets.terms[$0.origin]) }
        compound = sheets.compound
        month = sheets.month.chinese
        address = ResidentView.address(sheet.household)
        obligor = sheet.obligor.split(separator: "、")
            .map { PersonalData.maskedName(String($0)) }.joined(separator: "、")
        lines = fees.map { BillPrintView.Line($0.line, $0.terms) }
        arrears = sheet.arrears.map { arrears in
            BillPrintView.Arrears(
                period: arrears.months == 1
                    ? arrears.oldest.chinese
                    : "\(arrears.oldest.chinese)起 \(arrears.months) 个月",
                amount: arrears.open.grouped)
        }
        done = sheet.done > .zero ? sheet.done.grouped : nil
        credit = sheet.credit > .zero ? sheet.credit.grouped : nil
        due = sheet.due.grouped
        capitals = ChineseCapitals.of(sheet.due)
        // Arrears are late already, so the day is that of what is new.
        dueOn = sheet.dueOn?.chinese
        isClear = sheet.due == .zero
        payees = BillPrintView.Payee.all(of: fees)
        decisions = BillPrintView.Decision.all(of: fees)
        self.link = link.flatMap { BillPrintView.Link($0, linkStart: linkStart) }
    }
}

extension BillPrintView.Line {
    fileprivate init(_ line: BillSheet.Line, _ terms: FeeTerms?) {
        name = (terms?.name ?? line.origin.item.text) + (line.stall.map { " \($0)" } ?? "")
        amount = line.amount.grouped
        rate = terms.flatMap { terms in
            terms.rate.map { rate in
                let unit = ResidentView.Decision.unit(terms.per)
                let area = Area(hundredths: line.quantity)
                return "\(rate) 元／\(unit)" + (terms.per == .area ? " × \(area)" : "")
            }
        }
    }
}

private typealias Fees = [(line: BillSheet.Line, terms: FeeTerms?)]

/// Puts the fees that have something in common together, in the order in which they come.
private func grouped<Common: Hashable>(
    _ fees: Fees, by common: (FeeTerms) -> Common?
) -> [(common: Common, items: String, terms: FeeTerms)] {
    var order: [Common] = []
    var groups: [Common: (names: [String], terms: FeeTerms)] = [:]
    for case (_, let terms?) in fees {
        guard let key = common(terms) else { continue }
        if groups[key] == nil { order.append(key) }
        var group = groups[key] ?? ([], terms)
        if !group.names.contains(terms.name) { group.names.append(terms.name) }
        groups[key] = group
    }
    return order.compactMap { key in
        groups[key].map { (key, $0.names.joined(separator: "、"), $0.terms) }
    }
}

extension BillPrintView.Payee {
    private struct Receiver: Hashable {
        let name: String
        let account: String?
    }

    fileprivate static func all(of fees: Fees) -> [BillPrintView.Payee] {
        grouped(fees) { $0.payee.map { Receiver(name: $0.name, account: $0.account) } }.map {
            BillPrintView.Payee(
                items: $0.items, name: $0.common.name, account: $0.common.account)
        }
    }
}

extension BillPrintView.Decision {
    fileprivate static func all(of fees: Fees) -> [BillPrintView.Decision] {
        grouped(fees) { $0.basis.digest }.map { group in
            let basis = group.terms.basis
            let words =
                group.terms.rate == nil
                ? "\(basis.adoptedOn.chinese)自原收费系统转入（\(basis.title)）"
                : "\(basis.adoptedOn.chinese)，由\(basis.bodyChinese)"
                    + "\(ResidentView.Decision.manner(basis))《\(basis.title)》"
                    + (basis.isHistorical ? "（据原记录，未附计票）" : "")
            return BillPrintView.Decision(items: group.items, words: words)
        }
    }
}

extension BillPrintView.Link {
    /// Nil where the address is longer than a code on a bill can hold.
    fileprivate init?(_ link: ReadBillLinks.Link, linkStart: String) {
        guard let code = QRCode("\(linkStart)/r/\(link.token.text)") else { return nil }
        viewBox = code.viewBox
        path = code.path
        accessCode = link.accessCode
        home = linkStart.split(separator: "/").dropFirst().joined(separator: "/")
    }
}
