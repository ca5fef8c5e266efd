import Core
import Glibc

/// Where data lies and what is listened on: flags, then the environment, then the defaults.
public struct Settings: Sendable {
    public enum Failure: Refusal, Equatable {
        case listenMalformed(String)
        case metricsMalformed(String)
        case homeUnknown
        case passwordDaysMalformed(String)
        case waiverLimitMalformed(String)

        public var code: String {
            switch self {
            case .listenMalformed: "listenMalformed"
            case .metricsMalformed: "metricsMalformed"
            case .homeUnknown: "homeUnknown"
            case .passwordDaysMalformed: "passwordDaysMalformed"
            case .waiverLimitMalformed: "waiverLimitMalformed"
            }
        }

        public var sentence: String {
            switch self {
            case .listenMalformed(let text):
                "监听地址“\(text)”无法识别：请写成 127.0.0.1:8080 的形式（LINLI_LISTEN）。"
            case .metricsMalformed(let text):
                "监控地址“\(text.prefix(80))”无法识别：请写成 127.0.0.1:9090 的形式（LINLI_METRICS）。"
            case .homeUnknown: "不知道数据应放在哪里：请用 --data 或 LINLI_DATA 写明数据目录。"
            case .passwordDaysMalformed(let text):
                "密码有效天数“\(text.prefix(40))”无法识别：请写 1 至 3650 的整数（LINLI_PASSWORD_DAYS）。"
            case .waiverLimitMalformed(let text):
                "单人减免上限“\(text.prefix(40))”无法识别：请写金额，例如 100.00（LINLI_WAIVER_LIMIT）。"
            }
        }
    }

    public let dataFolder: String
    /// A server of one's own instead of the private cluster.
    public let databaseURL: String?
    public let listen: (host: String, port: Int)
    /// Where figures are fetched from, apart from all pages; nil for nowhere.
    public let metrics: (host: String, port: Int)?
    public let policy: Policy

    /// - Throws: `Failure`.
    public init(
        dataFolder: String? = nil, databaseURL: String? = nil, listen: String? = nil,
        environment: (String) -> String? = Settings.environment
    ) throws(Failure) {
        if let folder = dataFolder ?? environment("LINLI_DATA") {
            self.dataFolder =
                folder.hasPrefix("/") ? folder : "\(Settings.workingFolder())/\(folder)"
        } else if geteuid() == 0 {
            // root's home is closed to the account that the cluster runs as
            self.dataFolder = "/var/lib/linli"
        } else if let data = environment("XDG_DATA_HOME") {
            self.dataFolder = "\(data)/linli"
        } else if let home = environment("HOME") {
            self.dataFolder = "\(home)/.local/share/linli"
        } else {
            throw .homeUnknown
        }
        self.databaseURL = databaseURL ?? environment("LINLI_DATABASE_URL")
        let text = listen ?? environment("LINLI_LISTEN") ?? "127.0.0.1:8080"
        guard let address = Settings.address(text) else { throw .listenMalformed(text) }
        self.listen = address
        if let text = environment("LINLI_METRICS") {
            guard let address = Settings.address(text) else { throw .metricsMalformed(text) }
            metrics = address
        } else {
            metrics = nil
        }
        policy = try Settings.policy(environment)
    }

    /// `127.0.0.1:8080`, `[::1]:8080`; nil where it is none.
    private static func address(_ text: String) -> (host: String, port: Int)? {
        guard let colon = text.lastIndex(of: ":"),
            // `Int` alone would take a sign
            case let digits = text[text.index(after: colon)...], digits.first?.isNumber == true,
            let port = Int(digits), (0...65_535).contains(port)
        else { return nil }
        let host = text[..<colon].drop { $0 == "[" }.prefix { $0 != "]" }
        return host.isEmpty ? nil : (String(host), port)
    }

    private static func policy(
        _ environment: (String) -> String?
    ) throws(Failure) -> Policy {
        var policy = Policy()
        if let text = environment("LINLI_PASSWORD_DAYS") {
            guard text.utf8.allSatisfy({ (48...57).contains($0) }), let days = Int(text),
                (1...3650).contains(days)
            else { throw .passwordDaysMalformed(text) }
            policy.passwordDays = days
        }
        if let text = environment("LINLI_WAIVER_LIMIT") {
            guard let limit = text == "0" ? .zero : try? Money(entry: text) else {
                throw .waiverLimitMalformed(text)
            }
            policy.waiverLimit = limit
        }
        return policy
    }

    /// A variable of the environment that is set to something.
    public static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    private static func workingFolder() -> String {
        guard let path = getcwd(nil, 0) else { return "." }
        defer { free(path) }
        return String(cString: path)
    }
}
