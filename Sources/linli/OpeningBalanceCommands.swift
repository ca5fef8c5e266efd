import ArgumentParser
import Core
import Fees
import Registry

struct OpeningBalanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "opening-balance", abstract: "期初余额：从原系统结转的欠费和预存",
        subcommands: [Import.self])

    struct Import: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "导入期初余额表（CSV）；合计须与写明的总额或表中的合计行一致",
            discussion: "列：楼栋、单元、房号（或房屋）、收费项目、账期、欠费金额、预存金额。")

        @OptionGroup var file: ImportOptions
        @OptionGroup var place: CompoundOption
        @Option(help: "余额日期，例如 2021-10-31") var asOf: String
        @Option(help: "来源，例如“原收费软件 2021-10-31 欠费表”") var source: String
        @Option(help: "欠费总额（元）；不写则以表中合计行为准") var totalOwed: String?
        @Option(help: "预存总额（元）；不写则以表中合计行为准") var totalCredit: String?
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let outcome = try await ImportOpeningBalances(database: house.database).perform(
                ImportOpeningBalances.Input(
                    table: file.request(for: compound.scope), asOf: try CivilDate(entry: asOf),
                    source: source, totalOwed: try total(totalOwed),
                    totalCredit: try total(totalCredit)),
                by: house.actor, on: house.today)
            if !options.json {
                Output.print(
                    "核对总额：欠费 \(outcome.owed.grouped) 元，预存 \(outcome.credit.grouped) 元。")
            }
            try ImportReport.show(
                outcome.table, unit: "笔", preview: file.preview, json: options.json,
                document: outcome.json)
        }

        /// A total may be nothing, where an amount may not.
        private func total(_ text: String?) throws -> Money? {
            guard let text else { return nil }
            guard let fen = FixedPoint.parse(text, decimals: 2) else {
                throw MalformedValue(
                    code: "malformedAmount",
                    sentence: "总额“\(text.prefix(40))”无法识别：请按“元”填写，最多两位小数，例如 12345.00。")
            }
            return Money(fen: fen)
        }
    }
}
