/// The result of a statement: its rows, and how many rows it affected.
public struct Rows: RandomAccessCollection, Sendable {
    let result: ResultHandle

    public var startIndex: Int { 0 }
    public let endIndex: Int

    init(_ result: ResultHandle) {
        self.result = result
        endIndex = result.rowCount
    }

    public subscript(position: Int) -> Row {
        precondition(position >= 0 && position < endIndex, "row \(position) of \(endIndex)")
        return Row(result: result, index: position)
    }

    /// The number in the command tag: rows selected, inserted, updated, deleted or copied.
    public var affected: Int { result.affected }

    /// The names of the columns.
    public var columns: [String] { result.columnNames }
}
