import Access
import Core
import Postgres
import Registry
import Tables

/// How a 期初余额表 is read.
struct OpeningBalanceImport: ImportKind {
    typealias Column = OpeningBalanceColumn

    static let batchKind = "openingBalances"
    static let action = "ImportOpeningBalances"
    static let required: [Set<Column>] = [
        [.room, .month, .owed], [.address, .month, .owed], [.room, .credit], [.address, .credit],
    ]
    static let keys: Set<Column> = [.room, .address]
    static let carried: [Column] = [.building, .entrance, .room, .address]
    static let copy = TakeoverStore.copy
    static let longestItem = 40

    let takeover: Takeover
    let stated: TakeoverTotals
    let acceptsRefusals: Bool
    let proved: ProvedTotals
    private var owed = Money.zero
    private var credit = Money.zero
    private var unreadable = 0
    private var totalsRow = TakeoverTotals()
    /// Where the last household was read: the column that refusals of a household name.
    private var householdColumn = Column.room

    init(
        takeover: Takeover, stated: TakeoverTotals, acceptsRefusals: Bool, proved: ProvedTotals
    ) {
        self.takeover = takeover
        self.stated = stated
        self.acceptsRefusals = acceptsRefusals
        self.proved = proved
    }

    func prepare(on connection: Connection) async throws {
        try await TakeoverStore.prepare(on: connection)
    }

    mutating func read(_ row: ImportRow<Column>, into sheet: inout ImportSheet<Column>) {
        let owed = amount(.owed, of: row, into: &sheet)
        let credit = amount(.credit, of: row, into: &sheet)
        if let owed, let credit {
            self.owed += owed
            self.credit += credit
        } else {
            unreadable += 1
        }
        householdColumn = OpeningBalanceCells.householdColumn(of: row)
        let household = OpeningBalanceCells.household(of: row, into: &sheet)
        let month = month(of: row, owes: (owed ?? .zero) > .zero, into: &sheet)
        let item = TextNormaliser.singleSpaced(row.text(.item))
        if item.unicodeScalars.count > OpeningBalanceImport.longestItem {
            sheet.refuse(.item, of: row, "收费项目超过 \(OpeningBalanceImport.longestItem) 个字。")
        }
        guard !sheet.hasRefused(row: row.number), let household, let owed, let credit else {
            return
        }
        let stall =
            OpeningBalanceCells.isBlank(row.text(.stall))
            ? nil : Stall.code(spoken: row.text(.stall))
        sheet.lines.integer(row.number)
        sheet.lines.text(household.building)
        sheet.lines.text(household.entrance)
        sheet.lines.text(household.room)
        sheet.lines.text(item.isEmpty ? FeeItemCode.propertyFee.text : item)
        sheet.lines.text(stall)
        sheet.lines.text(owed > .zero ? month?.firstDay.description : nil)
        sheet.lines.integer(owed.fen)
        sheet.lines.integer(credit.fen)
        sheet.lines.endLine()
    }

    mutating func total(
        _ row: ImportRow<Column>, isSubtotal: Bool, into sheet: inout ImportSheet<Column>
    ) {
        guard !isSubtotal else { return }
        if let owed = OpeningBalanceCells.amount(row.text(.owed)) { totalsRow.owed = owed }
        if let credit = OpeningBalanceCells.amount(row.text(.credit)) { totalsRow.credit = credit }
    }

    /// Compares, once the sums are proved. Where the refused rows keep everything out anyway, amounts
    /// that cannot be read are told with them, row by row.
    func compare(
        in scope: ScopeID, on connection: Connection
    ) async throws -> ImportComparison<Column> {
        if unreadable == 0 || acceptsRefusals {
            try TakeoverRules.prove(
                owed: owed, credit: credit, unreadable: unreadable, stated: stated, row: totalsRow)
        }
        proved.set(owed: owed, credit: credit)
        return try await TakeoverStore.compare(
            in: scope, householdColumn: householdColumn, on: connection)
    }

