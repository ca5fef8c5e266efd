import Core
import Tables

/// One row of data, with merged cells filled from above.
public struct ImportRow<Column: TableColumn>: Sendable {
    let row: TableRow
    let header: TableHeader<Column>
    /// By the column's raw value: the text above, where this row's cell is a merged blank.
    let carried: [ArraySlice<UInt8>?]

    /// As a spreadsheet numbers it.
    public var number: Int { row.number }

    /// The cell's bytes without blanks at either end; none where the file has no such column.
    public subscript(column: Column) -> ArraySlice<UInt8> {
        guard let position = header.position(of: column) else { return [] }
        let cell = row.trimmed(position)
        if cell.isEmpty, let above = carried[column.rawValue] { return above }
        return cell
    }

    public func text(_ column: Column) -> String { self[column].text }

    public func has(_ column: Column) -> Bool { header.has(column) }
}

/// What reading a file leaves: lines for the database, refused cells, warnings.
public struct ImportSheet<Column: TableColumn>: Sendable {
    public var lines = CopyLines()
    public private(set) var refused: [RefusedCell] = []
    /// All refused cells, listed or not.
    public private(set) var refusedCells = 0
    public private(set) var refusedRows = 0
    private var lastRefusedRow = 0
    private var notes: [Note] = []
    private var unlistedNotes = 0

    private struct Note: Sendable {
        let text: String
        var rows: [Int]
        var count: Int
    }

    /// Refuses a cell.
    ///
    /// - Parameter value: what to show instead of the cell, where it must not be shown.
    public mutating func refuse(
        _ column: Column, of row: ImportRow<Column>, _ reason: String, value: String? = nil
    ) {
        let shown = value ?? row.text(column)
        refuse(
            RefusedCell(
                row: row.number, column: row.header.heading(of: column),
                value: String(shown.prefix(100)), reason: reason))
    }

    mutating func refuse(cutRow row: ImportRow<Column>) {
        refuse(
            RefusedCell(
                row: row.number, column: row.header.headings.last ?? "", value: "",
                reason: "文件到这一行中间就结束了，可能没有复制或下载完整：请重新取得文件，或把这一行补全。"))
    }

    mutating func refuse(_ cell: RefusedCell) {
        refusedCells += 1
        if cell.row != lastRefusedRow { refusedRows += 1 }
        lastRefusedRow = cell.row
        if refused.count < ImportLimits.refusals { refused.append(cell) }
    }

    public func hasRefused(row: Int) -> Bool { lastRefusedRow == row }

    /// Notes something about a row that does not keep it out. The same text about several rows
    /// becomes one warning that names the first of them.
    public mutating func note(_ text: String, row: Int) {
        if let index = notes.firstIndex(where: { $0.text == text }) {
            notes[index].count += 1
            if notes[index].rows.count < ImportLimits.examples { notes[index].rows.append(row) }
        } else if notes.count < ImportLimits.warnings {
            notes.append(Note(text: text, rows: [row], count: 1))
        } else {
            unlistedNotes += 1
        }
    }

    /// Warns about the table as a whole.
    public mutating func warn(_ sentence: String) {
        if notes.count < ImportLimits.warnings {
            notes.append(Note(text: sentence, rows: [], count: 0))
        } else {
            unlistedNotes += 1
        }
    }

    public var warnings: [String] {
        notes.map { note in
            note.rows.isEmpty
                ? note.text : "\(RowList.described(note.rows, of: note.count))：\(note.text)"
        } + (unlistedNotes > 0 ? ["另有 \(unlistedNotes) 处提醒没有列出。"] : [])
    }
}

enum RowList {
    /// `第 3、9 行`, or `第 3、9、12、20、31 行等 40 行`.
    static func described(_ rows: [Int], of count: Int) -> String {
        let named = rows.map(String.init).joined(separator: "、")
        return "第 \(named) 行" + (count > rows.count ? "等 \(count) 行" : "")
    }
}
