/// The most that a table may hold; each limit with its reason.
public struct TableLimits: Sendable {
    /// 512 MB: ten times what a million rows of a register need.
    public var fileBytes: Int64 = 512 << 20
    /// 2 MB from one line break to the next: above 200 cells of 2 000 characters nothing is a
    /// table, and memory stays bounded whatever the file is.
    public var lineBytes = 2 << 20
    /// The longest cell: a remark of a page. More is a quote that was never closed.
    public var cellCharacters = 2_000
    /// Registers have some twenty columns; statements of banks and WeChat thirty.
    public var columns = 200
    /// As many as an Excel sheet holds.
    public var rows = 1_048_576
    /// Rows in which the header is looked for, below titles and preface lines.
    public var headerRows = 30
    /// Bytes read at a time: large enough that reading costs nothing, small beside the memory
    /// allowed.
    public var chunkBytes = 128 << 10

    public init() {}
}
