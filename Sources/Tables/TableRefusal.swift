import Core

/// Why a file cannot be read as a table. Rows are numbered as a spreadsheet numbers them.
public enum TableRefusal: Refusal, Equatable {
    case unreadable(path: String, reason: String)
    case notAFile(path: String)
    case spreadsheet
    case empty
    case fileTooLarge(bytes: Int64, limit: Int64)
    case lineTooLong(row: Int, limit: Int)
    case containsNUL(row: Int)
    case cutCharacter(row: Int)
    case badBytes(row: Int, encoding: TextEncoding)
    case unclosedQuote(row: Int)
    case cellTooLong(row: Int, column: Int, limit: Int)
    case tooManyColumns(row: Int, limit: Int)
    case tooManyRows(limit: Int)
    case headerMissing(expected: [String], firstRow: String, encoding: TextEncoding)
    case columnsMissing(row: Int, found: [String], missing: [String])
    case changedWhileRead

    public var code: String {
        switch self {
        case .unreadable: "fileUnreadable"
        case .notAFile: "notAFile"
        case .spreadsheet: "spreadsheetNotCSV"
        case .empty: "fileEmpty"
        case .fileTooLarge: "fileTooLarge"
        case .lineTooLong: "lineTooLong"
        case .containsNUL: "containsNUL"
        case .cutCharacter: "cutCharacter"
        case .badBytes: "badBytes"
        case .unclosedQuote: "unclosedQuote"
        case .cellTooLong: "cellTooLong"
        case .tooManyColumns: "tooManyColumns"
        case .tooManyRows: "tooManyRows"
        case .headerMissing: "headerMissing"
        case .columnsMissing: "columnsMissing"
        case .changedWhileRead: "fileChangedWhileRead"
        }
    }

    public var sentence: String {
        switch self {
        case .unreadable(let path, let reason): "文件 \(path) 打不开（\(reason)）：请检查路径和权限。"
        case .notAFile(let path): "\(path) 不是普通文件：请指定一个 CSV 文件。"
        case .spreadsheet:
            "这是 Excel 工作簿，不是 CSV：请在 Excel 或 WPS 里打开，另存为 CSV（逗号分隔）后再导入。"
        case .empty: "文件是空的。"
        case .fileTooLarge(let bytes, let limit):
            "文件有 \(bytes >> 20) MB，超过上限 \(limit >> 20) MB：请确认选对了文件，或拆分后分次导入。"
        case .lineTooLong(let row, let limit):
            "第 \(row) 行超过 \(limit >> 20) MB 还没有换行：这不是表格，请确认选对了文件。"
        case .containsNUL(let row):
            "第 \(row) 行含有空字符（NUL）：文件已损坏或不是 CSV，请重新另存为 CSV。"
        case .cutCharacter(let row):
            "文件在第 \(row) 行的一个汉字中间断开：可能没有下载或复制完整，请重新取得文件。"
        case .badBytes(let row, let encoding):
            "第 \(row) 行有无法按 \(encoding.chinese) 识别的字符：文件已损坏或编码不对，请另存为 UTF-8 编码的 CSV。"
        case .unclosedQuote(let row): "第 \(row) 行的双引号没有配对：请检查这一行的引号，然后再导入。"
        case .cellTooLong(let row, let column, let limit):
            "第 \(row) 行第 \(column) 列超过 \(limit) 个字：请核对。"
        case .tooManyColumns(let row, let limit): "第 \(row) 行超过 \(limit) 列：请核对。"
        case .tooManyRows(let limit): "文件超过 \(limit) 行：请拆分后分次导入。"
        case .headerMissing(let expected, let firstRow, let encoding):
            TableRefusal.headerMissing(expected, firstRow, encoding)
        case .columnsMissing(let row, let found, let missing):
            "第 \(row) 行是表头，有：\(found.joined(separator: "、"))；缺少：\(missing.joined(separator: "；或"))。"
        case .changedWhileRead: "文件在读取过程中被修改：请关闭正在编辑它的程序，再导入一次。"
        }
    }

    private static func headerMissing(
        _ expected: [String], _ firstRow: String, _ encoding: TextEncoding
    ) -> String {
        let hint =
            encoding == .gb18030 ? "如果这里显示为乱码，请另存为 UTF-8 编码的 CSV。" : ""
        return "没有找到表头：需要一行列名，例如 \(expected.joined(separator: "、"))。"
            + "文件开头是“\(firstRow)”。\(hint)"
    }
}
