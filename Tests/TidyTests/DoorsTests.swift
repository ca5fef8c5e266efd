import Testing

/// The doors between the rooms: who may import whom. The same table as in Package.swift and in the
/// picture of README.md; a new door is opened here first.
@Suite struct DoorsTests {
    /// In an order in which each may import only what stands above it.
    static let doors: [(target: String, mayImport: [String])] = [
        ("EmbedTool", []),
        ("SQLCatalog", ["CSodium"]),
        ("Postgres", ["CLibpq", "Logging", "ServiceLifecycle"]),
        ("CSpawn", []),
        ("PrivateCluster", ["CSpawn", "Logging"]),
        ("Core", []),
        ("Secrets", ["CSodium"]),
        ("Tables", ["Core", "Secrets"]),
        ("Papers", ["CQrencode"]),
        ("Access", ["Core", "Secrets", "Postgres"]),
        ("Registry", ["Core", "Secrets", "Tables", "Postgres", "Access"]),
        ("Accounts", ["Core", "Secrets", "Postgres", "Access", "Registry"]),
        ("Files", ["Core", "Secrets", "Postgres", "Access", "Registry"]),
        ("Resolutions", ["Core", "Secrets", "Postgres", "Access", "Registry", "Files"]),
        ("Contracts", ["Core", "Postgres", "Access", "Registry", "Resolutions"]),
        (
            "Fees",
            [
                "Core", "Secrets", "Tables", "Postgres", "Access", "Registry", "Files",
                "Resolutions",
            ]
        ),
        (
            "Application",
            [
                "Core", "Secrets", "Postgres", "SQLCatalog", "Access", "Registry", "Accounts",
                "Files", "Resolutions", "Contracts", "Fees", "Logging", "ServiceLifecycle",
            ]
        ),
        (
            "Web",
            [
                "Application", "Core", "Secrets", "Papers", "Access", "Registry", "Accounts",
                "Files", "Resolutions", "Contracts", "Fees", "Hummingbird", "NIOCore", "Mustache",
                "Logging", "ServiceLifecycle",
            ]
        ),
        (
            "linli",
            [
                "Web", "Application", "PrivateCluster", "Postgres", "SQLCatalog", "Core",
                "Secrets", "Access", "Registry", "Accounts", "Files", "Resolutions", "Contracts",
                "Fees", "ArgumentParser", "Logging", "ServiceLifecycle",
            ]
        ),
        (
            "Bench",
            [
                "Application", "PrivateCluster", "Postgres", "SQLCatalog", "Core", "Secrets",
                "Access", "Registry", "Accounts", "Resolutions", "Contracts", "Fees",
                "ArgumentParser",
                "Logging",
            ]
        ),
    ]

    /// What comes with the toolchain. Core has none of it: values do no input or output.
    static let system: [String: Set<String>] = [
        "EmbedTool": ["Foundation"], "Plugins": ["Foundation", "PackagePlugin"],
        "Postgres": ["Glibc", "Synchronization"],
        "PrivateCluster": ["Dispatch", "FoundationEssentials", "Glibc", "Synchronization"],
        "Core": [], "Secrets": ["Dispatch", "Glibc"], "Tables": ["Glibc"], "Papers": [],
        // a refusals file is written beside the file that was imported
        "Registry": ["Glibc", "Synchronization"], "Fees": ["Synchronization"],
        "Application": ["Glibc", "Synchronization"], "Web": ["Glibc", "Synchronization"],
        "linli": ["Dispatch", "Glibc", "Synchronization"],
        "Bench": ["Foundation", "FoundationEssentials", "Glibc", "Synchronization"],
    ]

    /// Rooms of the domain: what they know of the database stays in stores and operations.
    static let rooms: Set = [
        "Access", "Registry", "Accounts", "Files", "Resolutions", "Contracts", "Fees",
    ]

    @Test(arguments: Repository.folders(in: "Sources"))
    func importsOnlyThroughItsDoors(target: String) {
        let own = Set(Self.doors.first { $0.target == target }?.mayImport ?? [])
        let allowed = own.union(Self.system[target] ?? [])
        for file in Repository.sources where file.target == target {
            for module in imports(of: file) {
                #expect(allowed.contains(module), "\(file.path) imports \(module)")
            }
        }
    }

    @Test func everyTargetHasItsDoors() {
        let swift = Repository.folders(in: "Sources").filter { folder in
            Repository.sources.contains { $0.target == folder } && folder != "Plugins"
        }
        let known = Set(Self.doors.map(\.target))
        #expect(Set(swift).subtracting(known).isEmpty)
        #expect(known.subtracting(swift).subtracting(["CSpawn"]).isEmpty)
    }

    @Test func thereIsNoCircle() {
        var above: Set<String> = []
        let targets = Set(Self.doors.map(\.target))
        for (target, mayImport) in Self.doors {
            let below = Set(mayImport).intersection(targets).subtracting(above)
            #expect(below.isEmpty, "\(target) reaches down to \(below)")
            above.insert(target)
        }
    }

    /// Package.swift holds the same doors shut when it builds.
    @Test func thePackageSaysTheSame() throws {
        let package = try #require(Repository.file("Package.swift"))
        for (target, mayImport) in Self.doors {
            #expect(
                dependencies(of: target, in: package.text) == Set(mayImport), "\(target)")
        }
    }

    @Test func sqlIsKnownToStoresAndOperationsOnly() {
        for file in Repository.sources
        where Self.rooms.contains(file.target) && imports(of: file).contains("Postgres") {
            let isStore = file.name.hasSuffix("Store.swift") || file.name == "Bindings.swift"
            let isOperation = ["func perform(", "on connection: Connection", "database: Database"]
                .contains { file.text.contains($0) }
            #expect(isStore || isOperation, "\(file.path) imports Postgres")
        }
    }

    private func imports(of file: Repository.File) -> [String] {
        file.code.compactMap { line in
            let words = line.split(separator: " ")
            guard let keyword = words.firstIndex(of: "import"),
                words[..<keyword].allSatisfy({ $0.hasPrefix("@") || Self.access.contains($0) })
            else { return nil }
            let kinds: Set<Substring> = ["struct", "class", "enum", "func", "var", "protocol"]
            let path = words[(keyword + 1)...].first { !kinds.contains($0) } ?? ""
            return path.split(separator: ".").first.map(String.init)
        }
    }

    private static let access: Set<Substring> = ["public", "package", "internal", "private"]
    private static let products = [
        "logging": "Logging", "lifecycle": "ServiceLifecycle", "hummingbird": "Hummingbird",
        "mustache": "Mustache", "nio": "NIOCore", "arguments": "ArgumentParser",
    ]

    private func dependencies(of target: String, in package: String) -> Set<String>? {
        let text = package.split(separator: "\n").map { $0.drop { $0 == " " } }
            .joined(separator: " ")
        guard
            let start = text.range(of: "arget(name: \"\(target)\"")
                ?? text.range(of: "arget( name: \"\(target)\"")
        else { return nil }
        // as far as the next target
        let rest = text[start.upperBound...]
        let ends = ["arget(", ".plugin("].compactMap { rest.range(of: $0)?.lowerBound }
        guard
            let list = String(rest[..<(ends.min() ?? rest.endIndex)]).pieces(
                from: "dependencies: [", to: "]"
            ).first
        else {
            return []
        }
        return Set(
            list.split(separator: ",").map { $0.filter { $0 != " " && $0 != "\"" } }
                .filter { !$0.isEmpty }.map { Self.products[$0] ?? $0 })
    }
}
