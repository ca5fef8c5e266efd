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
                by: house.actor, at: house.now, folder: try options.settings().dataFolder
            ) { bar.show($0, of: $1) }
            bar.finish()
            let link = address.link(outcome.link.token, listen: try options.settings().listen)
            let json: JSON = [
                "compound": .string(outcome.compound), "households": JSON(outcome.households),
                "stalls": JSON(outcome.stalls), "month": JSON(outcome.month),
                "charges": JSON(outcome.charges), "payments": JSON(outcome.payments),
                "link": .string(link), "household": JSON(outcome.link.household),
                "accessCode": .string(outcome.link.accessCode), "accounts": JSON(outcome.people),
            ]
            show(json) {
                """
                示例小区 \(outcome.compound)：新增 \(outcome.households) 户、\(outcome.stalls) 个车位，\
                \(outcome.month) 新增应收 \(outcome.charges) 笔、缴费 \(outcome.payments) 笔。
                居民 \(outcome.link.household) 的查询链接：\(link)
                查询码：\(outcome.link.accessCode)
                \(ExampleCommand.words(outcome.people))
                """
            }
        }
    }

    /// Passwords are shown once, when the accounts are made.
    private static func words(_ people: [ExamplePerson]) -> String {
        let new = people.filter { $0.initialPassword != nil }
        guard !new.isEmpty else {
            return "示例账号早已建立，密码不再显示；忘记时用 linli account reset-password 登录名 重设。"
        }
        var table = TextTable([
            ("登录名", .left), ("初始密码", .left), ("姓名", .left), ("角色", .left), ("单位", .left),
        ])
        for person in new {
            table.add([
                person.name, person.initialPassword ?? "", person.displayName, person.role.title,
                person.body,
            ])
        }
        return "账号（初始密码只显示这一次，首次登录须修改）：\n" + table.text
    }
}
