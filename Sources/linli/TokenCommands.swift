import Access
import Accounts
import ArgumentParser
import Core

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "访问令牌（供程序和命令行使用）：办理、吊销、列出",
        subcommands: [Issue.self, Revoke.self, List.self])

    struct Issue: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "办理访问令牌：只显示这一次，权限不超过账号本身")

        @Option(help: "用途，例如 对账程序") var name: String
        @Option(help: "账号的登录名（以账号办理时默认本人）") var account: String?
        @Option(help: "权限，可写多次：\(Permission.words)") var permission: [Permission]
        @Option(help: "只限这个小区，可写多次") var compound: [String] = []
        @Option(help: "有效天数（1 至 366）") var days = 90
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            var scopes: [ScopeID] = []
            for name in compound { scopes.append(try await house.compound(name).scope) }
            var owner: AccountID?
            if let account { owner = try await house.account(account).id }
            let issued = try await IssueAccessToken(database: house.database).perform(
                IssueAccessToken.Input(
                    account: owner, name: name, permissions: permission,
                    scopes: compound.isEmpty ? nil : scopes, days: days),
                by: house.actor, at: house.now)
            show(issued.json) {
                """
                访问令牌 \(issued.accessToken)（只显示这一次，\(issued.expiresAt.shown) 到期）：
                \(issued.token)
                """
            }
        }
    }

    struct Revoke: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "吊销访问令牌：立即失效")

        @Argument(help: "编号（token list 可查）") var token: Int64
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let revoked = try await RevokeAccessToken(database: house.database).perform(
                AccessTokenID(token), by: house.actor, at: house.now)
            show(revoked.json(at: house.now)) {
                "已吊销访问令牌 \(revoked.id)（\(revoked.account.name)，\(revoked.name)）。"
            }
        }
    }

    struct List: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "列出一个账号的访问令牌")

        @Option(help: "账号的登录名（以账号办理时默认本人）") var account: String?
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            var owner: AccountID?
            if let account { owner = try await house.account(account).id }
            let listed = try await ListAccessTokens(database: house.database).perform(
                account: owner, by: house.actor, at: house.now)
            show(listed.json) {
                guard !listed.tokens.isEmpty else { return "没有访问令牌。" }
                var table = TextTable([
                    ("编号", .right), ("用途", .left), ("权限", .left), ("到期", .left), ("最近使用", .left),
                    ("状态", .left),
                ])
                for token in listed.tokens {
                    table.add([
                        token.id.description, token.name,
                        token.permissions.map(\.chinese).joined(separator: "、"),
                        token.expiresAt.shown, token.lastUsedAt?.shown ?? "从未",
                        token.state(at: house.now).chinese,
                    ])
                }
                return table.text
            }
        }
    }
}
