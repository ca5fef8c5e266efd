import Access
import Core
import Postgres
import Secrets
import Tables

/// How a 房屋业主表 is read. Nothing is guessed: what could be two things is refused or noted.
struct HouseholdImport: ImportKind {
    typealias Column = HouseholdColumn

    static let batchKind = "households"
    static let action = "ImportHouseholds"
    static let required: [Set<Column>] = [[.room], [.address]]
    static let keys: Set<Column> = [.room, .address]
    static let carried: [Column] = [.building, .entrance]
    static let copy = HouseholdImportStore.copy

    static let longestRemark = 500

    let idNumberKey: SecretKey
    private var addresses = HouseholdAddressReader()
    var totals = TotalsCheck<Column>(
        counted: [.room, .address, .entrance, .owner], summed: .area, decimals: 2)

    init(idNumberKey: SecretKey) {
        self.idNumberKey = idNumberKey
    }

    static func hint(ignored headings: [String]) -> String? {
        headings.contains { $0.contains("车位") || $0.contains("车牌") }
            ? "车位、车牌请另做一张车位表，用 linli stall import 导入。" : nil
    }

    func prepare(on connection: Connection) async throws {
        try await HouseholdImportStore.prepare(on: connection)
    }

    mutating func read(_ row: ImportRow<Column>, into sheet: inout ImportSheet<Column>) {
        let area = area(of: row, into: &sheet)
        let owners = owners(of: row, into: &sheet)
        let remark = remark(of: row, into: &sheet)
        guard let code = addresses.read(row, into: &sheet), !sheet.hasRefused(row: row.number)
        else { return }
        let kind = kind(of: row, room: code.room, into: &sheet)
        if owners.isEmpty, row.has(.owner) {
            sheet.note("没有业主姓名，按业主不详登记；如与上一行同一业主，请补填姓名后再导入。", row: row.number)
        }
        if area == nil, row.has(.area) { sheet.note("没有建筑面积，先按面积不详登记。", row: row.number) }
        for position in 0..<max(1, owners.count) {
            write(
                row.number, position, code, kind: kind, area: area, remark: remark,
                owner: position < owners.count ? owners[position] : nil, to: &sheet.lines)
        }
    }

    mutating func total(
        _ row: ImportRow<Column>, isSubtotal: Bool, into sheet: inout ImportSheet<Column>
    ) {
        totals.compare(row, isSubtotal: isSubtotal, into: &sheet)
    }

    func compare(
        in scope: ScopeID, on connection: Connection
    ) async throws -> ImportComparison<Column> {
        try await HouseholdImportStore.compare(in: scope, on: connection)
    }

    func write(in scope: ScopeID, entry: EntryID, on connection: Connection) async throws {
        try await HouseholdImportStore.write(in: scope, entry: entry, on: connection)
    }

    func digest(
        in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws -> AuditEntry.Facts {
        try await HouseholdImportStore.digest(in: scope, entry: entry, on: connection)
    }

    private func write(
        _ row: Int, _ position: Int, _ code: HouseholdCode, kind: HouseholdKind?, area: Area?,
        remark: ArraySlice<UInt8>?, owner: StagedOwner?, to lines: inout CopyLines
    ) {
        lines.integer(row)
        lines.integer(position + 1)
        lines.text(code.building)
        lines.text(code.entrance)
        lines.text(code.room)
        lines.text(kind?.rawValue)
        lines.integer(area?.hundredths)
        if let remark { lines.text(remark) } else { lines.null() }
        guard let owner else {
            for _ in 0..<5 { lines.null() }
            return lines.endLine()
        }
        lines.text(owner.name)
        lines.text(owner.phone)
        lines.binary(owner.idHash)
        lines.text(owner.kind)
        lines.text(owner.key(row: row, position: position))
        lines.endLine()
    }
}
