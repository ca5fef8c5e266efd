import Glibc
import Synchronization
import Tables

/// The refused rows as the company wrote them, for correction: the file's own columns, and one
/// that says what is wrong. Imported again, that column is not used.
final class RefusalsFile: Sendable {
    static let reasonHeading = "原因"

    private let path: String
    private let isWritten = Mutex(false)

    init(path: String) {
        self.path = path
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Takes back what this object wrote.
    func discard() {
        isWritten.withLock { isWritten in
            if isWritten { unlink(path) }
            isWritten = false
        }
    }

    /// Reads the file once more and writes the rows of these cells, which are in order of rows.
    ///
    /// - Throws: `ImportFailure`, `TableRefusal`.
    func write<Kind: ImportKind>(
        _: Kind.Type, cells: [RefusedCell], from source: String, digest: [UInt8]
    ) throws {
        var rows = try ImportRows<Kind>(path: source)
        do throws(TableWriter.Failed) {
            let writer = try TableWriter(path: path)
            try copy(&rows, cells: cells, to: writer)
            guard rows.finish() == digest else {
                throw TableWriter.Failed(reason: "文件在读取过程中被修改")
            }
            try writer.close()
            isWritten.withLock { $0 = true }
        } catch {
            throw error.exists
                ? ImportFailure.refusalsFileExists(path)
                : ImportFailure.refusalsFileUnwritable(path, reason: error.reason)
        }
    }

    private func copy<Kind: ImportKind>(
        _ rows: inout ImportRows<Kind>, cells: [RefusedCell], to writer: TableWriter
    ) throws(TableWriter.Failed) {
        let reasonAt = rows.header.headings.firstIndex(of: RefusalsFile.reasonHeading)
        let width = rows.header.headings.count
        var headings = rows.header.headings
        if reasonAt == nil { headings.append(RefusalsFile.reasonHeading) }
        try writer.write(headings)
        var next = 0
        while let (row, _) = try RefusalsFile.advance(&rows) {
            guard next < cells.count, cells[next].row == row.number else { continue }
            var reasons: [String] = []
            while next < cells.count, cells[next].row == row.number {
                reasons.append("\(cells[next].column)：\(cells[next].reason)")
                next += 1
            }
            var filled = rows.filledCells()
            if let reasonAt {
                filled[reasonAt] = reasons.joined(separator: "；")
            } else {
                filled.insert(reasons.joined(separator: "；"), at: width)
            }
            try writer.write(filled)
        }
    }

    private static func advance<Kind: ImportKind>(
        _ rows: inout ImportRows<Kind>
    ) throws(TableWriter.Failed) -> (ImportRow<Kind.Column>, ImportRows<Kind>.Meaning)? {
        do throws(TableRefusal) {
            return try rows.next()
        } catch {
            throw TableWriter.Failed(reason: error.sentence)
        }
    }
}
