import Access
import Application
import ArgumentParser
import Core
import Glibc
import Postgres
import PrivateCluster
import Secrets

/// A command that works in the house: how it ends is the same for all of them.
protocol HouseCommand: AsyncParsableCommand {
    var options: GlobalOptions { get }
    func perform(in house: House) async throws
}

extension HouseCommand {
    func run() async throws {
        try await Ending.catching(json: options.json) {
            try await House.with(try options.settings(), token: options.actingToken) { house in
                do {
                    try await perform(in: house)
                } catch let refusal as PermissionRefusal {
                    try await note(refusal, in: house)
                    throw refusal
                }
            }
        }
    }

    /// What an account is refused stands in the log, however it was tried.
    private func note(_ refusal: PermissionRefusal, in house: House) async throws {
        guard case .notPermitted(let permission) = refusal else { return }
        let name = String(reflecting: Self.self).split(separator: ".").dropFirst()
        try await RecordRefusal(database: house.database).perform(
            RecordRefusal.Input(
                code: refusal.code, permission: permission,
                attempt: "linli \(name.joined(separator: "."))"),
            by: house.actor)
    }

    /// Prints a result: its JSON, or the words for a person.
    func show(_ json: @autoclosure () -> JSON, _ words: () -> String) {
        if options.json {
            Output.print(json())
        } else {
            Output.print(words())
        }
    }
}

/// How a command ends: 0 done, 1 refused, 69 database not reachable, 70 a fault of ours, 130
/// interrupted; the parser's own ending for a command line written wrongly is 64.
enum Ending {
    static let refused: Int32 = 1
    static let unavailable: Int32 = EX_UNAVAILABLE
    static let fault: Int32 = EX_SOFTWARE

    /// What had been committed before, such as the compounds billed already, stays.
    private static let cancelled = (
        status: Interruption.status, code: "cancelled", sentence: "已中断：尚未完成的部分没有任何改动。"
    )

    static func catching(json: Bool, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let code as ExitCode {
            throw code
        } catch let error as ValidationError {
            throw error
        } catch {
            let (status, code, sentence) = explain(error)
            ProgressBar.clear()
            Output.complain(sentence)
            if json {
                Output.print(["error": ["code": .string(code), "message": .string(sentence)]])
            }
            throw ExitCode(status)
        }
    }

    static func explain(_ error: any Error) -> (status: Int32, code: String, sentence: String) {
        switch error {
        case let refusal as any Refusal:
            return (refused, refusal.code, refusal.sentence)
        case PrivateClusterError.inUse(let holders):
            let error = PrivateClusterError.inUse(holders: holders)
            return (refused, error.code, error.sentence)
        case let error as PrivateClusterError:
            return (unavailable, error.code, error.sentence)
        case DumpProblem.programsNotFound:
            let problem = DumpProblem.programsNotFound
            return (unavailable, problem.code, problem.sentence)
        case let problem as DumpProblem:
            return (refused, problem.code, problem.sentence)
        case let problem as KeyFile.Problem:
            return (refused, "keyFile", problem.description)
        case let error as PostgresError:
            return explain(error)
        case let error as TransactionError:
            return explain(error.underlying)
        case is CancellationError:
            return cancelled
        default:
            return (fault, "fault", "程序出错，没有完成。请把这句话告诉维护人员：\(String(reflecting: error))。")
        }
    }

    private static func explain(
        _ error: PostgresError
    ) -> (status: Int32, code: String, sentence: String) {
        switch error.kind {
        case .cancelled:
            cancelled
        case .connectFailed:
            (
                unavailable, "databaseUnreachable",
                "连接不上数据库：请检查数据库地址（LINLI_DATABASE_URL 或 --database），"
                    + "私有数据库可用 linli database status 查看。原因：\(error.message)。"
            )
        case .connectionLost, .commitRolledBack:
            (
                unavailable, "databaseLost",
                "与数据库的连接中断，未确认的操作可能没有完成：请稍后查看，再用同样的内容重试一次。"
            )
        case .queueFull, .leaseTimeout, .timedOut:
            (unavailable, "databaseBusy", "数据库繁忙，请稍后重试；没有任何改动。")
        case .server where error.sqlState == "53100":
            (unavailable, "diskFull", "磁盘已满，没有任何改动：请清理空间后重试。")
        case .server where ["55P03", "40001", "40P01"].contains(error.sqlState):
            (unavailable, "databaseBusy", "同一小区正有其他操作在进行，请稍后重试；没有任何改动。")
        case .server where error.sqlState.map { ["57P01", "57P02", "57P03"].contains($0) } ?? false:
            (unavailable, "databaseLost", "数据库正在停止或启动，请稍后重试；没有任何改动。")
        case .server where error.sqlState == "42501":
            (refused, "databaseRights", "数据库用户权限不足（\(error.message)）。")
        default:
            (
                fault, "databaseFault",
                "数据库操作出错，没有任何改动（\(error.sqlState ?? "") \(error.message)，"
                    + "\(error.file ?? ""):\(error.line ?? 0)）：请把这句话报告给维护人员。"
            )
        }
    }
}
