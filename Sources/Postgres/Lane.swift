/// Which lane a connection serves, and with which server settings it starts.
enum Lane {
    case pipelined
    case leased

    /// The settings sent when a connection starts. What the caller asked for comes last and wins.
    func startupOptions(_ settings: ConnectionSettings, _ options: Database.Options) -> String {
        var parts: [String] = []
        if let own = settings.keywords["options"], !own.isEmpty { parts.append(own) }
        switch self {
        case .pipelined:
            parts.append("-c statement_timeout=\(options.statementTimeout.clampedMilliseconds)")
            // A write in this lane would stall those behind it while it waits for a lock.
            parts.append("-c default_transaction_read_only=on")
        case .leased:
            parts.append("-c lock_timeout=\(options.lockTimeout.clampedMilliseconds)")
        }
        for (name, value) in options.sessionSettings.sorted(by: { $0.key < $1.key }) {
            parts.append("-c \(Self.escaped(name))=\(Self.escaped(value))")
        }
        return parts.joined(separator: " ")
    }

    /// The server splits at spaces that no backslash precedes.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            if character == "\\" || character.isWhitespace { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
    }
}

/// libpq's keywords and values as C strings, made once for each lane.
final class ConnectParameters {
    private var keywords: [UnsafeMutablePointer<CChar>?] = []
    private var values: [UnsafeMutablePointer<CChar>?] = []

    init(_ lane: Lane, _ settings: ConnectionSettings, _ options: Database.Options) {
        var parameters = [
            "application_name": options.applicationName,
            // A peer that vanished is noticed within a minute instead of hours.
            "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3",
            "tcp_user_timeout": "30000",
        ]
        parameters.merge(settings.keywords) { _, given in given }
        parameters["options"] = lane.startupOptions(settings, options)
        parameters["client_encoding"] = "UTF8"
        for (keyword, value) in parameters {
            keywords.append(copy(keyword))
            values.append(copy(value))
        }
        keywords.append(nil)
        values.append(nil)
    }

    deinit {
        for pointer in keywords + values { pointer?.deallocate() }
    }

    /// Calls the body with libpq's two arrays, each ended by a null pointer.
    func withPointers<Result>(
        _ body: (
            UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<UnsafePointer<CChar>?>?
        ) -> Result
    ) -> Result {
        let keywords = keywords.map { UnsafePointer($0) }
        let values = values.map { UnsafePointer($0) }
        return keywords.withUnsafeBufferPointer { keywords in
            values.withUnsafeBufferPointer { values in
                body(keywords.baseAddress, values.baseAddress)
            }
        }
    }
}

private func copy(_ text: String) -> UnsafeMutablePointer<CChar> {
    let bytes = text.utf8CString
    let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    for (index, byte) in bytes.enumerated() { pointer[index] = byte }
    return pointer
}
