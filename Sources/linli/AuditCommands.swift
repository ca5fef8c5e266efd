import Access
import Application
import ArgumentParser
import Core
import Registry

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "操作日志：列出、核验、导出链头",
        subcommands: [List.self, Verify.self, Head.self])

    struct Verify: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "重算日志链和每条日志的数据摘要",
            discussion: """
                写明 --head 时还核对当时导出的链头：此前的数据和日志若被改动、删除，
                或连同日志末尾一起截去，都会查出，即使是数据库超级用户所为。
                """)

        @Option(help: "linli audit head 当时导出的文件") var head: String?
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let head = try await exported(in: house)
            _ = try await SealAudit(database: house.database).perform()
            let outcome = try await VerifyAudit(house.installation)
                .perform(by: house.actor, head: head)
            if options.json {
                Output.print(json(of: outcome, head: head))
            } else if outcome.problems.isEmpty {
                Output.print("日志完好：\(outcome.entries) 条首尾相连，所写数据与摘要全部相符。")
                if let head {
                    Output.print("与 \(head.at.shown) 导出的链头相符（\(head.links.count) 个范围）。")
                }
            } else {
                for problem in outcome.problems { Output.print(problem.sentence) }
            }
            guard outcome.problems.isEmpty else { throw ExitCode(Ending.refused) }
        }

        private func exported(in house: House) async throws -> AuditHead? {
            guard let head else { return nil }
            let text = String(decoding: try SmallFile.read(head), as: UTF8.self)
            return try await ReadAuditHead(database: house.database).perform(
                text, signedUnder: house.installation.keys.auditHeads.publicKey, by: house.actor)
        }

        private func json(of outcome: VerifyAudit.Outcome, head: AuditHead?) -> JSON {
            [
                "ok": .bool(outcome.problems.isEmpty), "entries": JSON(outcome.entries),
                "unsealed": JSON(outcome.unsealed), "headAt": JSON(head?.at),
                "problems": .array(
                    outcome.problems.map { problem in
                        [
                            "code": .string(problem.code), "scope": JSON(problem.scope),
                            "entry": JSON(problem.entry), "message": .string(problem.sentence),
                        ]
                    }),
            ]
        }
    }

    struct Head: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "导出日志链头并签名：请存到数据库管理员碰不到的地方",
            discussion: "例如 linli audit head > 2026-03-02.json，日后用 audit verify --head 核对。")

        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let head = try await ExportAuditHead(database: house.database).perform(
                by: house.actor, at: house.now)
            Output.print(head.signed(by: house.installation.keys.auditHeads))
        }
    }

    struct List: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "列出日志，最新的在前")

        @Option(help: "只列这个小区的") var compound: String?
        @Option(help: "只列这个人的：姓名或登录名") var actor: String?
        @Option(help: "只列这种操作的（如 TakePayment，即日志中“操作”一栏）") var action: String?
        @Option(help: "起始日期") var from: String?
        @Option(help: "截止日期") var to: String?
        @OptionGroup var pages: PlainPageOptions
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            var scope: ScopeID?
            if let compound { scope = try await house.compound(compound).scope }
            let listed = try await ListAudit(database: house.database).perform(
                ListAudit.Input(
                    scope: scope, actor: actor, action: action,
                    from: try CivilDate(optional: from), until: try CivilDate(optional: to),
                    limit: min(pages.limit, ListAudit.mostRows), offset: pages.offset),
                by: house.actor)
            show(listed.json) {
                guard !listed.rows.isEmpty else { return "没有这样的日志。" }
                var table = TextTable([
                    ("时间", .left), ("范围", .left), ("何人", .left), ("操作", .left), ("对象", .left),
                    ("内容", .left),
                ])
                for row in listed.rows {
                    let login = row.accountName.map { "（\($0)）" } ?? ""
                    table.add([
                        row.at.shown, row.scopeName, row.actorName + login, row.action,
                        row.subject, row.detail,
                    ])
                }
                let capped = listed.count == ListAudit.mostCounted ? "（只计到这里）" : ""
                return table.text + "\n" + pages.footer(total: listed.count, unit: "条")
                    + capped
            }
        }
    }
}
