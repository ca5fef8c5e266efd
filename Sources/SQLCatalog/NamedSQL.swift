/// A query and the name of its file, without `.sql`.
public struct NamedSQL: Sendable, Equatable {
    public let name: String
    public let sql: String

    public init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }
}
