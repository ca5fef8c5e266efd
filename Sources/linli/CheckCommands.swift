import Access
import Application
import ArgumentParser
import Core
import SQLCatalog

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

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "操作日志：核验", subcommands: [Verify.self])

    struct Verify: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "重算日志链和每条日志的数据摘要")

        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            _ = try await SealAudit(database: house.database).perform()
            let outcome = try await VerifyAudit(
                database: house.database, factQueries: SQLCatalog.facts.map(\.sql)
            ).perform(by: house.actor)
            let json: JSON = [
                "ok": .bool(outcome.problems.isEmpty), "entries": JSON(outcome.entries),
                "unsealed": JSON(outcome.unsealed),
                "problems": .array(
                    outcome.problems.map { problem in
                        [
                            "code": .string(problem.code), "scope": JSON(problem.scope),
                            "entry": JSON(problem.entry), "message": .string(problem.sentence),
                        ]
                    }),
            ]
            if options.json {
                Output.print(json)
            } else if outcome.problems.isEmpty {
                Output.print("日志完好：\(outcome.entries) 条首尾相连，所写数据与摘要全部相符。")
            } else {
                for problem in outcome.problems { Output.print(problem.sentence) }
            }
            guard outcome.problems.isEmpty else { throw ExitCode(Ending.refused) }
        }
    }
}
