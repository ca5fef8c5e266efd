/// Why the private cluster cannot be used. Each case has a sentence for the person at the desk.
public enum PrivateClusterError: Error, Sendable, Equatable {
    case binariesNotFound
    case binariesTooOld(found: Int)
    case versionNotInstalled(made: String, installed: [Int])
    case dataFolderUnsuitable(path: String)
    case dataFolderNotWritable(path: String, reason: String)
    case dataFolderNotReachable(blockedAt: String, account: String)
    case dataFolderOfAnother(path: String, owner: String)
    case notACluster(path: String)
    case noUnprivilegedAccount
    case socketPathTooLong(path: String)
    case socketFolderOfAnother(path: String, owner: String)
    case socketFolderUnusable(path: String, reason: String)
    case diskFull(path: String)
    case programNotRunnable(path: String, reason: String)
    case makeFailed(output: String)
    case startFailed(log: String)
    case startTooSlow(seconds: Int)
    case orphansRemain(pids: [Int])
    case stopFailed(pid: Int)
    case lockedTooLong(seconds: Int)
    case inUse(holders: [Int])
}

extension PrivateClusterError {
    /// Stable, for programs.
    public var code: String {
        switch self {
        case .binariesNotFound: "postgresBinariesNotFound"
        case .binariesTooOld: "postgresBinariesTooOld"
        case .versionNotInstalled: "postgresVersionNotInstalled"
        case .dataFolderUnsuitable: "dataFolderUnsuitable"
        case .dataFolderNotWritable: "dataFolderNotWritable"
        case .dataFolderNotReachable: "dataFolderNotReachable"
        case .dataFolderOfAnother: "dataFolderOfAnother"
        case .notACluster: "notACluster"
        case .noUnprivilegedAccount: "noUnprivilegedAccount"
        case .socketPathTooLong: "socketPathTooLong"
        case .socketFolderOfAnother: "socketFolderOfAnother"
        case .socketFolderUnusable: "socketFolderUnusable"
        case .diskFull: "diskFull"
        case .programNotRunnable: "programNotRunnable"
        case .makeFailed: "clusterMakeFailed"
        case .startFailed: "clusterStartFailed"
        case .startTooSlow: "clusterStartTooSlow"
        case .orphansRemain: "clusterOrphansRemain"
        case .stopFailed: "clusterStopFailed"
        case .lockedTooLong: "clusterLockedTooLong"
        case .inUse: "clusterInUse"
        }
    }

    /// For the person at the desk: what is wrong, and what to do about it.
    public var sentence: String {
        switch self {
        case .binariesNotFound:
            "没有找到 PostgreSQL 的程序。请先安装：apt-get install postgresql-15"
        case .binariesTooOld(let found):
            "PostgreSQL \(found) 太旧，需要 15 或更高版本。请安装：apt-get install postgresql-15"
        case .versionNotInstalled(let made, let installed):
            "数据由 PostgreSQL \(made) 建立，本机只有 \(Self.list(installed)) 版。"
                + "请安装：apt-get install postgresql-\(made)"
        case .dataFolderUnsuitable(let path):
            "数据文件夹的路径中不能有引号、$、反引号、反斜杠或换行：\(path)"
        case .dataFolderNotWritable(let path, let reason):
            "不能写入数据文件夹 \(path)（\(reason)）。请检查权限，或用 LINLI_DATA 另选一个文件夹。"
        case .dataFolderNotReachable(let blockedAt, let account):
            "数据库以 \(account) 的身份运行，但该账户进不了 \(blockedAt)。"
                + "请用 LINLI_DATA 另选一个文件夹（例如 /var/lib/linli），或执行 chmod o+x \(blockedAt)"
        case .dataFolderOfAnother(let path, let owner):
            "数据库文件夹 \(path) 属于 \(owner)。请以 \(owner) 的身份运行 linli。"
        case .notACluster(let path):
            "\(path) 不是 PostgreSQL 的数据文件夹，没有动它。请移走它，或用 LINLI_DATA 另选一个文件夹。"
        case .noUnprivilegedAccount:
            "PostgreSQL 不能以 root 运行，而本机没有 postgres 账户。"
                + "请安装 postgresql-15（它会建立该账户），或以普通用户运行 linli。"
        case .socketPathTooLong(let path):
            "套接字的路径超过 107 字节：\(path)。请把 XDG_RUNTIME_DIR 设为较短的路径。"
        case .socketFolderOfAnother(let path, let owner):
            "套接字文件夹 \(path) 属于 \(owner)，可能有人冒充，没有使用它。请删除它后再试。"
        case .socketFolderUnusable(let path, let reason):
            "不能使用套接字文件夹 \(path)：\(reason)。"
        case .diskFull(let path):
            "磁盘已满：\(path)。请腾出空间后再试，已有的数据没有损坏。"
        case .programNotRunnable(let path, let reason):
            "不能运行 \(path)：\(reason)。"
        case .makeFailed(let output):
            "建立数据库没有成功，没有留下半成品。PostgreSQL 的说明：\n\(output)"
        case .startFailed(let log):
            "数据库没有启动。日志的最后几行：\n\(log)"
        case .startTooSlow(let seconds):
            "数据库在 \(seconds) 秒内没有启动完毕，它仍在恢复数据。请稍后再试。"
        case .orphansRemain(let pids):
            "上次异常退出的数据库进程还没有结束（进程号 \(Self.list(pids))）。请稍后再试。"
        case .stopFailed(let pid):
            "数据库没有停下来（进程号 \(pid)）。"
        case .lockedTooLong(let seconds):
            "另一个 linli 进程占用数据文件夹超过 \(seconds) 秒。请稍后再试。"
        case .inUse(let holders):
            "还有 linli 进程在使用数据库"
                + (holders.isEmpty ? "" : "（进程号 \(Self.list(holders))）")
                + "。请先结束它们，或强制停止。"
        }
    }

    private static func list(_ numbers: [Int]) -> String {
        numbers.map(String.init).joined(separator: "、")
    }
}

extension PrivateClusterError: CustomStringConvertible {
    public var description: String { sentence }
}
