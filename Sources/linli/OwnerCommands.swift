import ArgumentParser
import Core
import Registry

struct OwnerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "owner", abstract: "业主资料：更正姓名、电话", subcommands: [Correct.self])

    struct Correct: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "更正写错的姓名或变更的电话（换了人请用 household transfer）")

        @Argument(help: "房号，例如 3-2-501") var household: String
        @OptionGroup var place: CompoundOption
        @Option(help: "登记的姓名") var name: String
        @Option(help: "更正为") var toName: String?
        @Option(help: "新的电话") var toPhone: String?
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let code = try HouseholdCode(entry: household)
            let altered = try await CorrectOwner(database: house.database).perform(
                CorrectOwner.Input(
                    scope: compound.scope, household: code, name: name, correctName: toName,
                    correctPhone: toPhone),
                by: house.actor)
            show(["household": JSON(code), "altered": .array(altered.map(JSON.string))]) {
                altered.isEmpty ? "登记的就是这样，没有改动。" : "已更正 \(code) 的业主资料。"
            }
        }
    }
}
