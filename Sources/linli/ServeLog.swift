import Application
import Core
import Logging

/// What the server writes to standard error, and in which form: LINLI_LOG and LINLI_LOG_LEVEL.
struct ServeLog: Sendable {
    enum Failure: Refusal, Equatable {
        case formatUnknown(String)
        case levelUnknown(String)

        var code: String {
            switch self {
            case .formatUnknown: "logFormatUnknown"
            case .levelUnknown: "logLevelUnknown"
            }
        }

        var sentence: String {
            switch self {
            case .formatUnknown(let text):
                "日志格式“\(text.prefix(40))”无法识别：LINLI_LOG 可写 text 或 json。"
            case .levelUnknown(let text):
                "日志级别“\(text.prefix(40))”无法识别：LINLI_LOG_LEVEL 可写 "
                    + Logger.Level.allCases.map(\.rawValue).joined(separator: "、") + "。"
            }
        }
    }

    let isJSON: Bool
    let level: Logger.Level

    /// - Throws: `Failure`.
    init(environment: (String) -> String? = Settings.environment) throws(Failure) {
        let format = environment("LINLI_LOG") ?? "text"
        guard ["text", "json"].contains(format) else { throw .formatUnknown(format) }
        isJSON = format == "json"
        let name = environment("LINLI_LOG_LEVEL") ?? Logger.Level.notice.rawValue
        guard let level = Logger.Level(rawValue: name) else { throw .levelUnknown(name) }
        self.level = level
    }

    func logger() -> Logger {
        let isJSON = isJSON
        LoggingSystem.bootstrap { label -> any LogHandler in
            if isJSON { return JSONLog(label: label) }
            return StreamLogHandler.standardError(label: label)
        }
        var logger = Logger(label: "linli")
        logger.logLevel = level
        return logger
    }
}

/// One JSON object a line, for programs that collect logs.
struct JSONLog: LogHandler {
    let label: String
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info
    var write: @Sendable (String) -> Void = { Output.complain($0) }

    init(label: String) {
        self.label = label
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let fields: [(key: String, value: JSON)] =
            [
                ("at", JSON(Calendar.now())), ("level", .string(event.level.rawValue)),
                ("message", .string("\(event.message)")),
            ]
            + all.sorted { $0.key < $1.key }.map { (JSONLog.name($0.key), .string("\($0.value)")) }
        write(JSON.object(fields).text)
    }

    /// The web framework's name for it is nobody else's.
    private static func name(_ key: String) -> String {
        key == "hb.request.id" ? "requestId" : key
    }
}
