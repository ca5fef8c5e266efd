import Core
import Secrets
import Tables

/// What is known of an import before it is decided whether to write it.
struct ImportResult<Column: TableColumn> {
    let request: ImportRequest
    private let hint: String?
    let header: TableHeader<Column>
    let comparison: ImportComparison<Column>
    let digest: [UInt8]
    let alreadyImported: Bool
    /// In order of rows.
    let refused: [RefusedCell]
    private let refusedCells: Int
    private let refusedRows: Int
    private let warnings: [String]

    init(
        request: ImportRequest, header: TableHeader<Column>, hint: String?,
        sheet: ImportSheet<Column>, comparison: ImportComparison<Column>, digest: [UInt8],
        alreadyImported: Bool
    ) {
        self.request = request
        self.hint = hint
        self.header = header
        self.comparison = comparison
        self.digest = digest
        self.alreadyImported = alreadyImported
        let found = comparison.refusals.map { refusal in
            RefusedCell(
                row: refusal.row, column: header.heading(of: refusal.column),
                value: refusal.value, reason: refusal.reason)
        }
        refused = (sheet.refused + found).sorted { $0.row < $1.row }
        refusedCells = sheet.refusedCells + found.count
        refusedRows = sheet.refusedRows + Set(found.map(\.row)).count
        warnings = sheet.warnings + comparison.warnings
    }

    var isClean: Bool { refusedCells == 0 }

    /// - Throws: `ImportFailure.tooManyRefusals`.
    func hold(to limit: Int) throws {
        guard refusedCells <= limit else { throw ImportFailure.tooManyRefusals(refusedCells) }
    }

    func outcome(applied: Bool) -> ImportOutcome {
        var warnings = warnings
        let ignored = header.ignored
        let unexpected = ignored.filter { $0 != RefusalsFile.reasonHeading }
        if !unexpected.isEmpty {
            warnings.append(
                "没有用到的列：\(unexpected.joined(separator: "、"))。\(hint ?? "")")
        }
        if refusedCells > ImportLimits.refusals {
            warnings.append("不合格共 \(refusedCells) 处，只列出前 \(ImportLimits.refusals) 处。")
        }
        let isWritten = applied && !isClean
        return ImportOutcome(
            added: comparison.added, changed: comparison.changed,
            unchanged: comparison.unchanged,
            refused: Array(refused.prefix(ImportLimits.refusals)), refusedRows: refusedRows,
            warnings: warnings, applied: applied, refusalsFile: isWritten ? refusalsPath : nil,
            columns: header.found.map { (header.heading(of: $0), $0.name) },
            ignoredColumns: ignored, fileSHA256: digest, alreadyImported: alreadyImported)
    }

    func batch(kind: String) -> ImportBatch {
        ImportBatch(
            kind: kind, fileName: String(request.fileName.prefix(255)), digest: digest,
            added: comparison.added, changed: comparison.changed,
            unchanged: comparison.unchanged, refused: refusedRows)
    }

    private var refusalsPath: String? {
        guard case .apply(let path) = request.mode else { return nil }
        return path
    }
}

/// A row of `registry.import_batch`.
struct ImportBatch: JSONConvertible {
    let kind: String
    let fileName: String
    let digest: [UInt8]
    let added: Int
    let changed: Int
    let unchanged: Int
    let refused: Int

    var json: JSON {
        [
            "file": .string(fileName), "sha256": .string(Hex.encode(digest)),
            "added": JSON(added), "changed": JSON(changed), "unchanged": JSON(unchanged),
            "refused": JSON(refused),
        ]
    }
}