    func write(in scope: ScopeID, entry: EntryID, on connection: Connection) async throws {
        try await TakeoverStore.write(takeover, in: scope, entry: entry, on: connection)
    }

    func digest(
        in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws -> AuditEntry.Facts {
        try await TakeoverStore.digest(takeover, in: scope, entry: entry, on: connection)
    }

    // MARK: cells

    /// Zero where the cell is blank; nil where it was refused.
    private func amount(
        _ column: Column, of row: ImportRow<Column>, into sheet: inout ImportSheet<Column>
    ) -> Money? {
        let text = row.text(column)
        if OpeningBalanceCells.isBlank(text) { return .zero }
        if let amount = OpeningBalanceCells.amount(text) { return amount }
        let isNegative = TextNormaliser.compact(text).hasPrefix("-")
        sheet.refuse(
            column, of: row,
            isNegative
                ? "金额不能为负：欠费写在“\(Column.owed.name)”，预存写在“\(Column.credit.name)”，都用正数。"
                : "金额无法识别：请按“元”填写，最多两位小数，例如 150.00。")
        return nil
    }

    private func month(
        of row: ImportRow<Column>, owes: Bool, into sheet: inout ImportSheet<Column>
    ) -> BillingMonth? {
        let text = row.text(.month)
        guard owes else { return nil }
        guard let month = BillingMonth(spoken: text) else {
            sheet.refuse(
                .month, of: row,
                OpeningBalanceCells.isBlank(text)
                    ? "写了欠费金额，还要写账期；欠几个月的，每月一行。"
                    : "账期无法识别：请写成 2021-08 的形式；欠几个月的，每月一行。")
            return nil
        }
        guard month.firstDay <= takeover.asOf else {
            sheet.refuse(.month, of: row, "账期晚于余额日期 \(takeover.asOf)。")
            return nil
        }
        return month
    }
}

/// Cells of a 期初余额表.
enum OpeningBalanceCells {
    /// What people write where there is nothing.
    static func isBlank(_ text: String) -> Bool {
        ["", "/", "-", "--", "无"].contains(TextNormaliser.compact(text))
    }

    /// `150`, `150.5`, `¥1,150.00`, `１５０元`; nil for anything else and above the largest entry.
    static func amount(_ text: String) -> Money? {
        var digits = TextNormaliser.compact(text).filter { $0 != "," && $0 != "，" }
        for mark in ["¥", "￥", "RMB"] where digits.hasPrefix(mark) {
            digits.removeFirst(mark.count)
        }
        if digits.hasSuffix("元") { digits.removeLast() }
        guard let fen = FixedPoint.parse(digits, decimals: 2), fen <= Money.largestEntry.fen else {
            return nil
        }
        return Money(fen: fen)
    }

    static func householdColumn(
        of row: ImportRow<OpeningBalanceColumn>
    ) -> OpeningBalanceColumn {
        row.has(.address) && row[.room].isEmpty ? .address : .room
    }

    /// Nil where a cell of it was refused.
    static func household(
        of row: ImportRow<OpeningBalanceColumn>,
        into sheet: inout ImportSheet<OpeningBalanceColumn>
    ) -> HouseholdCode? {
        let column = householdColumn(of: row)
        let text = row.text(column)
        if column == .room, !row[.building].isEmpty,
            let building = AddressPart.building(row.text(.building)),
            let entrance = AddressPart.entrance(row.text(.entrance)),
            let room = AddressPart.room(text)
        {
            return HouseholdCode(building: building, entrance: entrance, room: room)
        }
        if let code = HouseholdCode(spoken: text) { return code }
        sheet.refuse(
            column, of: row,
            "房屋无法识别：请写成 3-2-501 或 3号楼2单元501 的形式，或分成楼栋、单元、房号三列。")
        return nil
    }
}
