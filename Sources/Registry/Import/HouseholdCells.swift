import Core
import Secrets
import Tables

/// What the cells of one row say: each is read, or refused, or noted and left.
extension HouseholdImport {
    mutating func area(
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

    func owners(
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

    func phones(
        of row: ImportRow<Column>, into sheet: inout ImportSheet<Column>
    ) -> [String] {
        switch PhoneNumbers.read(row[.phone]) {
        case .numbers(let numbers): return numbers
        case .hidden: sheet.note("电话被隐去了几位，没有采用。", row: row.number)
        case .refused(let reason): sheet.refuse(.phone, of: row, reason)
        }
        return []
    }

    func idHashes(
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

    func remark(
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
    func kind(
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
}
