/// Why a database was not copied into a file, or back. Each case has a sentence for the person at
/// the desk.
public enum DumpProblem: Error, Sendable, Equatable {
    case programsNotFound
    case notADump(path: String)
    case serverNewer(output: String)
    case diskFull
    case failed(output: String)

    /// Out of what the program wrote.
    init(of output: String) {
        let lines = output.split(separator: "\n").filter { line in
            ["error:", "detail:", "hint:", "ERROR:", "FATAL:"].contains(where: line.contains)
        }
        let told = (lines.isEmpty ? output.split(separator: "\n") : lines)
            .suffix(6).joined(separator: "\n")
        if output.contains("server version mismatch")
            || output.contains("unsupported version (") && output.contains("in file header")
        {
            self = .serverNewer(output: told)
        } else if output.contains("No space left on device")
            || output.contains("Disk quota exceeded")
        {
            self = .diskFull
        } else {
            self = .failed(output: told)
        }
    }

    /// Stable, for programs.
    public var code: String {
        switch self {
        case .programsNotFound: "dumpProgramsNotFound"
        case .notADump: "notADump"
        case .serverNewer: "postgresTooOld"
        case .diskFull: "diskFull"
        case .failed: "dumpFailed"
        }
    }

    public var sentence: String {
        switch self {
        case .programsNotFound:
            "没有找到 pg_dump 和 pg_restore。请安装：apt-get install postgresql-client"
        case .notADump(let path):
            "\(path) 不是数据库备份，或已损坏：无法读取。"
        case .serverNewer(let output):
            "本机的 pg_dump 和 pg_restore 比数据库或备份旧，请安装同版本的 postgresql-client。"
                + "PostgreSQL 的说明：\n\(output)"
        case .diskFull:
            "磁盘已满，没有完成，也没有留下半成品：请腾出空间后再试。"
        case .failed(let output):
            "没有完成，也没有留下半成品。PostgreSQL 的说明：\n\(output)"
        }
    }
}
