import ArgumentParser
import Core
import Registry

/// Options of every import.
struct ImportOptions: ParsableArguments {
    @Argument(help: "CSV 文件（UTF-8 或 GB18030）") var path: String
    @Flag(help: "只预览，不写入") var preview = false
    @Option(help: ArgumentHelp("导入合格的行，把不合格的行写入这个文件以便改正后再导入", valueName: "文件"))
    var acceptRefusals: String?

    func validate() throws {
        guard !(preview && acceptRefusals != nil) else {
            throw ValidationError("--preview 与 --accept-refusals 不能同时使用")
        }
    }

    func request(for scope: ScopeID) -> ImportRequest {
        ImportRequest(
            path: path, scope: scope, mode: preview ? .preview : .apply(refusalsTo: acceptRefusals))
    }
}

/// How an import's outcome is reported: the rows refused, each with its cell and the reason.
enum ImportReport {
    /// Refusals listed on a terminal; `--json` gives them all.
    static let listed = 50

    static func show(
        _ outcome: ImportOutcome, unit: String, preview: Bool, json: Bool, document: JSON? = nil
    ) throws {
        if json {
            Output.print(document ?? outcome.json)
        } else {
            Output.print(words(outcome, unit: unit, preview: preview))
        }
        guard outcome.applied || preview else {
            Output.complain(
                "有 \(outcome.refusedRows) 行不合格，没有导入任何内容：请改正后再导入，"
                    + "或用 --accept-refusals 文件 先导入合格的行。")
            throw ExitCode(Ending.refused)
        }
    }

    static func words(_ outcome: ImportOutcome, unit: String, preview: Bool) -> String {
        var lines: [String] = []
        if outcome.alreadyImported { lines.append("这个文件此前导入过。") }
        let verb = preview ? "预览：将" : outcome.applied ? "" : "若只导入合格的行，将"
        lines.append(
            "\(verb)新增 \(outcome.added) \(unit)，变更 \(outcome.changed)，不变 \(outcome.unchanged)，"
                + "不合格 \(outcome.refusedRows) 行。")
        for warning in outcome.warnings { lines.append("注意：\(TextTable.printable(warning))") }
        if !outcome.refused.isEmpty {
            var table = TextTable([("行", .right), ("列", .left), ("内容", .left), ("原因", .left)])
            for cell in outcome.refused.prefix(listed) {
                table.add([
                    String(cell.row), cell.column, String(cell.value.prefix(40)), cell.reason,
                ])
            }
            lines.append(table.text)
            if outcome.refused.count > listed {
                lines.append("……共 \(outcome.refused.count) 处，--json 可列出全部。")
            }
        }
        if let file = outcome.refusalsFile {
            lines.append("不合格的行已写入 \(file)：改正后可直接导入。")
        }
        if !outcome.ignoredColumns.isEmpty {
            lines.append("未用到的列：\(outcome.ignoredColumns.joined(separator: "、"))")
        }
        return lines.joined(separator: "\n")
    }
}
