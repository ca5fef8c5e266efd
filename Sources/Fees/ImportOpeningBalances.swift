import Access
import Core
import Postgres
import Registry
import Tables

/// Takes over what households owed, and what they had paid ahead, in the old system.
///
/// Arrears become charges of their own months, charged on the day of the takeover, due on the last
/// day of their month; credit becomes a payment without a receipt. Neither is set against the other
/// here: the next billing run applies credit, as it does all credit, to the oldest open month. A file
/// is taken whole or not at all, only when its sums are the ones stated, and a second time nothing
/// is added.
public struct ImportOpeningBalances: Sendable {
    public struct Input: Sendable {
        public let table: ImportRequest
        /// The day on which the balances stood so.
        public let asOf: CivilDate
        /// Which system or ledger they come from: what residents read as the basis.
        public let source: String
        /// What the file must add up to; nil takes the file's own totals row.
        public let totalOwed: Money?
        public let totalCredit: Money?

        public init(
            table: ImportRequest, asOf: CivilDate, source: String, totalOwed: Money? = nil,
            totalCredit: Money? = nil
        ) {
            self.table = table
            self.asOf = asOf
            self.source = source
            self.totalOwed = totalOwed
            self.totalCredit = totalCredit
        }
    }

    public struct Outcome: Sendable {
        public let table: ImportOutcome
        /// The proved sums of the file.
        public let owed: Money
        public let credit: Money
    }

    public enum Failure: Refusal, Equatable {
        case sourceMissing
        case sourceTooLong
        case asOfOutOfRange(CivilDate)
        /// Amounts that cannot be read leave nothing to prove.
        case amountsUnreadable(Int)
        case totalMissing(Sum, file: Money)
        case totalDiffers(Sum, stated: Money, file: Money)
        case totalRowDiffers(Sum, row: Money, file: Money)

        public enum Sum: String, Sendable {
            case owed, credit

            var chinese: String { self == .owed ? "欠费" : "预存" }
            var option: String { self == .owed ? "--total-owed" : "--total-credit" }
        }

        public var code: String {
            switch self {
            case .sourceMissing: "sourceMissing"
            case .sourceTooLong: "sourceTooLong"
            case .asOfOutOfRange: "asOfOutOfRange"
            case .amountsUnreadable: "amountsUnreadable"
            case .totalMissing: "totalMissing"
            case .totalDiffers: "totalDiffers"
            case .totalRowDiffers: "totalRowDiffers"
            }
        }

        public var sentence: String {
            switch self {
            case .sourceMissing: "须写明余额的来源（--source），例如“原收费软件 2021-10-31 欠费表”。"
            case .sourceTooLong: "来源（--source）超过 500 个字，请缩短。"
            case .asOfOutOfRange(let day):
                "余额日期（--as-of）\(day) 须在 1990-01-01 至今天之间。"
            case .amountsUnreadable(let rows):
                "有 \(rows) 行金额无法识别，总额无从核对：请先改正这些行。没有导入任何内容。"
            case .totalMissing(let sum, let file):
                "文件中\(sum.chinese)逐行相加为 \(file) 元，但没有总额可以核对："
                    + "请用 \(sum.option) 写明，或保留表中的合计行。没有导入任何内容。"
            case .totalDiffers(let sum, let stated, let file):
                "\(sum.chinese)总额不符：声明 \(stated) 元，逐行相加 \(file) 元。没有导入任何内容。"
            case .totalRowDiffers(let sum, let row, let file):
                "\(sum.chinese)总额不符：表中合计行为 \(row) 元，逐行相加 \(file) 元。没有导入任何内容。"
            }
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `Failure`, `TableRefusal`, `ImportFailure`, `PermissionRefusal`, `PostgresError`;
    ///   nothing is written then. Cells that are refused are in the outcome.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate
    ) async throws -> Outcome {
        try actor.require(.takePayment, in: input.table.scope)
        let source = input.source.trimmed
        guard !source.isEmpty else { throw Failure.sourceMissing }
        guard source.unicodeScalars.count <= 500 else { throw Failure.sourceTooLong }
        guard input.asOf <= today, input.asOf >= TakePayment.earliestDay else {
            throw Failure.asOfOutOfRange(input.asOf)
        }
        let proved = ProvedTotals()
        let digest = try TableDigest.sha256(ofFileAt: input.table.path)
        let table = try await ImportTable(database: database).perform(input.table, by: actor) {
            OpeningBalanceImport(
                takeover: Takeover(
                    asOf: input.asOf, source: source, fileSHA256: digest, enteredOn: today),
                stated: TakeoverTotals(owed: input.totalOwed, credit: input.totalCredit),
                acceptsRefusals: input.table.acceptsRefusals, proved: proved)
        }
        return Outcome(table: table, owed: proved.value.owed, credit: proved.value.credit)
    }
}

extension ImportRequest {
    /// Whether the good rows are imported although others are refused.
    var acceptsRefusals: Bool {
        if case .apply(let path) = mode { return path != nil }
        return false
    }
}

/// The digest of a table's file, read through once.
enum TableDigest {
    static func sha256(ofFileAt path: String) throws(TableRefusal) -> [UInt8] {
        let reader = try TableReader(path: path)
        while try reader.next() {}
        return reader.finish()
    }
}

extension ImportOpeningBalances.Outcome: JSONConvertible {
    /// The import's, with the sums.
    public var json: JSON {
        guard case .object(let members) = table.json else { return .null }
        return .object(members + [("owedFen", JSON(owed)), ("creditFen", JSON(credit))])
    }
}
