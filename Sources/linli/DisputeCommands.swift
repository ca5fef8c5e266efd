import ArgumentParser
import Core
import Fees
import Registry

extension Dispute.Outcome: Choice {}
extension ListDisputes.State: Choice {
    public var chinese: String {
        switch self {
        case .open: "待答复"
        case .answered: "已答复"
        }
    }
}

/// Which waiver or withdrawal put a charge right.
struct CorrectionOptions: ParsableArguments {
    @Option(help: "更正这笔费用的减免编号") var waiver: Int64?
    @Option(help: "更正这笔费用的撤回批次（run list 可查）") var withdrawal: Int64?

    func validate() throws {
        guard waiver == nil || withdrawal == nil else {
            throw ValidationError("--waiver 与 --withdrawal 只能写一个")
        }
    }

    var reference: CorrectionReference? {
        waiver.map { .waiver(WaiverID($0)) } ?? withdrawal.map { .withdrawal(RunID($0)) }
    }
}

struct DisputeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispute", abstract: "异议：登记、答复、列出",
        subcommands: [Raise.self, Answer.self, Link.self, List.self])

    struct Raise: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "代住户登记对一笔费用的异议")

        @OptionGroup var who: PayerOptions
        @Option(help: "账期，例如 2021-11") var month: String
        @Option(help: "收费项目（例如 物业费）") var item: String
        @Option(help: "车位号：当月有几个车位的账单时填写") var stall: String?
        @Option(help: "住户的原话，最多 500 字") var text: String
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(who.place.compound)
            let outcome = try await RaiseDispute(database: house.database).perform(
                RaiseDispute.Input(
                    scope: compound.scope, complainant: .desk(try who.payer()),
                    month: try BillingMonth(entry: month), item: try FeeItemCode(typed: item),
                    stall: stall, words: text),
                by: house.actor, on: house.today)
            show(outcome.json) {
                (outcome.repeated ? "这项异议此前已登记" : "已登记异议")
                    + "，编号 \(outcome.dispute)：\(outcome.month) \(outcome.item.chinese)"
                    + (outcome.stall.map { " \($0)" } ?? "") + "。"
            }
        }
    }

    struct Answer: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "答复一项异议；答复不能更改，住户在查询页面上可以看到")

        @Argument(help: "异议编号（dispute list 可查）") var dispute: Int64
        @OptionGroup var place: CompoundOption
        @Option(help: "结论：\(Dispute.Outcome.words)") var outcome: Dispute.Outcome
        @Option(help: "答复的文字，最多 1000 字") var text: String
        @OptionGroup var correction: CorrectionOptions
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let outcome = try await AnswerDispute(database: house.database).perform(
                AnswerDispute.Input(
                    scope: compound.scope, dispute: DisputeID(dispute), outcome: self.outcome,
                    words: text, correction: correction.reference),
                by: house.actor, on: house.today)
            show(outcome.json) {
                (outcome.repeated ? "这项异议此前已答复" : "已答复异议 \(outcome.dispute)")
                    + "：\(outcome.outcome.chinese)"
                    + (outcome.correction.map { "，更正：\($0.chinese)" } ?? "") + "。"
            }
        }
    }

    struct Link: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "给成立的异议关联更正：减免或撤回")

        @Argument(help: "异议编号（dispute list 可查）") var dispute: Int64
        @OptionGroup var place: CompoundOption
        @OptionGroup var correction: CorrectionOptions
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard correction.reference != nil else {
                throw ValidationError("须写 --waiver 或 --withdrawal")
            }
        }

        func perform(in house: House) async throws {
            guard let reference = correction.reference else { return }
            let compound = try await house.compound(place.compound)
            let outcome = try await LinkCorrection(database: house.database).perform(
                LinkCorrection.Input(
                    scope: compound.scope, dispute: DisputeID(dispute), correction: reference),
                by: house.actor)
            show(outcome.json) {
                (outcome.repeated ? "此前已关联" : "已关联")
                    + "：异议 \(outcome.dispute)，\(outcome.correction.chinese)。"
            }
        }
    }

    struct List: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "列出小区的异议和答复")

        @OptionGroup var place: CompoundOption
        @Option(help: "只列：\(ListDisputes.State.words)") var state: ListDisputes.State?
        @OptionGroup var page: PageOptions
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let listed = try await ListDisputes(database: house.database).perform(
                ListDisputes.Input(
                    scope: compound.scope, state: state, search: page.search, limit: page.limit,
                    offset: page.offset),
                by: house.actor)
            show(listed.json) { DisputesShown.words(listed, of: compound.name, page) }
        }
    }
}

/// Disputes on a terminal.
enum DisputesShown {
    static func words(
        _ listed: ListDisputes.Outcome, of compound: String, _ page: PageOptions
    ) -> String {
        guard listed.count > 0 else { return "“\(compound)”没有符合条件的异议。" }
        var table = TextTable([
            ("编号", .right), ("提出", .left), ("房号", .left), ("账期", .left), ("项目", .left),
            ("金额", .right), ("异议", .left), ("结论", .left), ("答复", .left),
        ])
        for dispute in listed.rows {
            let charge = dispute.charge
            table.add([
                dispute.id.description, dispute.raisedOn.description,
                charge.household.description, charge.month.description,
                charge.itemName + (charge.stall.map { " \($0)" } ?? ""), charge.amount.grouped,
                shortened(dispute.words), dispute.answer?.outcome.chinese ?? "待答复",
                dispute.answer.map { "\($0.answeredOn) " + shortened($0.words) } ?? "",
            ])
        }
        return table.text + "\n" + page.footer(total: listed.count, unit: "项")
            + "；待答复 \(listed.open) 项"
    }

    /// The beginning of long words; `--json` has them whole.
    private static func shortened(_ words: String) -> String {
        words.count > 24 ? words.prefix(23) + "…" : words
    }
}
