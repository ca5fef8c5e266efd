import ArgumentParser
import Core
import Registry

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "导入记录：列出", subcommands: [List.self])

    struct List: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "列出小区导入过的文件，新的在前")

        @OptionGroup var place: CompoundOption
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let batches = try await ListImports(database: house.database).perform(
                compound.scope, by: house.actor)
            show(["compound": .string(compound.name), "imports": JSON(batches)]) {
                guard !batches.isEmpty else {
                    return "“\(compound.name)”还没有导入过文件：请用 linli household import 导入房屋业主表。"
                }
                var table = TextTable([
                    ("时间", .left), ("表", .left), ("文件", .left), ("新增", .right),
                    ("变更", .right), ("不变", .right), ("不合格", .right), ("经手", .left),
                ])
                for batch in batches {
                    table.add([
                        batch.at?.shown ?? "", batch.kindChinese, batch.fileName,
                        String(batch.added), String(batch.changed), String(batch.unchanged),
                        String(batch.refused), batch.by,
                    ])
                }
                return table.text
            }
        }
    }
}
