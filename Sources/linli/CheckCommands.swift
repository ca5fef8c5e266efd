import Application
import ArgumentParser
import Core

struct CheckCommand: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "核对全部数据约束：都成立时不输出，退出码 0")

    @OptionGroup var options: GlobalOptions

    func perform(in house: House) async throws {
        let bar = ProgressBar("核对", quiet: options.json)
        let findings = try await RunChecks(database: house.database).perform(by: house.actor) {
            bar.show($0, of: $1)
        }
        bar.finish()
        if options.json {
            Output.print(["ok": .bool(findings.isEmpty), "findings": JSON(findings)])
        } else {
            for finding in findings {
                Output.print("[\(finding.check)] \(finding.sentence)：\(finding.count) 行")
                for row in finding.rows { Output.print("  \(row)") }
            }
        }
        guard findings.isEmpty else { throw ExitCode(Ending.refused) }
    }
}
