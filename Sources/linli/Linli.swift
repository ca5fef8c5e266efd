import ArgumentParser
import Core
import Glibc

/// `linli <noun> <verb>`: the command line over the operations of the rooms.
@main
struct Linli: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "linli",
        abstract: "邻里：小区收费与社区治理。每一元收费都能查到是谁、何时、依据什么决定的。",
        discussion: """
            第一次使用：linli example load 装入一个示例小区，再用 linli serve 打开网页。
            管理自己的小区，依次：compound add、household import、stall import、
            resolution record、schedule add、bill preview、bill run、payment take。
            """,
        version: Version.number,
        groupedSubcommands: [
            CommandGroup(
                name: "登记",
                subcommands: [
                    RegionCommand.self, CompoundCommand.self, OrganisationCommand.self,
                    HouseholdCommand.self, OwnerCommand.self, StallCommand.self,
                    ImportCommand.self,
                ]),
            CommandGroup(
                name: "收费",
                subcommands: [
                    ResolutionCommand.self, ScheduleCommand.self, BillCommand.self,
                    PaymentCommand.self, ReceiptCommand.self, ChargeCommand.self,
                    OpeningBalanceCommand.self, DisputeCommand.self,
                ]),
            CommandGroup(
                name: "查询",
                subcommands: [
                    StatementCommand.self, ArrearsCommand.self, RunCommand.self,
                    ReportCommand.self,
                ]),
            CommandGroup(
                name: "人员",
                subcommands: [
                    AccountCommand.self, AppointmentCommand.self, TokenCommand.self,
                    ContractCommand.self, ApprovalCommand.self,
                ]),
            CommandGroup(
                name: "系统",
                subcommands: [
                    ServeCommand.self, DatabaseCommand.self, CheckCommand.self, AuditCommand.self,
                    ExampleCommand.self,
                ]),
        ])

    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        do {
            // A server stops in its own way.
            if CommandLine.arguments.dropFirst().first == ServeCommand.configuration.commandName {
                try await execute()
            } else {
                try await Interruption.cancels { try await execute() }
            }
        } catch {
            Glibc.exit(UsageEnding.report(error))
        }
    }

    private static func execute() async throws {
        var command = try parseAsRoot()
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
    }
}

enum Version {
    static let number = "0.1.0"
}

/// How the parser's own endings are told: help, the version, a command line written wrongly.
enum UsageEnding {
    /// - Returns: the exit code.
    static func report(_ error: any Error) -> Int32 {
        if let code = error as? ExitCode { return code.rawValue }
        let code = Linli.exitCode(for: error)
        let descriptor = code.isSuccess ? STDOUT_FILENO : STDERR_FILENO
        let text = HelpText.chinese(
            Linli.fullMessage(for: error, columns: HelpText.unwrapped),
            columns: HelpText.columns(of: descriptor))
        guard !code.isSuccess else {
            Output.print(text)
            return code.rawValue
        }
        let message = UsageWords.chinese(Linli.message(for: error))
        let sentence = "命令写得不对：\(message)" + (message.hasSuffix("。") ? "" : "。")
        let rest = text.split(separator: "\n", omittingEmptySubsequences: false)
            .drop { !$0.hasPrefix("说明：") && !$0.hasPrefix("用法：") }
        Output.complain(([sentence] + rest.map(String.init)).joined(separator: "\n"))
        if CommandLine.arguments.contains("--json") {
            Output.print(["error": ["code": "usage", "message": .string(sentence)]])
        }
        return code.rawValue
    }
}
