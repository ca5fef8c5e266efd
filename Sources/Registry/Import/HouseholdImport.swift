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

    private let idNumberKey: SecretKey
    private var addresses = HouseholdAddressReader()
    private var totals = TotalsCheck<Column>(
        counted: [.room, .address, .entrance, .owner], summed: .area, decimals: 2)

    init(idNumberKey: SecretKey) {
        self.idNumberKey = idNumberKey
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
        if owners.isEmpty {
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

    // MARK: cells

    private mutating func area(
        of row: ImportRow<Column>, into sheet: inout ImportSheet<Column>
    ) -> Area? {
        switch AreaText.read(row[.area]) {
        case .blank:
            totals.add(nil)
            return nil
        case .area(let area):
            totals.add(Int64(area.hundredths))
            return area
        case .refused(let reason):
            totals.add(nil, isReadable: false)
            sheet.refuse(.area, of: row, reason)
            return nil
        }
    }

    private func owners(
        of row: ImportRow<Column>, into sheet: inout ImportSheet<Column>
    ) -> [StagedOwner] {
        var names: [String] = []
        switch OwnerNames.read(row[.owner]) {
        case .names(let found): names = found
        case .refused(let reason): sheet.refuse(.owner, of: row, reason)
        }
        let phones = phones(of: row, into: &sheet)
        let hashes = idHashes(of: row, into: &sheet)
        guard !names.isEmpty else {
            if !phones.isEmpty { sheet.note("有电话而没有业主姓名，电话没有登记。", row: row.number) }
            return []
        }
        // as many of each as owners: they go in pairs; else the first is the first owner's
        let isPaired = phones.count == names.count
        if !isPaired, phones.count > 1 {
            sheet.note("有多个电话，只登记了第一个。", row: row.number)
        }
        let hashesArePaired = hashes.count == names.count
        if !hashesArePaired, !hashes.isEmpty {
            sheet.note("证件号的个数与业主人数不同，证件号没有采用。", row: row.number)
        }
        return names.enumerated().map { index, name in
            StagedOwner(
                name: name,
                phone: index < phones.count && (isPaired || index == 0) ? phones[index] : nil,
                idHash: hashesArePaired ? hashes[index] : nil)
        }
    }

    private func phones(
        of row: ImportRow<Column>, into sheet: inout ImportSheet<Column>
    ) -> [String] {
        switch PhoneNumbers.read(row[.phone]) {
        case .numbers(let numbers): return numbers
        case .hidden: sheet.note("电话被隐去了几位，没有采用。", row: row.number)
        case .refused(let reason): sheet.refuse(.phone, of: row, reason)
        }
        return []
    }

    private func idHashes(
        of row: ImportRow<Column>, into sheet: inout ImportSheet<Column>
    ) -> [[UInt8]] {
        let cell = row[.idNumber]
        if cell.isEmpty { return [] }
        var hashes: [[UInt8]] = []
        let parts = cell.text.split { "、,，;；/／|\n".contains($0) || $0.isNewline }
        for part in parts {
            switch IDNumber.read(String(part)) {
            case .none: break
            case .number(let number): hashes.append(idNumberKey.authenticate(number))
            case .hidden: sheet.note("证件号被隐去了几位，没有采用。", row: row.number)
            case .refused(let reason):
                sheet.refuse(
                    .idNumber, of: row, reason, value: IDNumber.masked(String(part)))
            }
        }
        return hashes
    }

    private func remark(
        of row: ImportRow<Column>, into sheet: inout ImportSheet<Column>
    ) -> ArraySlice<UInt8>? {
        let cell = row[.remark]
        if cell.isEmpty { return nil }
        if cell.count > HouseholdImport.longestRemark,
            cell.text.unicodeScalars.count > HouseholdImport.longestRemark
        {
            sheet.refuse(.remark, of: row, "备注超过 \(HouseholdImport.longestRemark) 个字。")
        }
        return cell
    }

    /// The use written, else what the room's own name says; nil where neither does.
    private func kind(
        of row: ImportRow<Column>, room: String, into sheet: inout ImportSheet<Column>
    ) -> HouseholdKind? {
        let cell = row[.use]
        if !cell.isEmpty {
            let text = cell.text
            if let kind = HouseholdKind(spoken: text) { return kind }
            sheet.note(
                "“\(row.header.heading(of: .use))”的写法“\(text.prefix(20))”不认识，没有采用。",
                row: row.number)
        }
        return room.utf8.allSatisfy { $0 < 0x80 } ? nil : HouseholdKind(spoken: room)
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

/// An owner as one row of a file names them.
struct StagedOwner {
    private static let developers: Set<String> = ["开发商", "建设单位", "开发单位", "开发企业"]

    let name: String
    let phone: String?
    let idHash: [UInt8]?

    var isDeveloper: Bool { name.utf8.count <= 12 && StagedOwner.developers.contains(name) }

    var kind: String {
        if isDeveloper { return "developer" }
        return OwnerNames.isOrganisation(name) ? "organisation" : "person"
    }

    /// The same for rows that name one owner: same identity document, else same name and phone;
    /// the developer is one. Everybody else is somebody of their own.
    func key(row: Int, position: Int) -> String {
        if let idHash { return "h" + Hex.encode(idHash) }
        if let phone { return "p\(name)\t\(phone)" }
        return isDeveloper ? "d\(name)" : "r\(row).\(position)"
    }
}
