/// The columns of one kind of table; the raw value is only a position among them.
public protocol TableColumn: Hashable, CaseIterable, Sendable, RawRepresentable
where RawValue == Int {
    /// As we call it, in Chinese.
    var name: String { get }
    /// What else companies call it. Units, marks and blanks around a name need not be listed.
    var synonyms: [String] { get }
}

/// The row that names the columns.
public struct TableHeader<Column: TableColumn>: Sendable {
    public let row: Int
    /// The headings as they stand in the file.
    public let headings: [String]
    /// By the column's raw value: where it lies in the file.
    private let positions: [Int?]
    private let bareHeadings: [String]

    init?(_ row: TableRow, names: [String: Column]) {
        headings = (0..<row.count).map { TextNormaliser.singleSpaced(row.text($0)) }
        bareHeadings = headings.map(TableHeader.bare)
        var positions = [Int?](repeating: nil, count: Column.allCases.count)
        for (index, heading) in bareHeadings.enumerated() {
            guard let column = names[heading], positions[column.rawValue] == nil else { continue }
            positions[column.rawValue] = index
        }
        self.positions = positions
        self.row = row.number
        guard found.count >= 2 else { return nil }
    }

    public func position(of column: Column) -> Int? { positions[column.rawValue] }

    public func has(_ column: Column) -> Bool { positions[column.rawValue] != nil }

    /// The file's heading of a column, or our name for it where the file has none.
    public func heading(of column: Column) -> String {
        position(of: column).map { headings[$0] } ?? column.name
    }

    /// The columns that the file has, in its order.
    public var found: [Column] {
        Column.allCases.filter { has($0) }
            .sorted { (position(of: $0) ?? 0) < (position(of: $1) ?? 0) }
    }

    /// Headings that stand for no column of ours, and second ones for the same column.
    public var ignored: [String] {
        headings.indices.filter { index in !positions.contains(index) && !headings[index].isEmpty }
            .map { headings[$0] }
    }

    /// Whether a row repeats the headings, as at the top of a printed page.
    public func isRepeated(in row: TableRow) -> Bool {
        guard let first = headings.indices.first(where: { !headings[$0].isEmpty }),
            row.text(first) == headings[first]
        else { return false }
        return headings.indices.allSatisfy {
            TextNormaliser.singleSpaced(row.text($0)) == headings[$0]
        }
    }

    /// `* 建筑面积（㎡）` → `建筑面积`.
    static func bare(_ heading: String) -> String {
        let brackets: [(Character, Character)] = [("(", ")"), ("[", "]"), ("【", "】")]
        let units = ["/㎡", "㎡", "M²", "M2", "平方米", "平米", "/元"]
        var text = TextNormaliser.compact(heading).filter { !"*:※".contains($0) }
        var before: String
        repeat {
            before = text
            for (open, close) in brackets where text.last == close {
                if let start = text.lastIndex(of: open), start > text.startIndex {
                    text = String(text[..<start])
                }
            }
            for unit in units where text.hasSuffix(unit) && text.count > unit.count {
                text.removeLast(unit.count)
            }
        } while text != before
        return text
    }
}

extension TableReader {
    /// Reads down to the row that names the columns, past titles and preface lines.
    ///
    /// - Parameter required: a header has all columns of one of these sets.
    /// - Throws: `TableRefusal.headerMissing`, `.columnsMissing`, and what `next` throws.
    public func header<Column: TableColumn>(
        _ type: Column.Type = Column.self, required: [Set<Column>]
    ) throws(TableRefusal) -> TableHeader<Column> {
        var names: [String: Column] = [:]
        for column in Column.allCases {
            for name in [column.name] + column.synonyms
            where names[TableHeader<Column>.bare(name)] == nil {
                names[TableHeader<Column>.bare(name)] = column
            }
        }
        var best: TableHeader<Column>?
        var firstRow = ""
        while row.number < limits.headerRows, try next() {
            if firstRow.isEmpty, !row.isBlank {
                firstRow = (0..<min(row.count, 8)).map { String(row.text($0).prefix(20)) }
                    .filter { !$0.isEmpty }.joined(separator: "，")
            }
            guard let header = TableHeader(row, names: names) else { continue }
            if required.contains(where: { $0.allSatisfy(header.has) }) { return header }
            if header.found.count > best?.found.count ?? 0 { best = header }
        }
        guard let best else {
            let expected = Column.allCases.prefix(4).map(\.name)
            throw .headerMissing(expected: expected, firstRow: firstRow, encoding: encoding)
        }
        throw .columnsMissing(
            row: best.row, found: best.headings.filter { !$0.isEmpty },
            missing: required.map { TableReader.described($0.filter { !best.has($0) }) })
    }

    private static func described<Column: TableColumn>(_ columns: Set<Column>) -> String {
        columns.sorted { $0.rawValue < $1.rawValue }.map { column in
            column.synonyms.isEmpty
                ? column.name
                : "\(column.name)（也可写作 \(column.synonyms.prefix(4).joined(separator: "、"))）"
        }.joined(separator: "、")
    }
}
