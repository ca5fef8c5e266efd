import Core
import Secrets

/// A cell that was refused: where, what stands there, and why.
public struct RefusedCell: Sendable, Equatable, JSONConvertible {
    /// As a spreadsheet numbers it: the file's first row is 1.
    public let row: Int
    /// The column's heading in the file.
    public let column: String
    /// Personal data that must not be shown is masked.
    public let value: String
    public let reason: String

    public init(row: Int, column: String, value: String, reason: String) {
        self.row = row
        self.column = column
        self.value = value
        self.reason = reason
    }

    public var json: JSON {
        [
            "row": JSON(row), "column": .string(column), "value": .string(value),
            "reason": .string(reason),
        ]
    }
}

/// What an import did, or in a preview would do.
public struct ImportOutcome: Sendable, Equatable, JSONConvertible {
    public let added: Int
    public let changed: Int
    public let unchanged: Int
    /// In order of rows; at most `ImportLimits.refusals`. One row may have several.
    public let refused: [RefusedCell]
    /// Rows with at least one refused cell: added + changed + unchanged + this = rows of data.
    public let refusedRows: Int
    public let warnings: [String]
    /// Whether the register now holds the rows counted.
    public let applied: Bool
    /// Where the refused rows were written.
    public let refusalsFile: String?
    /// The headings that were understood, each with the column that it stands for.
    public let columns: [(heading: String, column: String)]
    public let ignoredColumns: [String]
    public let fileSHA256: [UInt8]
    /// Whether a file of these very bytes was imported before.
    public let alreadyImported: Bool

    public var json: JSON {
        [
            "added": JSON(added), "changed": JSON(changed), "unchanged": JSON(unchanged),
            "refused": JSON(refused), "refusedRows": JSON(refusedRows),
            "warnings": .array(warnings.map(JSON.string)), "applied": .bool(applied),
            "refusalsFile": JSON(refusalsFile),
            "columns": .object(columns.map { (key: $0.heading, value: .string($0.column)) }),
            "ignoredColumns": .array(ignoredColumns.map(JSON.string)),
            "fileSha256": .string(Hex.encode(fileSHA256)),
            "alreadyImported": .bool(alreadyImported),
        ]
    }

    public static func == (left: ImportOutcome, right: ImportOutcome) -> Bool {
        left.json == right.json
    }
}
