import Core
import Registry

/// `/compounds/{scope}/imports`: what may be imported, and what was.
struct ImportStartView: Sendable {
    let frame: CompoundFrame
    let forms: [Form]
    let batches: [Batch]
    let hasBatches: Bool

    struct Form: Sendable {
        let title: String
        let action: String
        let columns: String
        let fields: [FieldView]
        let isOpen: Bool
    }

    struct Batch: Sendable {
        let at: String
        let kind: String
        let file: String
        let added: String
        let changed: String
        let refused: String
        let by: String
    }

    init(
        _ found: [ListImports.Batch], _ frame: CompoundFrame,
        refused: (subject: ImportSubject, entries: Entries)?, _ desk: Desk
    ) {
        self.frame = frame
        let subjects = ImportSubject.allCases.filter { desk.may($0.permission, in: desk.scope) }
        forms = subjects.map { subject in
            let entries = refused?.subject == subject ? refused?.entries : nil
            return Form(
                subject, entries ?? Entries(), desk,
                isOpen: entries != nil || subject == .households)
        }
        batches = found.map { batch in
            Batch(
                at: batch.at?.shown ?? "", kind: batch.kindChinese, file: batch.fileName,
                added: String(batch.added), changed: String(batch.changed),
                refused: String(batch.refused), by: batch.by)
        }
        hasBatches = !batches.isEmpty
    }
}

extension ImportStartView.Form {
    init(_ subject: ImportSubject, _ entries: Entries, _ desk: Desk, isOpen: Bool) {
        title = subject.title
        action = "\(desk.compound.imports)/\(subject.rawValue)"
        columns = subject.columns
        self.isOpen = isOpen
        func id(_ name: String) -> String { "\(subject.rawValue)-\(name)" }
        var fields: [FieldView] = []
        if subject == .openingBalances {
            fields = [
                entries.field(
                    "asOf", "余额日期", .date, hint: "余额在这一天是这样的。", id: id("asOf")),
                entries.field(
                    "source", "来源", .text(longest: 500), hint: "居民在账单上看到的依据，例如“原收费软件欠费表”。",
                    id: id("source")),
                entries.field(
                    "owed", "欠费总额（元）", .money, hint: "不填则以表中合计行核对。", isRequired: false,
                    id: id("owed")),
                entries.field(
                    "credit", "预存总额（元）", .money, hint: "不填则以表中合计行核对。", isRequired: false,
                    id: id("credit")),
            ]
        }
        fields.append(
            entries.field(
                "file", "CSV 文件", .file(accept: ".csv,.txt,text/csv"),
                hint: "UTF-8 或 GB18030（GBK）。Excel 请先另存为 CSV。", id: id("file")))
        self.fields = fields
    }
}

/// What a file would change.
struct ImportPreviewView: Sendable {
    /// Cells listed on the page; the file of refused rows has them all.
    static let listed = 200

    let frame: CompoundFrame
    let title: String
    let file: String
    let digest: String
    let again: String
    let failure: String?
    let finding: Finding?
    let hidden: [Hidden]

    struct Finding: Sendable {
        let added: String
        let changed: String
        let unchanged: String
        let refused: String
        let hasRefused: Bool
        let unit: String
        let alreadyImported: Bool
        let warnings: [String]
        let sums: Sums?
        let columns: [Column]
        let cells: [Cell]
        /// Cells that are not listed.
        let unlisted: String?
        let download: String?
        let action: String
        /// The whole file can be taken.
        let appliesWhole: Bool
        /// What is left when the refused rows stay out; nil where nothing is.
        let appliesRest: String?
        let changesNothing: Bool
    }

    struct Sums: Sendable {
        let owed: String
        let credit: String
    }

    struct Column: Sendable {
        let heading: String
        let column: String
    }

    struct Cell: Sendable {
        let row: String
        let column: String
        let value: String
        let reason: String
    }

    init(
        _ attempt: ImportAttempt, _ found: ImportFinding?, failure: String?,
        _ frame: CompoundFrame, _ desk: Desk
    ) {
        self.frame = frame
        title = attempt.subject.title
        file = attempt.name
        digest = stride(from: 0, to: 16, by: 4).map { attempt.digest.dropFirst($0).prefix(4) }
            .joined(separator: " ")
        again = desk.compound.imports
        self.failure = failure
        finding = found.map { Finding($0, attempt, desk) }
        hidden =
            [Hidden(name: "name", value: attempt.name)]
            + Hidden.all(attempt.subject.extras, of: attempt.form)
    }
}

extension ImportPreviewView.Finding {
    fileprivate init(_ finding: ImportFinding, _ attempt: ImportAttempt, _ desk: Desk) {
        let table = finding.table
        let writes = table.added + table.changed
        added = String(table.added)
        changed = String(table.changed)
        unchanged = String(table.unchanged)
        refused = String(table.refusedRows)
        hasRefused = table.refusedRows > 0
        unit = attempt.subject.unit
        alreadyImported = table.alreadyImported
        warnings = table.warnings.map(PageWords.plain)
        sums = finding.owed.map { owed in
            ImportPreviewView.Sums(
                owed: owed.grouped, credit: (finding.credit ?? .zero).grouped)
        }
        columns = table.columns.map {
            ImportPreviewView.Column(heading: $0.heading, column: $0.column)
        }
        cells = table.refused.prefix(ImportPreviewView.listed).map { cell in
            ImportPreviewView.Cell(
                row: String(cell.row), column: cell.column,
                value: String(cell.value.prefix(40)), reason: PageWords.plain(cell.reason))
        }
        let rest = table.refused.count - ImportPreviewView.listed
        unlisted = rest > 0 ? String(rest) : nil
        download = hasRefused ? attempt.path(desk, "/refused") : nil
        action = "\(desk.compound.imports)/\(attempt.subject.rawValue)/\(attempt.digest)"
        appliesWhole = !hasRefused && writes > 0
        appliesRest =
            hasRefused && writes > 0 ? "\(writes) \(attempt.subject.unit)" : nil
        changesNothing = writes == 0
    }
}
