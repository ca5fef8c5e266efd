import Core
import Tables

/// Adds up what is read, and compares it with the totals rows of the file.
public struct TotalsCheck<Column: TableColumn>: Sendable {
    private struct Sums {
        var rows = 0
        var sum: Int64 = 0
        var unreadable = 0

        mutating func add(_ value: Int64?, isReadable: Bool) {
            rows += 1
            sum += value ?? 0
            if !isReadable { unreadable += 1 }
        }
    }

    private let counted: [Column]
    private let summed: Column
    private let decimals: Int
    private var whole = Sums()
    private var section = Sums()

    /// - Parameters:
    ///   - counted: the columns under which a totals row may give the number of rows.
    ///   - summed: the column whose sum it gives.
    ///   - decimals: of the summed column; amounts are added up in units of its last decimal.
    public init(counted: [Column], summed: Column, decimals: Int) {
        self.counted = counted
        self.summed = summed
        self.decimals = decimals
    }

    /// One row was read; `value` is nil where its cell is blank or cannot be read.
    public mutating func add(_ value: Int64?, isReadable: Bool = true) {
        whole.add(value, isReadable: isReadable)
        section.add(value, isReadable: isReadable)
    }

    /// Warns where a totals row disagrees. A figure that it does not give is not compared.
    public mutating func compare(
        _ row: ImportRow<Column>, isSubtotal: Bool, into sheet: inout ImportSheet<Column>
    ) {
        let sums = isSubtotal ? section : whole
        let what = isSubtotal ? "小计" : "合计"
        section = Sums()
        let count = counted.lazy.compactMap { TotalsCheck.number(row.text($0)) }.first
        if let count, count != sums.rows {
            sheet.warn("第 \(row.number) 行\(what)为 \(count) 户（条），逐行数得 \(sums.rows)。")
        }
        let digits = TextNormaliser.compact(row.text(summed)).filter { $0 != "," }
        guard let sum = FixedPoint.parse(digits, decimals: decimals), sum != sums.sum else {
            return
        }
        let left = sums.unreadable > 0 ? "（其中 \(sums.unreadable) 行无法识别，未计入）" : ""
        sheet.warn(
            "第 \(row.number) 行\(what)\(row.header.heading(of: summed))为 "
                + "\(FixedPoint.format(sum, decimals: decimals))，逐行相加得 "
                + "\(FixedPoint.format(sums.sum, decimals: decimals))\(left)。")
    }

    /// `216`, `216户`, `共216户`; nil for text that is no count.
    private static func number(_ text: String) -> Int? {
        let compact = TextNormaliser.compact(text)
        guard !compact.contains(where: { ".-()/:".contains($0) }) else { return nil }
        let digits = compact.filter { ("0"..."9").contains($0) }
        guard !digits.isEmpty, digits.count <= 7, compact.count - digits.count <= 3 else {
            return nil
        }
        return Int(digits)
    }
}
