import ArgumentParser
import Core
import Fees
import Registry

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "出账批次：列出、查看",
        subcommands: [List.self, Show.self])

    struct List: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "列出小区的出账和撤回批次")

        @OptionGroup var place: CompoundOption
        @Option(help: "只列这个账期的") var month: String?
        @Option(help: "每页行数（1 至 10000）") var limit = 50
        @Option(help: "第几页，从 1 起") var page = 1
        @OptionGroup var options: GlobalOptions

        private var pages: PageOptions {
            var pages = PageOptions()
            (pages.limit, pages.page) = (limit, page)
            return pages
        }

        func validate() throws { try pages.validate() }

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let listed = try await ListRuns(database: house.database).perform(
                ListRuns.Input(
                    scope: compound.scope, month: try BillingMonth(optional: month), limit: limit,
                    offset: pages.offset),
                by: house.actor)
            show(listed.json) {
                guard listed.count > 0 else { return "“\(compound.name)”还没有出过账。" }
                var table = TextTable([
                    ("编号", .right), ("日期", .left), ("种类", .left), ("账期", .left), ("笔数", .right),
                    ("合计", .right), ("未出账", .right), ("经办", .left), ("原因", .left),
                ])
                for run in listed.rows {
                    table.add([
                        run.id.description, run.day.description, run.kind.chinese,
                        run.month.description, String(run.charges), run.total.grouped,
                        String(run.skipped), run.actor, run.reason ?? "",
                    ])
                }
                return table.text + "\n" + pages.footer(total: listed.count, unit: "批")
            }
        }
    }

    struct Show: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "查看一个批次：各项目的笔数和金额，未出账的及原因")

        @Argument(help: "批次编号（run list 可查）") var run: Int64
        @OptionGroup var place: CompoundOption
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let sheet = try await ReadRun(database: house.database).perform(
                ReadRun.Input(scope: compound.scope, run: RunID(run)), by: house.actor)
            show(sheet.json) { RunShown.words(sheet) }
        }
    }
}

/// One run on a terminal.
enum RunShown {
    /// Households and stalls named; `--json` names them all.
    private static let listed = 20

    static func words(_ sheet: RunSheet) -> String {
        let run = sheet.run
        var table = TextTable([("项目", .left), ("笔数", .right), ("合计", .right)])
        for part in sheet.parts {
            table.add([part.name, String(part.charges), part.total.grouped])
        }
        var lines = [
            "\(sheet.compound) 批次 \(run.id)：\(run.day) \(run.kind.chinese) \(run.month)，"
                + "\(run.charges) 笔，合计 \(run.total.grouped) 元，经办 \(run.actor)"
                + (run.reason.map { "；原因：\($0)" } ?? ""),
            table.text,
        ]
        for (reason, count) in sheet.reasons {
            let doors = sheet.skipped.filter { $0.reason == reason }.map { skipped in
                "\(skipped.household?.description ?? skipped.stall ?? "") \(skipped.name)"
            }
            lines.append(
                "未出账，\(reason.chinese) \(count) 项："
                    + doors.prefix(listed).joined(separator: "、")
                    + (doors.count > listed ? " 等（--json 可列出全部）" : ""))
        }
        return lines.joined(separator: "\n")
    }
}
