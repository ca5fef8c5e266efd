import CLibpq

/// Where the server is and who connects, in libpq's keywords. Never prints a secret.
public struct ConnectionSettings: Sendable, Equatable {
    /// libpq's keywords: host, port, user, dbname, options, password, sslmode …
    public let keywords: [String: String]

    /// Takes libpq's keywords. What is missing comes from libpq's defaults and PG* variables.
    public init(keywords: [String: String]) {
        self.keywords = keywords
    }

    /// Takes a `postgresql://` URL or a `host=… user=…` string.
    ///
    /// Throws `PostgresError` of kind `.connectFailed` when libpq does not understand it; the error
    /// does not repeat the string, which may hold a password.
    public init(url: String) throws {
        guard let parsed = PQconninfoParse(url, nil) else {
            throw PostgresError(
                kind: .connectFailed, message: "the database URL cannot be understood")
        }
        defer { PQconninfoFree(parsed) }
        var keywords: [String: String] = [:]
        var option = parsed
        while let name = option.pointee.keyword {
            if let value = option.pointee.val {
                keywords[String(cString: name)] = String(cString: value)
            }
            option += 1
        }
        self.keywords = keywords
    }
}

extension ConnectionSettings: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Only what is known to be harmless is shown; `options` and the rest may hold secrets.
    private static let shown = ["host", "hostaddr", "port", "user", "dbname", "sslmode"]

    public var description: String {
        let parts = Self.shown.compactMap { name in
            keywords[name].map { "\(name)=\($0.contains("://") || $0.contains("=") ? "…" : $0)" }
        }
        return parts.isEmpty ? "libpq's defaults" : parts.joined(separator: " ")
    }

    public var debugDescription: String { "ConnectionSettings(\(description))" }

    public var customMirror: Mirror { Mirror(self, children: ["settings": description]) }
}
