import Glibc

/// PostgreSQL's own programs that copy a database into a file and back: the custom format of
/// `pg_dump`, which later versions of PostgreSQL read too.
public struct DumpPrograms: Sendable {
    private let folder: String

    /// The programs that fit a private cluster, or the newest there are for a server elsewhere.
    ///
    /// - Parameter dataFolder: of the private cluster; nil for a server elsewhere.
    /// - Throws: `DumpProblem.programsNotFound`, `PrivateClusterError`.
    public static func find(dataFolder: String?) async throws -> DumpPrograms {
        try await Blocking.run { _ in
            let places =
                if let dataFolder {
                    [try ClusterBinaries.find(for: ClusterLayout(dataFolder: dataFolder)).folder]
                } else {
                    ClusterBinaries.candidates() + ["/usr/bin", "/usr/local/bin"]
                }
            let found = places.compactMap { place -> (folder: String, version: Int)? in
                guard fileExists(place + "/pg_restore"),
                    let outcome = try? ChildProcess.run([place + "/pg_dump", "--version"]),
                    outcome.code == 0, let version = ClusterBinaries.majorVersion(outcome.output)
                else { return nil }
                return (place, version)
            }
            guard let newest = found.max(by: { $0.version < $1.version }) else {
                throw DumpProblem.programsNotFound
            }
            return DumpPrograms(folder: newest.folder)
        }
    }

    /// Copies a database into a file, as one moment has it.
    ///
    /// - Parameters:
    ///   - server: libpq's keywords.
    ///   - snapshot: of a transaction that stays open meanwhile (`pg_export_snapshot`).
    ///   - file: absolute; overwritten.
    ///   - table: told each table, such as `fees.charge`, as its rows begin to be read.
    /// - Throws: `DumpProblem`, `PrivateClusterError`, `CancellationError`.
    public func dump(
        _ server: [String: String], snapshot: String, to file: String,
        table: @escaping @Sendable (Substring) -> Void
    ) async throws {
        // Level 1: two thirds of the size for a third of the time of the default level.
        let arguments = [
            "--format=custom", "--compress=1", "--no-password", "--verbose",
            "--snapshot=\(snapshot)", "--file=\(file)", "--dbname=\(Self.address(server))",
        ]
        try await run("pg_dump", arguments, server) { line in
            if let name = Self.quoted(line, after: "dumping contents of table ") { table(name) }
        }
    }

    /// How many things a file holds: tables, their rows, indexes, keys.
    ///
    /// - Throws: `DumpProblem`, among them that it is no such file, or one cut off in its list.
    public func entries(in file: String) async throws -> Int {
        let program = folder + "/pg_restore"
        return try await Blocking.run { cancelled in
            var count = 0
            let outcome = try ChildProcess.watch(
                [program, "--list", file], cancelled: cancelled
            ) { line in
                if !line.hasPrefix(";"), !line.isEmpty { count += 1 }
            }
            guard outcome.code == 0 else { throw DumpProblem.notADump(path: file) }
            return count
        }
    }

    /// Puts a file's content into a database that is empty, whole or not at all. Everything in it
    /// then belongs to one role.
    ///
    /// - Parameters:
    ///   - server: libpq's keywords, the database among them.
    ///   - owner: a role that may create in it, and that who connects is a member of.
    ///   - step: told as each of the things in the file is begun.
    /// - Throws: `DumpProblem`, `PrivateClusterError`, `CancellationError`.
    public func restore(
        _ file: String, into server: [String: String], as owner: String,
        step: @escaping @Sendable () -> Void
    ) async throws {
        let arguments = [
            "--single-transaction", "--exit-on-error", "--no-owner", "--role=\(owner)",
            "--no-password", "--verbose", "--dbname=\(Self.address(server))", file,
        ]
        let begun = ["creating ", "processing data for table ", "executing "]
        try await run("pg_restore", arguments, server) { line in
            let what = line.drop { $0 != ":" }.dropFirst(2)
            if begun.contains(where: what.hasPrefix) { step() }
        }
    }

    private func run(
        _ name: String, _ arguments: [String], _ server: [String: String],
        line: @escaping @Sendable (Substring) -> Void
    ) async throws {
        let command = ["\(folder)/\(name)"] + arguments
        let variables = Self.variables(for: server)
        let outcome = try await Blocking.run { cancelled in
            try ChildProcess.watch(command, with: variables, cancelled: cancelled, line: line)
        }
        guard outcome.code == 0 else { throw DumpProblem(of: outcome.output) }
    }

    /// What libpq would find by itself in this process, its programs shall find too: PG* variables,
    /// and the password file in the home folder. A password stands where only we can read it, not
    /// on the command line.
    private static func variables(for server: [String: String]) -> [String] {
        var variables = processEnvironment().filter { name, _ in
            name == "HOME" || name.hasPrefix("PG")
        }
        if let password = server["password"] { variables["PGPASSWORD"] = password }
        return variables.map { "\($0.key)=\($0.value)" }
    }

    private static func address(_ server: [String: String]) -> String {
        server.filter { $0.key != "password" }.sorted { $0.key < $1.key }
            .map { name, value in
                let value = value.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
                return "\(name)='\(value)'"
            }
            .joined(separator: " ")
    }

    /// `… table "fees.charge"` → `fees.charge`.
    private static func quoted(_ line: Substring, after words: String) -> Substring? {
        guard let start = line.firstRange(of: words + "\"")?.upperBound else { return nil }
        return line[start...].prefix { $0 != "\"" }
    }
}
