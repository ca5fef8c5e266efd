import Application
import ArgumentParser
import Core

struct ExampleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "example", abstract: "示例数据：装入文宴雅居", subcommands: [Load.self])

    struct Load: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "装入文宴雅居的示例：业主、车位、收费标准、一个月账单和几笔缴费；重复装入不会重复")

        @OptionGroup var address: HouseholdCommand.AddressOption
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let bar = ProgressBar("装入示例", quiet: options.json)
            let outcome = try await LoadExample(installation: house.installation).perform(
                by: house.actor, on: house.today, folder: try options.settings().dataFolder
            ) { bar.show($0, of: $1) }
            bar.finish()
            let link = address.link(outcome.link.token, listen: try options.settings().listen)
            let json: JSON = [
                "compound": .string(outcome.compound), "households": JSON(outcome.households),
                "stalls": JSON(outcome.stalls), "month": JSON(outcome.month),
                "charges": JSON(outcome.charges), "payments": JSON(outcome.payments),
                "link": .string(link), "household": JSON(outcome.link.household),
                "accessCode": .string(outcome.link.accessCode),
            ]
            show(json) {
                """
                示例小区 \(outcome.compound)：新增 \(outcome.households) 户、\(outcome.stalls) 个车位，\
                \(outcome.month) 新增应收 \(outcome.charges) 笔、缴费 \(outcome.payments) 笔。
                居民 \(outcome.link.household) 的查询链接：\(link)
                查询码：\(outcome.link.accessCode)
                """
            }
        }
    }
}
