/// The SQL of the whole house, carried inside the executable: the folder sql/ of the repository.
public enum SQLCatalog {
    /// Makes the roles, before the first migration; harmless when repeated. From sql/bootstrap.sql.
    public static let bootstrap: String =
        EmbeddedFiles.files.first { $0.path == "bootstrap.sql" }?.text ?? ""

    /// Every migration, 1…n without a gap, in the order in which they are applied.
    public static let migrations: [Migration] = readMigrations.migrations

    /// Invariants as queries, each of which must return no row: `linli check` runs them all.
    public static let checks: [NamedSQL] = named(inFolder: "checks")

    public static let reports: [NamedSQL] = named(inFolder: "reports")

    /// The facts over which audit digests are computed.
    public static let facts: [NamedSQL] = named(inFolder: "facts")

    /// Files of sql/migrations that were left out, each with the reason. A test keeps this empty;
    /// it exists because a start of the server cannot fail in the middle of a constant.
    static let faults: [String] = readMigrations.faults

    private static let readMigrations = Migration.read(from: files(inFolder: "migrations"))

    private static func named(inFolder folder: String) -> [NamedSQL] {
        files(inFolder: folder).map { NamedSQL(name: $0.name, sql: $0.text) }
    }

    /// The `.sql` files of one folder, in the order of their names, which lose the suffix.
    private static func files(inFolder folder: String) -> [(name: String, text: String)] {
        let prefix = folder + "/"
        let suffix = ".sql"
        return EmbeddedFiles.files.compactMap { file in
            guard file.path.hasPrefix(prefix), file.path.hasSuffix(suffix) else { return nil }
            let name = file.path.dropFirst(prefix.count).dropLast(suffix.count)
            return (name: String(name), text: file.text)
        }
    }
}
