import Access
import Core
import Postgres
import Tables

/// What is particular to one kind of table that people import; `ImportTable` does the rest.
///
/// To import another kind of table, such as opening balances:
/// 1. Write an enum of its columns (`TableColumn`): the name of each and what companies call it.
/// 2. Write a struct of this protocol. `prepare` makes a staging table `on commit drop`; `read`
///    turns one row into one line of `copy` or refuses cells of it; `compare` finds in one or two
///    set-based statements what is new, changed, unchanged or refused; `write` writes that;
///    `digest` reads back the fact lines of the entry and digests them in the database.
/// 3. Write an operation that permits, then calls
///    `ImportTable(database: database).perform(request, by: actor) { Kind(…) }`.
///
/// The flow opens the file, finds the header, skips blank and repeated header rows, carries merged
/// cells down, cuts the totals row, streams the rows to the database in bounded memory, takes the
/// scope's ledger lock before `compare` when it applies, holds to whole or nothing, writes the
/// refusals file, the `registry.import_batch` row and the audit entry. The kind is made afresh by
/// the closure each time the transaction is tried, so that its running sums start from nothing.
public protocol ImportKind: Sendable {
    associatedtype Column: TableColumn

    /// In `registry.import_batch.kind`, such as `openingBalances`.
    static var batchKind: String { get }
    /// The operation's name in the audit entry, such as `ImportOpeningBalances`.
    static var action: String { get }
    /// Which columns a table must have: one of these sets, whole.
    static var required: [Set<Column>] { get }
    /// Columns of which one must be filled for a row to be data and not a note below the table.
    static var keys: Set<Column> { get }
    /// Columns whose merged cells carry the value above, the widest first. A blank carries only
    /// while every wider one is blank or the same as above. Empty for none.
    static var carried: [Column] { get }
    /// `copy pg_temp.… (row_number, …) from stdin`, in the text format.
    static var copy: String { get }

    /// What to say to whoever gives columns that are not used; nil for nothing.
    static func hint(ignored headings: [String]) -> String?

    /// Makes the staging tables, `on commit drop`.
    func prepare(on connection: Connection) async throws

    /// Reads one row of data: appends what it says to `sheet.lines`, or refuses cells of it.
    /// A row with a refused cell must leave no line.
    mutating func read(_ row: ImportRow<Column>, into sheet: inout ImportSheet<Column>)

    /// Reads a totals row, cut before `read`; warns where it disagrees with the rows above
    /// (`TotalsCheck`). A subtotal stands for the rows since the last one.
    mutating func total(
        _ row: ImportRow<Column>, isSubtotal: Bool, into sheet: inout ImportSheet<Column>)

    /// Called once after the last row.
    mutating func finish(into sheet: inout ImportSheet<Column>)

    /// Compares the staged rows with what the database has. Reads only, but for temporary tables.
    func compare(in scope: ScopeID, on connection: Connection) async throws
        -> ImportComparison<Column>

    /// Writes what `compare` found, under `entry`; refused rows stay out. Called only when there is
    /// something to write.
    func write(in scope: ScopeID, entry: EntryID, on connection: Connection) async throws

    /// Counts and digests every fact line of `entry`, that of its `registry.import_batch` row with
    /// them, as sql/facts gives them: SHA-256 over the lines in byte order, one a line.
    func digest(
        in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws -> AuditEntry.Facts
}

extension ImportKind {
    public static var carried: [Column] { [] }
    public static func hint(ignored headings: [String]) -> String? { nil }
    public mutating func total(
        _ row: ImportRow<Column>, isSubtotal: Bool, into sheet: inout ImportSheet<Column>
    ) {}
    public mutating func finish(into sheet: inout ImportSheet<Column>) {}
}

/// What `ImportKind.compare` found. Rows refused while they were read are not among these.
public struct ImportComparison<Column: TableColumn>: Sendable {
    public var added = 0
    public var changed = 0
    public var unchanged = 0
    /// Rows that only the database could refuse, in order of rows; at most
    /// `ImportLimits.refusals` + 1 of them.
    public var refusals: [Refused] = []
    public var warnings: [String] = []

    /// A cell refused by the database: its text is looked up in the file.
    public struct Refused: Sendable {
        public let row: Int
        public let column: Column
        public let value: String
        public let reason: String

        public init(row: Int, column: Column, value: String, reason: String) {
            self.row = row
            self.column = column
            self.value = value
            self.reason = reason
        }
    }

    public init() {}
}
