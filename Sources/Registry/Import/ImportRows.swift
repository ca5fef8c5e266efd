import Tables

/// The rows of a file below its header, told apart: data, totals, notes after the totals. Blank
/// rows and repeated headers are passed over; a row with nothing but a building is its heading.
struct ImportRows<Kind: ImportKind> {
    typealias Column = Kind.Column

    enum Meaning: Equatable {
        case data
        case total(isSubtotal: Bool)
        /// Below the grand total, without any key: who made the table, and when.
        case trailer
        /// The last row, with fewer cells than the header and no line break: the file was cut.
        case cut
    }

    let header: TableHeader<Column>
    private let reader: TableReader
    private var above: [ArraySlice<UInt8>?]
    private var isPastTotal = false

    /// - Throws: `TableRefusal`.
    init(path: String) throws(TableRefusal) {
        reader = try TableReader(path: path)
        header = try reader.header(required: Kind.required)
        above = Array(repeating: nil, count: Column.allCases.count)
    }

    mutating func next() throws(TableRefusal) -> (ImportRow<Column>, Meaning)? {
        while try reader.next() {
            if reader.row.isBlank || header.isRepeated(in: reader.row) { continue }
            if let isSubtotal = TotalsLabel.isSubtotal(reader.row) {
                isPastTotal = isPastTotal || !isSubtotal
                return (row(carried: []), .total(isSubtotal: isSubtotal))
            }
            if isPastTotal, !hasKey { return (row(carried: []), .trailer) }
            carry()
            if reader.isUnterminated, reader.row.count < header.headings.count {
                return (row(carried: above), .cut)
            }
            if isHeading { continue }
            return (row(carried: above), .data)
        }
        return nil
    }

    private var hasKey: Bool {
        Kind.keys.contains { key in
            header.position(of: key).map { !reader.row.trimmed($0).isEmpty } ?? false
        }
    }

    /// SHA-256 of the file, once `next` has answered nil.
    func finish() -> [UInt8] { reader.finish() }

    /// The cells of the last row as they stand in the file, with merged ones filled in.
    func filledCells() -> [String] {
        var cells = (0..<max(reader.row.count, header.headings.count)).map {
            reader.row[$0].text
        }
        for column in Kind.carried {
            guard let position = header.position(of: column), let text = above[column.rawValue],
                reader.row.trimmed(position).isEmpty
            else { continue }
            cells[position] = text.text
        }
        return cells
    }

    private func row(carried: [ArraySlice<UInt8>?]) -> ImportRow<Column> {
        ImportRow(
            row: reader.row, header: header,
            carried: carried.isEmpty
                ? Array(repeating: nil, count: Column.allCases.count) : carried)
    }

    /// A blank keeps the text above only while every wider column is blank or the same.
    private mutating func carry() {
        var isSame = true
        for column in Kind.carried {
            guard let position = header.position(of: column) else { continue }
            let cell = reader.row.trimmed(position)
            if cell.isEmpty {
                if !isSame { above[column.rawValue] = nil }
            } else if above[column.rawValue].map({ !$0.elementsEqual(cell) }) ?? true {
                // a copy of its own: the row's buffer is used again
                above[column.rawValue] = Array(cell)[...]
                isSame = false
            }
        }
    }

    /// Nothing is filled but merged columns, such as `1号楼` alone above its rooms.
    private var isHeading: Bool {
        guard !Kind.carried.isEmpty else { return false }
        let merged = Kind.carried.compactMap { header.position(of: $0) }
        guard merged.contains(where: { !reader.row.trimmed($0).isEmpty }) else { return false }
        return (0..<reader.row.count).allSatisfy {
            merged.contains($0) || reader.row.trimmed($0).isEmpty
        }
    }
}

/// How totals rows begin.
enum TotalsLabel {
    private static let totals = ["合计", "总计", "共计", "总合计", "累计"]
    private static let subtotals = ["小计", "本页"]
    /// Every label begins with one of these characters' bytes: the others cost nothing.
    private static let firstBytes: Set<UInt8> = Set(
        (totals + subtotals).compactMap { $0.utf8.first })

    /// Nil for a row that is no totals row.
    static func isSubtotal(_ row: TableRow) -> Bool? {
        guard let index = (0..<row.count).first(where: { !row.trimmed($0).isEmpty }) else {
            return nil
        }
        let cell = row.trimmed(index)
        guard cell.count <= 60, let first = cell.first, firstBytes.contains(first) else {
            return nil
        }
        let label = TextNormaliser.compact(cell.text)
        if subtotals.contains(where: label.hasPrefix) { return true }
        return totals.contains(where: label.hasPrefix) ? false : nil
    }
}
