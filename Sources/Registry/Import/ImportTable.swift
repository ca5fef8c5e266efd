import Access
import Core
import Postgres
import Tables

/// Imports a table of any kind: what all kinds share, in one transaction.
public struct ImportTable: Sendable {
    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Parameter makeKind: makes the kind afresh for each attempt at the transaction.
    /// - Throws: `TableRefusal`, `ImportFailure`, `PostgresError`. Nothing is written then.
    public func perform<Kind: ImportKind>(
        _ request: ImportRequest, by actor: Actor, _ makeKind: () -> Kind
    ) async throws -> ImportOutcome {
        let path = request.mode.refusalsPath
        if let path, RefusalsFile.exists(path) { throw ImportFailure.refusalsFileExists(path) }
        let refusals = path.map(RefusalsFile.init)
        guard case .apply = request.mode else {
            return try await database.withRollback { connection in
                var run = ImportRun(kind: makeKind(), request: request, actor: actor)
                return try await run.perform(on: connection, refusals: refusals)
            }
        }
        do {
            return try await database.withTransaction { connection in
                refusals?.discard()
                var run = ImportRun(kind: makeKind(), request: request, actor: actor)
                return try await run.perform(on: connection, refusals: refusals)
            }
        } catch let error as TransactionError {
            // it may have been saved, and then the refused rows are in that file alone
            throw error
        } catch {
            refusals?.discard()
            throw error
        }
    }
}

extension ImportRequest.Mode {
    /// Where refused rows are written; nil where they are not.
    var refusalsPath: String? {
        switch self {
        case .preview: nil
        case .refusals(let path): path
        case .apply(let path): path
        }
    }
}

/// One attempt at an import.
struct ImportRun<Kind: ImportKind> {
    typealias Column = Kind.Column

    private var kind: Kind
    private let request: ImportRequest
    private let actor: Actor
    private var sheet = ImportSheet<Column>()

    init(kind: Kind, request: ImportRequest, actor: Actor) {
        self.kind = kind
        self.request = request
        self.actor = actor
    }

    mutating func perform(
        on connection: Connection, refusals: RefusalsFile?
    ) async throws -> ImportOutcome {
        var rows = try ImportRows<Kind>(path: request.path)
        try await ImportStore.prepare(on: connection)
        try await kind.prepare(on: connection)
        try await stage(&rows, on: connection)
        kind.finish(into: &sheet)
        let digest = rows.finish()
        if let expected = request.expecting, expected != digest { throw ImportFailure.otherFile }
        if case .apply = request.mode {
            guard try await LedgerStore.lock(request.scope, on: connection) else {
                throw ImportFailure.noLedger(request.scope)
            }
        }
        let comparison = try await kind.compare(in: request.scope, on: connection)
        let result = ImportResult(
            request: request, header: rows.header, hint: Kind.hint(ignored: rows.header.ignored),
            sheet: sheet, comparison: comparison, digest: digest,
            alreadyImported: try await ImportStore.isKnown(
                digest, kind: Kind.batchKind, in: request.scope, on: connection))
        guard case .apply(let path) = request.mode, result.isClean || path != nil else {
            if let refusals, !result.isClean {
                try result.hold(to: ImportLimits.refusals)
                try refusals.write(
                    Kind.self, cells: result.refused, from: request.path, digest: digest)
            }
            return result.outcome(applied: false)
        }
        try result.hold(to: ImportLimits.refusals)
        if comparison.added + comparison.changed > 0 {
            try await write(result, on: connection)
        }
        if let refusals, !result.isClean {
            try refusals.write(Kind.self, cells: result.refused, from: request.path, digest: digest)
        }
        return result.outcome(applied: true)
    }

    /// Streams the rows to the staging table, a chunk at a time.
    private mutating func stage(
        _ rows: inout ImportRows<Kind>, on connection: Connection
    ) async throws {
        try await connection.copyIn(Kind.copy) { writer in
            while let (row, meaning) = try rows.next() {
                switch meaning {
                case .data: kind.read(row, into: &sheet)
                case .total(let isSubtotal):
                    kind.total(row, isSubtotal: isSubtotal, into: &sheet)
                case .cut: sheet.refuse(cutRow: row)
                case .trailer: sheet.note("在合计行之后，没有按数据导入。", row: row.number)
                }
                if sheet.lines.bytes.count >= ImportLimits.copyChunk {
                    try await writer.write(sheet.lines.take())
                }
            }
            try await writer.write(sheet.lines.take())
        }
    }

    private func write(_ result: ImportResult<Column>, on connection: Connection) async throws {
        let entry = try await AuditStore.draw(on: connection)
        try await kind.write(in: request.scope, entry: entry, on: connection)
        let batch = result.batch(kind: Kind.batchKind)
        let id = try await ImportStore.insert(
            batch, in: request.scope, entry: entry, on: connection)
        try await AuditStore.append(
            AuditEntry(
                scope: request.scope, entry: entry, actor: actor, action: Kind.action,
                subject: "importBatch:\(id)", detail: batch.json,
                facts: try await kind.digest(in: request.scope, entry: entry, on: connection)),
            on: connection)
    }
}
