import Access
import Accounts
import ArgumentParser
import Core

struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "账号：新建、列出、查看、停用、恢复、重设密码",
        subcommands: [
            Add.self, List.self, Show.self, Disable.self, Enable.self, ResetPasswordCommand.self,
            ResetSecondFactorCommand.self,
        ])

    /// Which one.
    struct Which: ParsableArguments {
        @Argument(help: "登录名") var name: String

        func find(in house: House) async throws -> Account {
            try await house.account(name)
        }
    }

    struct Add: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "新建账号：初始密码只显示这一次，首次登录须修改")

        @OptionGroup var which: Which
        @Option(help: "姓名") var displayName: String
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let made = try await AddAccount(
                database: house.database, passwords: house.installation.passwords
            ).perform(
                AddAccount.Input(name: which.name, displayName: displayName), by: house.actor,
                at: house.now)
            show(made.json) {
                """
                已新建账号 \(made.account.name)（\(made.account.displayName)）。
                初始密码：\(made.initialPassword)（只显示这一次，首次登录须修改）
                任命后才能办事：linli appointment propose \(made.account.name) --role …
                """
            }
        }
    }

    struct List: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "列出账号")

        @OptionGroup var pages: PageOptions
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let listed = try await ListAccounts(database: house.database).perform(
                ListAccounts.Input(
                    search: pages.search, limit: pages.limit, offset: pages.offset),
                by: house.actor, on: house.today)
            show(listed.json) {
                guard !listed.rows.isEmpty else {
                    return "没有这样的账号：请用 linli account add 登录名 --display-name 姓名 新建。"
                }
                var table = TextTable([
                    ("登录名", .left), ("姓名", .left), ("在任", .left), ("最近登录", .left), ("状态", .left),
                ])
                for row in listed.rows {
                    table.add([
                        row.account.name, row.account.displayName,
                        row.appointments.joined(separator: "、"),
                        row.lastSignedInAt?.shown ?? "从未", AccountShown.state(row),
                    ])
                }
                return table.text + "\n" + pages.footer(total: listed.count, unit: "个账号")
            }
        }
    }

    struct Show: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "查看一个账号")

        @OptionGroup var which: Which
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let account = try await which.find(in: house)
            let listed = try await ListAccounts(database: house.database).perform(
                ListAccounts.Input(account: account.id), by: house.actor, on: house.today)
            guard let row = listed.rows.first else {
                throw AccountRefusal.unknownAccount(which.name)
            }
            show(row.json) { AccountShown.words(row) }
        }
    }

    struct Disable: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "停用账号：立即退出，不能再登录")

        @OptionGroup var which: Which
        @Option(help: "原因") var reason: String
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let account = try await which.find(in: house)
            try await DisableAccount(database: house.database).perform(
                DisableAccount.Input(account: account.id, reason: reason), by: house.actor,
                at: house.now)
            show(account.json) { "已停用账号 \(account.name)（\(account.displayName)）。" }
        }
    }

    struct Enable: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "恢复停用的账号")

        @OptionGroup var which: Which
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let account = try await which.find(in: house)
            try await EnableAccount(database: house.database).perform(
                account: account.id, by: house.actor, at: house.now)
            show(account.json) { "已恢复账号 \(account.name)（\(account.displayName)）。" }
        }
    }

    struct ResetPasswordCommand: HouseCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset-password", abstract: "重设密码：立即退出，访问令牌全部吊销")

        @OptionGroup var which: Which
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let account = try await which.find(in: house)
            let reset = try await ResetPassword(
                database: house.database, passwords: house.installation.passwords
            ).perform(account: account.id, by: house.actor, at: house.now)
            show(reset.json) {
                "已重设账号 \(account.name) 的密码：\(reset.initialPassword)（只显示这一次，登录后须修改）"
            }
        }
    }
}

extension AccountCommand {
    struct ResetSecondFactorCommand: HouseCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset-second-factor", abstract: "停用动态口令：手机和恢复码都丢失时")

        @OptionGroup var which: Which
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let account = try await which.find(in: house)
            try await ResetSecondFactor(database: house.database).perform(
                account: account.id, by: house.actor, at: house.now)
            show(account.json) { "已停用账号 \(account.name) 的动态口令，密码不变。" }
        }
    }
}

extension House {
    /// - Throws: `AccountRefusal.unknownAccount`.
    func account(_ name: String) async throws -> Account {
        try await database.withConnection { try await AccountStore.find(name, on: $0) }
    }
}

/// An account on a terminal.
enum AccountShown {
    static func state(_ row: ListAccounts.Row) -> String {
        if row.disabledAt != nil { return "已停用" }
        return row.mustChangePassword ? "待改密码" : "正常"
    }

    static func words(_ row: ListAccounts.Row) -> String {
        var lines = [
            "\(row.account.name)  \(row.account.displayName)  \(state(row))",
            "在任：" + (row.appointments.isEmpty ? "无" : row.appointments.joined(separator: "、")),
            "最近登录：\(row.lastSignedInAt?.shown ?? "从未")",
        ]
        if let at = row.disabledAt {
            lines.append("停用：\(at.shown)，\(TextTable.printable(row.disabledReason ?? ""))")
        }
        return lines.joined(separator: "\n")
    }
}
