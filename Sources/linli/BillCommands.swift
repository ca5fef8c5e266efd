import ArgumentParser
import Core
import Fees
import Registry

struct BillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bill", abstract: "出账：预览、出账、撤回",
        subcommands: [Preview.self, Run.self, Withdraw.self])

    struct Preview: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "预览一个月的账单，不写入")

        @Argument(help: "账期，例如 2021-11") var month: String
        @Option(help: "小区名称（默认全部小区）") var compound: String?
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let bar = ProgressBar("预览", quiet: options.json)
            let outcome = try await PreviewBills(database: house.database).perform(
                try await BillCommand.input(month, compound, in: house), by: house.actor,
                on: house.today
            ) { bar.show($0, of: $1) }
            bar.finish()
            show(outcome.json) { BillShown.words(outcome, preview: true) }
        }
    }

    struct Run: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "出一个月的账；重复执行不会重复收费")

        @Argument(help: "账期，例如 2021-11") var month: String
        @Option(help: "小区名称（默认全部小区）") var compound: String?
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let bar = ProgressBar("出账", quiet: options.json)
            let outcome = try await IssueBills(database: house.database).perform(
                try await BillCommand.input(month, compound, in: house), by: house.actor,
                on: house.today
            ) { bar.show($0, of: $1) }
            bar.finish()
            show(outcome.json) { BillShown.words(outcome, preview: false) }
        }
    }

    struct Withdraw: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "撤回一个月尚未缴费的账单；撤回后可以重新出账")

        @Argument(help: "账期，例如 2021-11") var month: String
        @OptionGroup var place: CompoundOption
        @Option(help: "原因") var reason: String
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let input = WithdrawBills.Input(
                scope: compound.scope, month: try BillingMonth(entry: month), reason: reason)
            try await correct(WithdrawBills(database: house.database), input, in: house) {
                outcome in
                outcome.charges == 0
                    ? "\(compound.name) \(outcome.month) 没有可撤回的账单。"
                    : "已撤回 \(compound.name) \(outcome.month) 的应收 \(outcome.charges) 笔，"
                        + "合计 \(outcome.total.grouped) 元；可以重新出账。"
            }
        }
    }

    private static func input(
        _ month: String, _ compound: String?, in house: House
    ) async throws -> IssueBills.Input {
        let month = try BillingMonth(entry: month)
        guard let compound else { return IssueBills.Input(month: month) }
        return IssueBills.Input(month: month, scope: try await house.compound(compound).scope)
    }
}

/// A billing run on a terminal.
enum BillShown {
    /// Households and stalls named for one reason; `--json` names them all.
    private static let listed = 10

    static func words(_ outcome: BillingOutcome, preview: Bool) -> String {
        var lines = [
            "\(outcome.month) \(preview ? "将出账" : "已出账") \(outcome.charges) 笔，"
                + "合计 \(outcome.total.grouped) 元（\(outcome.compounds) 个小区）。"
        ]
        if outcome.alreadyBilled > 0 {
            lines.append("此前已出账 \(outcome.alreadyBilled) 笔，没有重复。")
        }
        if outcome.skippedCount > 0 {
            lines.append("未出账 \(outcome.skippedCount) 项：")
            lines += skipped(outcome)
        }
        if !outcome.withoutSchedule.isEmpty {
            let names = outcome.withoutSchedule
            lines.append(
                "这个月没有收费标准的小区：\(names.prefix(listed).joined(separator: "、"))"
                    + (names.count > listed ? " 等 \(names.count) 个" : ""))
        }
        return lines.joined(separator: "\n")
    }

    /// One line for each item and reason: how many, and which.
    private static func skipped(_ outcome: BillingOutcome) -> [String] {
        struct Group: Hashable {
            let item: FeeItemCode
            let reason: BillingOutcome.SkipReason
        }
        var groups: [(group: Group, doors: [String])] = []
        var places: [Group: Int] = [:]
        for skipped in outcome.skipped {
            let group = Group(item: skipped.item, reason: skipped.reason)
            let place = places[group] ?? groups.count
            if place == groups.count { groups.append((group, [])) }
            places[group] = place
            let door = skipped.household?.description ?? skipped.stall ?? ""
            groups[place].doors.append(
                outcome.compounds > 1 ? "\(skipped.compound) \(door)" : door)
        }
        return groups.map { group, doors in
            "  \(group.item.chinese)：\(group.reason.chinese) \(doors.count) 项（"
                + doors.prefix(listed).joined(separator: "、")
                + (doors.count > listed ? " 等，--json 可列出全部）" : "）")
        }
    }
}
