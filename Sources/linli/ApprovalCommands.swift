import Access
import Application
import ArgumentParser
import Core
import Registry

extension HouseCommand {
    /// Does what needs two people: at the terminal at once; for an account it is asked for, and
    /// waits for a second person.
    func correct<Act: TwoPersonAct>(
        _ act: Act, _ input: Act.Input, in house: House, done words: (Act.Outcome) -> String
    ) async throws {
        let outcome = try await RequestApproval(database: house.database, act: act).perform(
            input, by: house.actor, at: house.now, on: house.today)
        switch outcome {
        case .done(let outcome):
            show(outcome.json) { words(outcome) }
        case .waiting(let approval, let repeated):
            show(approval.json(at: house.now)) {
                switch approval.state(at: house.now) {
                case .pending:
                    (repeated ? "此前已提交申请" : "已提交申请")
                        + "，编号 \(approval.id)：\(approval.summary)\n须由另一人批准（linli approval approve）。"
                case .approved, .declined, .cancelled, .expired:
                    "这项申请\(approval.state(at: house.now).chinese)，编号 \(approval.id)：\(approval.summary)"
                }
            }
        }
    }
}

struct ApprovalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approval", abstract: "须两人办理的事项：列出、批准、不批准、撤回申请",
        subcommands: [List.self, Approve.self, Decline.self, Cancel.self])

    struct List: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "列出待批和已批的事项")

        @Option(help: "只列这个小区的") var compound: String?
        @Option(help: "只列这种状态的：\(Approval.State.words)") var state: Approval.State?
        @OptionGroup var pages: PlainPageOptions
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            var scope: ScopeID?
            if let compound { scope = try await house.compound(compound).scope }
            let listed = try await ListApprovals(database: house.database).perform(
                ListApprovals.Input(
                    scope: scope, state: state, limit: pages.limit, offset: pages.offset),
                by: house.actor, at: house.now)
            show(listed.json) {
                guard !listed.approvals.isEmpty else { return "没有这样的事项。" }
                var table = TextTable([
                    ("编号", .right), ("事项", .left), ("内容", .left), ("申请", .left), ("申请时间", .left),
                    ("状态", .left), ("办理", .left),
                ])
                for approval in listed.approvals {
                    table.add([
                        approval.id.description, approval.action.chinese, approval.summary,
                        approval.askedByName, approval.askedAt.shown,
                        approval.state(at: house.now).chinese, approval.decision?.byName ?? "",
                    ])
                }
                return table.text + "\n" + pages.footer(total: listed.count, unit: "项")
            }
        }
    }

    /// Which one.
    struct Which: ParsableArguments {
        @Argument(help: "编号（approval list 可查）") var approval: Int64
        @OptionGroup var place: CompoundOption
    }

    struct Approve: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "批准，并立即办理")

        @OptionGroup var which: Which
        @Option(help: "意见（可不写）") var reason: String?
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let outcome = try await decide(which, approves: true, reason, in: house)
            let members: JSON = [
                "approval": outcome.approval.json(at: house.now),
                "result": outcome.result ?? .null,
            ]
            show(members) { "已批准并办理：\(outcome.approval.summary)" }
        }
    }

    struct Decline: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "不批准")

        @OptionGroup var which: Which
        @Option(help: "原因") var reason: String
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let outcome = try await decide(which, approves: false, reason, in: house)
            show(["approval": outcome.approval.json(at: house.now), "result": .null]) {
                "没有批准：\(outcome.approval.summary)"
            }
        }
    }

    struct Cancel: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "撤回自己的申请")

        @OptionGroup var which: Which
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let scope = try await house.compound(which.place.compound).scope
            let approval = try await CancelApproval(database: house.database).perform(
                ApprovalID(which.approval), in: scope, by: house.actor, at: house.now)
            show(approval.json(at: house.now)) { "已撤回申请：\(approval.summary)" }
        }
    }

    private static func decide(
        _ which: Which, approves: Bool, _ reason: String?, in house: House
    ) async throws -> DecideApproval.Outcome {
        let scope = try await house.compound(which.place.compound).scope
        return try await DecideApproval(
            database: house.database, policy: house.installation.policy
        ).perform(
            DecideApproval.Input(
                scope: scope, approval: ApprovalID(which.approval), approves: approves,
                reason: reason),
            by: house.actor, at: house.now, on: house.today)
    }
}
