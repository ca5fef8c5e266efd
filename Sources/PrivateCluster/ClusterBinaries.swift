/// The folder of PostgreSQL's server programs, and their major version.
struct ClusterBinaries: Sendable, Equatable {
    static let oldestVersion = 15

    let folder: String
    let version: Int

    var initdb: String { folder + "/initdb" }
    var pgCtl: String { folder + "/pg_ctl" }

    /// The programs that fit an existing cluster, or the newest for a new one. A data folder can
    /// only be opened by the major version that made it.
    static func find(for layout: ClusterLayout) throws -> ClusterBinaries {
        let installed = candidates().compactMap(read).sorted { $0.version > $1.version }
        guard let newest = installed.first else { throw PrivateClusterError.binariesNotFound }
        if let made = text(ofFile: layout.versionFile) {
            let made = made.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
            guard let fitting = installed.first(where: { String($0.version) == made }) else {
                throw PrivateClusterError.versionNotInstalled(
                    made: made, installed: Set(installed.map(\.version)).sorted())
            }
            return fitting
        }
        guard newest.version >= oldestVersion else {
            throw PrivateClusterError.binariesTooOld(found: newest.version)
        }
        return newest
    }

    /// Where `pg_config` says, then the folders of Debian, of PostgreSQL's own packages for Red
    /// Hat, and of a build from source.
    static func candidates() -> [String] {
        var folders: [String] = []
        if let config = ["/usr/bin/pg_config", "/usr/local/bin/pg_config"].first(where: fileExists),
            let outcome = try? ChildProcess.run([config, "--bindir"]), outcome.code == 0
        {
            folders += outcome.output.split(separator: "\n").prefix(1).map(String.init)
        }
        let debian = "/usr/lib/postgresql"
        folders += names(inFolder: debian).sorted().map { "\(debian)/\($0)/bin" }
        let redHat = names(inFolder: "/usr").filter { $0.hasPrefix("pgsql-") }
        folders += redHat.sorted().map { "/usr/\($0)/bin" }
        folders.append("/usr/local/pgsql/bin")
        var seen: Set<String> = []
        return folders.filter { seen.insert($0).inserted }
    }

    /// All three programs must be there: a client package alone brings `pg_config`.
    private static func read(_ folder: String) -> ClusterBinaries? {
        let programs = ["initdb", "pg_ctl", "postgres"].map { folder + "/" + $0 }
        guard programs.allSatisfy(fileExists),
            let outcome = try? ChildProcess.run([folder + "/postgres", "--version"]),
            outcome.code == 0, let version = majorVersion(outcome.output)
        else { return nil }
        return ClusterBinaries(folder: folder, version: version)
    }

    /// `postgres (PostgreSQL) 15.18 (Debian …)` → 15; also `17beta1` → 17.
    static func majorVersion(_ line: String) -> Int? {
        let words = line.split(separator: " ")
        guard let name = words.firstIndex(of: "(PostgreSQL)"), name + 1 < words.endIndex else {
            return nil
        }
        return Int(words[name + 1].prefix { $0.isASCII && $0.isNumber })
    }
}
