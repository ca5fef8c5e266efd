import ArgumentParser
import Core
import Fees
import Registry

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "报表：收缴率、收款日报、收缴情况、各小区总览",
        subcommands: [Collection.self, Cashier.self, Dashboard.self, Overview.self])

    struct Collection: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "收缴率")

        @Argument(help: "账期，例如 2021-11") var month: String
        @OptionGroup var place: CompoundOption
        @Option(help: "到这个账期止（默认只看一个月）") var until: String?
        @Option(help: "截至日期（默认今天）") var asOf: String?
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let report = try await ReadCollection(database: house.database).perform(
                ReadCollection.Input(
                    scope: compound.scope, from: try BillingMonth(entry: month),
                    until: try BillingMonth(optional: until), asOf: try CivilDate(optional: asOf)),
                by: house.actor, on: house.today)
            show(report.json) { CollectionShown.words(report) }
        }
    }

    struct Cashier: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "收款日报：一天的收款、冲正、退款，按经办人和方式")

        @Argument(help: "日期，例如 2021-11-08") var day: String
        @OptionGroup var place: CompoundOption
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let report = try await ReadCashierDay(database: house.database).perform(
                ReadCashierDay.Input(scope: compound.scope, day: try CivilDate(entry: day)),
                by: house.actor)
            show(report.json) { CashierShown.words(report) }
        }
    }

    struct Dashboard: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "收缴情况：逐月、逐栋的收缴率和欠费账龄")

        @OptionGroup var place: CompoundOption
        @Option(help: "到这个账期止（默认最近出账的一个）") var until: String?
        @Option(help: "几个月（1 至 36）") var months = ReadDashboard.usualMonths
        @Option(help: "截至日期（默认今天）") var asOf: String?
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard (1...ReadDashboard.mostMonths).contains(months) else {
                throw ValidationError("--months 须在 1 与 \(ReadDashboard.mostMonths) 之间")
            }
        }

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let dashboard = try await ReadDashboard(database: house.database).perform(
                ReadDashboard.Input(
                    scope: compound.scope, until: try BillingMonth(optional: until),
                    months: months, asOf: try CivilDate(optional: asOf)),
                by: house.actor, on: house.today)
            show(dashboard.json) { CollectionShown.words(dashboard) }
        }
    }

    struct Overview: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "各小区一个账期的收缴情况")

        @Argument(help: "账期（默认最近出账的一个）") var month: String?
        @OptionGroup var page: PageOptions
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let overview = try await ReadOverview(database: house.database).perform(
                ReadOverview.Input(
                    month: try BillingMonth(optional: month), search: page.search,
                    limit: page.limit, offset: page.offset),
                by: house.actor, on: house.today)
            show(overview.json) { CollectionShown.words(overview, page) }
        }
    }
}
