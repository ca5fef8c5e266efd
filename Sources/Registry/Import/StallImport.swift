import Access
import Core
import Postgres
import Tables

/// How a 车位表 is read: a row is a stall, and who leases it where a household stands there.
struct StallImport: ImportKind {
    typealias Column = StallColumn

    static let batchKind = "stalls"
    static let action = "ImportStalls"
    static let required: [Set<Column>] = [[.code]]
    static let keys: Set<Column> = [.code]
    static let copy = StallImportStore.copy
    static let longestPlate = 20

    func prepare(on connection: Connection) async throws {
        try await StallImportStore.prepare(on: connection)
    }

    mutating func read(_ row: ImportRow<Column>, into sheet: inout ImportSheet<Column>) {
        guard let code = Stall.code(spoken: row.text(.code)) else {
            return sheet.refuse(.code, of: row, "车位号为空或超过 30 个字。")
        }
        let household = household(of: row, into: &sheet)
        let isVacant = BlankWord.isBlank(TextNormaliser.compact(row.text(.household)))
        let from = month(.from, of: row, into: &sheet)
        let until = month(.until, of: row, into: &sheet)
        let plate = plate(of: row, into: &sheet)
        if household != nil, from == nil, row[.from].isEmpty {
            sheet.refuse(.from, of: row, "写了房号（承租户），还要写起租月份，例如 2021-09。")
        }
        if let from, let until, until < from {
            sheet.refuse(.until, of: row, "止租月份早于起租月份。")
        }
        if isVacant {
            if from != nil || until != nil {
                sheet.refuse(.household, of: row, "写了起租或止租月份，还要写承租的房号。")
            } else if plate != nil {
                sheet.note("没有房号（承租户），车牌号没有登记。", row: row.number)
            }
        }
        let title = title(of: row, into: &sheet)
        guard !sheet.hasRefused(row: row.number) else { return }
        sheet.lines.integer(row.number)
        sheet.lines.text(code)
        sheet.lines.text(title?.rawValue)
        sheet.lines.text(household?.building)
        sheet.lines.text(household?.entrance)
        sheet.lines.text(household?.room)
        sheet.lines.text(household == nil ? nil : from?.firstDay.description)
        sheet.lines.text(household == nil ? nil : until?.firstDay.description)
        sheet.lines.text(household == nil ? nil : plate)
        sheet.lines.endLine()
    }

    func compare(
        in scope: ScopeID, on connection: Connection
    ) async throws -> ImportComparison<Column> {
        try await StallImportStore.compare(in: scope, on: connection)
    }

    func write(in scope: ScopeID, entry: EntryID, on connection: Connection) async throws {
        try await StallImportStore.write(in: scope, entry: entry, on: connection)
    }

    func digest(
        in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws -> AuditEntry.Facts {
        try await StallImportStore.digest(in: scope, entry: entry, on: connection)
    }

    // MARK: cells

    /// Who leases it: nil where the cell is blank, or was refused.
    private func household(
        of row: ImportRow<Column>, into sheet: inout ImportSheet<Column>
    ) -> HouseholdCode? {
        let text = row.text(.household)
        if BlankWord.isBlank(TextNormaliser.compact(text)) { return nil }
        if row[.building].isEmpty {
            if let code = HouseholdCode(spoken: text) { return code }
        } else if let building = AddressPart.building(row.text(.building)),
            let entrance = AddressPart.entrance(row.text(.entrance))
        {
            if let room = AddressPart.room(text) {
                return HouseholdCode(building: building, entrance: entrance, room: room)
            }
            if let code = HouseholdCode(spoken: text), code.building == building { return code }
        }
        sheet.refuse(.household, of: row, "房号无法识别：请写成 3-2-501 或 3号楼2单元501 的形式。")
        return nil
    }

    private func month(
        _ column: Column, of row: ImportRow<Column>, into sheet: inout ImportSheet<Column>
    ) -> BillingMonth? {
        let text = row.text(column)
        if BlankWord.isBlank(TextNormaliser.compact(text)) { return nil }
        if let month = BillingMonth(spoken: text) { return month }
        sheet.refuse(column, of: row, "月份无法识别：请写成 2021-09 的形式（1990-01 至 2099-12）。")
        return nil
    }

    private func plate(
        of row: ImportRow<Column>, into sheet: inout ImportSheet<Column>
    ) -> String? {
        let plate = TextNormaliser.compact(row.text(.plate))
        if BlankWord.isBlank(plate) { return nil }
        if plate.unicodeScalars.count > StallImport.longestPlate {
            sheet.refuse(.plate, of: row, "车牌号超过 \(StallImport.longestPlate) 个字，请核对。")
        }
        return plate
    }

    private func title(
        of row: ImportRow<Column>, into sheet: inout ImportSheet<Column>
    ) -> StallTitle? {
        let text = row.text(.title)
        if text.isEmpty { return nil }
        if let title = StallTitle(spoken: text) { return title }
        sheet.note("车位性质“\(text.prefix(20))”不认识，没有采用。", row: row.number)
        return nil
    }
}
