import ArgumentParser
import Core
import Fees
import Registry
import Resolutions

extension FeeSchedule.Basis {
    /// What one rate is for.
    fileprivate var unit: String {
        switch self {
        case .household: "户"
        case .stall: "个车位"
        case .area: "平方米"
        }
    }
}

struct ScheduleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule", abstract: "收费标准：设定、停止、列出；都有决议作依据",
        subcommands: [Add.self, End.self, List.self])

    struct Add: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "设定收费标准；新版本生效时，旧版本到上个月为止，从未出账的整个被取代")

        @OptionGroup var place: CompoundOption
        @Option(help: "收费项目：property-fee（物业费）、parking（停车费），或自定的代码") var item: String
        @Option(help: "收费项目名称（物业费、停车费不必写）") var itemName: String?
        @Option(help: "单价（元），最多四位小数") var rate: String
        @Option(name: .customLong("per"), help: "计费方式：\(FeeSchedule.Basis.words)")
        var basis: FeeSchedule.Basis
        @Option(help: "舍入到分（默认四舍五入）：\(RoundingMode.words)") var rounding: RoundingMode?
        @Option(
            name: .customLong("kind"),
            help: "只向这类房屋收，可写多次：\(HouseholdKind.words)")
        var kinds: [HouseholdKind] = []
        @Option(help: "从这个月起，例如 2021-11") var from: String
        @Option(help: "到这个月止（默认一直有效）") var until: String?
        @Option(help: "每月应缴日，1 至 28") var dueDay: Int
        @Option(help: "款项归属（物业费、停车费不必写）：\(Fund.words)")
        var fund: String?
        @Option(help: "收款单位") var payee: String?
        @Option(help: "收款账号") var payeeAccount: String?
        @Option(help: "依据的决议编号（resolution list 可查）") var resolution: Int64
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let outcome = try await AddSchedule(database: house.database).perform(
                AddSchedule.Input(
                    scope: compound.scope, item: try FeeItemCode(typed: item), itemName: itemName,
                    rate: try Rate(entry: rate), basis: basis, rounding: rounding ?? .halfUp,
                    kinds: kinds,
                    from: try BillingMonth(entry: from),
                    until: try BillingMonth(optional: until), dueDay: dueDay,
                    fund: try fund.map { try Fund(typed: $0) }, payeeName: payee,
                    payeeAccount: payeeAccount, resolution: ResolutionID(resolution)),
                by: house.actor, on: house.today)
            show(outcome.json) {
                let terms = outcome.schedule.terms
                var text =
                    (outcome.repeated ? "这个收费标准早已设定" : "已设定收费标准")
                    + "，编号 \(outcome.schedule.id)：\(outcome.item.name)每\(terms.basis.unit)每月 "
                    + "\(terms.rate) 元，\(terms.from) 起，每月 \(terms.dueDay) 日前缴；"
                    + "\(terms.fund.chinese)，收款单位 \(terms.payee.name)。"
                for closing in outcome.closed {
                    text +=
                        closing.until < closing.from
                        ? "\n原标准（编号 \(closing.schedule)）从未出账，已被取代。"
                        : "\n原标准（编号 \(closing.schedule)）到 \(closing.until) 为止。"
                }
                return text
            }
        }
    }

    struct End: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "停止一项收费，没有后续标准")

        @Argument(help: "收费标准编号（schedule list 可查）") var schedule: Int64
        @OptionGroup var place: CompoundOption
        @Option(help: "最后一个收费的月份，例如 2021-12") var last: String?
        @Flag(help: "从未出账：整个作废") var never = false
        @Option(help: "原因") var reason: String
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard (last == nil) == never else {
                throw ValidationError("须写 --last 或 --never 其中之一")
            }
        }

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let outcome = try await EndSchedule(database: house.database).perform(
                EndSchedule.Input(
                    scope: compound.scope, schedule: ScheduleID(schedule),
                    last: try BillingMonth(optional: last), reason: reason),
                by: house.actor)
            show(outcome.json) {
                let schedule = outcome.schedule
                let state =
                    schedule.wasNeverInForce
                    ? "已作废，从未生效" : "到 \(schedule.until?.description ?? "") 为止"
                return "编号 \(schedule.id) 的收费标准（\(schedule.terms.item.chinese)）\(state)"
                    + (outcome.repeated ? "（此前已办）。" : "。")
            }
        }
    }

    struct List: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "列出收费标准及其依据")

        @OptionGroup var place: CompoundOption
        @Option(help: "只列这个月有效的") var month: String?
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let schedules = try await ListSchedules(database: house.database).perform(
                ListSchedules.Input(
                    scope: compound.scope, month: try BillingMonth(optional: month)),
                by: house.actor)
            show(["compound": .string(compound.name), "schedules": JSON(schedules)]) {
                guard !schedules.isEmpty else {
                    return month == nil
                        ? "“\(compound.name)”还没有收费标准：请用 linli schedule add 设定。"
                        : "“\(compound.name)”在 \(month ?? "") 没有有效的收费标准。"
                }
                var table = TextTable([
                    ("编号", .right), ("项目", .left), ("单价", .right), ("计费方式", .left), ("起", .left),
                    ("止", .left), ("应缴日", .right), ("归属", .left), ("收款单位", .left), ("依据", .left),
                ])
                for listed in schedules {
                    let terms = listed.schedule.terms
                    table.add([
                        listed.schedule.id.description, listed.item.name, terms.rate.description,
                        terms.basis.chinese, terms.from.description,
                        listed.schedule.wasNeverInForce
                            ? "从未生效" : listed.schedule.until?.description ?? "",
                        String(terms.dueDay),
                        terms.fund.chinese, terms.payee.name,
                        "\(listed.basis.adoptedOn) 《\(listed.basis.title)》",
                    ])
                }
                return table.text
            }
        }
    }
}
