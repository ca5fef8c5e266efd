import ArgumentParser
import Core
import Glibc

/// `linli <noun> <verb>`: the command line over the operations of the rooms.
@main
struct Linli: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "linli",
        abstract: "邻里：小区收费与社区治理。每一元收费都能查到是谁、何时、依据什么决定的。",
        version: Version.number,
        subcommands: [
            CompoundCommand.self, OrganisationCommand.self, HouseholdCommand.self,
            OwnerCommand.self, StallCommand.self, ResolutionCommand.self, ScheduleCommand.self,
            BillCommand.self, PaymentCommand.self, ReceiptCommand.self, ChargeCommand.self,
            OpeningBalanceCommand.self, StatementCommand.self, ArrearsCommand.self,
            ReportCommand.self, CheckCommand.self, AuditCommand.self, ExampleCommand.self,
            ServeCommand.self, DatabaseCommand.self,
        ])

    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as ExitCode {
            Glibc.exit(failure.rawValue)
        } catch {
            let code = exitCode(for: error)
            let message = fullMessage(for: error)
            if code.isSuccess {
                Output.print(message)
            } else {
                Output.complain("命令写得不对：\(UsageWords.chinese(message))")
            }
            Glibc.exit(code.rawValue)
        }
    }
}

enum Version {
    static let number = "0.1.0"
}
