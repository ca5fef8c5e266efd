import Tables

/// Reads where a household is from the columns that a register has for it.
struct HouseholdAddressReader {
    typealias Column = HouseholdColumn

    /// The building and entrance read last: they repeat down the table.
    private var lastBuilding: (cell: ArraySlice<UInt8>, part: String)?
    private var lastEntrance: (cell: ArraySlice<UInt8>, part: String)?

    /// Nil where a cell of it was refused.
    mutating func read(
        _ row: ImportRow<Column>, into sheet: inout ImportSheet<Column>
    ) -> HouseholdCode? {
        if row.has(.room), !row[.room].isEmpty {
            return row.has(.building)
                ? parts(of: row, into: &sheet) : whole(.room, of: row, into: &sheet)
        }
        if row.has(.address), !row[.address].isEmpty {
            return whole(.address, of: row, into: &sheet)
        }
        sheet.refuse(
            row.has(.room) ? .room : .address, of: row,
            "房号为空：如果是与上一行合并的共有人，请把几位业主的姓名用“、”写在同一格里。")
        return nil
    }

    /// Building, entrance and room in columns of their own.
    private mutating func parts(
        of row: ImportRow<Column>, into sheet: inout ImportSheet<Column>
    ) -> HouseholdCode? {
        guard let building = building(of: row, into: &sheet) else { return nil }
        guard let entrance = entrance(of: row, into: &sheet) else { return nil }
        let cell = row[.room]
        if let plain = HouseholdAddressReader.plainRoom(cell) {
            return HouseholdCode(building: building, entrance: entrance, room: plain)
        }
        let text = cell.text
        if let room = AddressPart.room(text) {
            return HouseholdCode(building: building, entrance: entrance, room: room)
        }
        // some registers repeat the whole address in the room's column
        if let code = HouseholdCode(spoken: text), code.building == building,
            code.entrance == entrance || entrance.isEmpty || code.entrance.isEmpty
        {
            return HouseholdCode(
                building: building, entrance: entrance.isEmpty ? code.entrance : entrance,
                room: code.room)
        }
        sheet.refuse(.room, of: row, "房号无法识别：一格只写一个房号，例如 501，不含“-”和“、”，最多 20 个字。")
        return nil
    }

    private mutating func building(
        of row: ImportRow<Column>, into sheet: inout ImportSheet<Column>
    ) -> String? {
        let cell = row[.building]
        if let lastBuilding, lastBuilding.cell.elementsEqual(cell) { return lastBuilding.part }
        guard !cell.isEmpty else {
            sheet.refuse(.building, of: row, "楼栋为空，上面也没有合并的楼栋可用。")
            return nil
        }
        guard let part = AddressPart.building(cell.text) else {
            sheet.refuse(.building, of: row, "楼栋无法识别：请写成 3、3号楼、3# 等形式。")
            return nil
        }
        lastBuilding = (Array(cell)[...], part)
        return part
    }

    private mutating func entrance(
        of row: ImportRow<Column>, into sheet: inout ImportSheet<Column>
    ) -> String? {
        let cell = row[.entrance]
        if let lastEntrance, lastEntrance.cell.elementsEqual(cell) { return lastEntrance.part }
        guard let part = AddressPart.entrance(cell.text) else {
            sheet.refuse(.entrance, of: row, "单元无法识别：请写成 2、二单元 等形式。")
            return nil
        }
        lastEntrance = (Array(cell)[...], part)
        return part
    }

    /// The whole address in one cell.
    private func whole(
        _ column: Column, of row: ImportRow<Column>, into sheet: inout ImportSheet<Column>
    ) -> HouseholdCode? {
        if let code = HouseholdCode(spoken: row.text(column)) { return code }
        sheet.refuse(column, of: row, "房屋无法识别：请写成 3-2-501 或 3号楼2单元501 的形式，或分成楼栋、单元、房号三列。")
        return nil
    }

    /// The way nearly every room is written: digits that begin with none of 0.
    private static func plainRoom(_ cell: ArraySlice<UInt8>) -> String? {
        guard let first = cell.first, first != UInt8(ascii: "0"), cell.count <= AddressPart.longest,
            cell.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return cell.text
    }
}
