// swift-tools-version: 6.1
import PackageDescription

// The rooms of the house and the doors between them: a target may import what it names here and
// nothing else (`--explicit-target-dependency-import-check error`, and the Tidy tests).

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let arguments = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")

let foundation: [Target] = [
    .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(
        name: "CQrencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .executableTarget(name: "EmbedTool", path: "Sources/EmbedTool"),
    .plugin(
        name: "EmbedPlugin", capability: .buildTool(), dependencies: ["EmbedTool"],
        path: "Sources/Plugins/EmbedPlugin"),
    .target(
        name: "SQLCatalog", dependencies: ["CSodium"], exclude: ["sql"],
        plugins: ["EmbedPlugin"]),
    .target(name: "Postgres", dependencies: ["CLibpq", logging, lifecycle]),
    .target(name: "CSpawn"),
    .target(name: "PrivateCluster", dependencies: ["CSpawn", logging]),
    .target(name: "Core"),
    .target(name: "Secrets", dependencies: ["CSodium"]),
    .target(name: "Tables", dependencies: ["Core", "Secrets"]),
    .target(name: "Papers", dependencies: ["CQrencode"]),
]

let rooms: [Target] = [
    .target(name: "Access", dependencies: ["Core", "Secrets", "Postgres"]),
    .target(name: "Registry", dependencies: ["Core", "Secrets", "Tables", "Postgres", "Access"]),
    .target(name: "Accounts", dependencies: ["Core", "Secrets", "Postgres", "Access", "Registry"]),
    .target(name: "Files", dependencies: ["Core", "Secrets", "Postgres", "Access", "Registry"]),
    .target(
        name: "Resolutions",
        dependencies: ["Core", "Secrets", "Postgres", "Access", "Registry", "Files"]),
    .target(
        name: "Contracts",
        dependencies: ["Core", "Postgres", "Access", "Registry", "Resolutions"]),
    .target(
        name: "Fees",
        dependencies: [
            "Core", "Secrets", "Tables", "Postgres", "Access", "Registry", "Files", "Resolutions",
        ]),
]

let edges: [Target] = [
    .target(
        name: "Application",
        dependencies: [
            "Core", "Secrets", "Postgres", "SQLCatalog", "Access", "Registry", "Accounts", "Files",
            "Resolutions", "Contracts", "Fees", logging, lifecycle,
        ],
        exclude: ["Example"],
        plugins: ["EmbedPlugin"]),
    .target(
        name: "Web",
        dependencies: [
            "Application", "Core", "Secrets", "Papers", "Access", "Registry", "Accounts", "Files",
            "Resolutions", "Contracts", "Fees", hummingbird, nio, mustache, logging, lifecycle,
        ],
        exclude: ["Templates"],
        plugins: ["EmbedPlugin"]),
    .executableTarget(
        name: "linli",
        dependencies: [
            "Web", "Application", "PrivateCluster", "Postgres", "SQLCatalog", "Core", "Secrets",
            "Access", "Registry", "Accounts", "Files", "Resolutions", "Contracts", "Fees",
            arguments,
            logging, lifecycle,
        ]),
    // Measures and torments linli; not part of it.
    .executableTarget(
        name: "Bench",
        dependencies: [
            "Application", "PrivateCluster", "Postgres", "SQLCatalog", "Core", "Secrets", "Access",
            "Accounts", "Contracts", "Registry", "Resolutions", "Fees", arguments, logging,
        ]),
]

let tests: [Target] = [
    .target(
        name: "TestSupport",
        dependencies: [
            "Application", "Core", "Secrets", "Postgres", "SQLCatalog", "Access", "Registry",
            "Accounts", "Resolutions", "Contracts", "Fees", logging,
        ],
        path: "Tests/TestSupport"),
    .testTarget(name: "CoreTests", dependencies: ["Core"]),
    .testTarget(name: "SecretsTests", dependencies: ["Secrets"]),
    .testTarget(name: "PapersTests", dependencies: ["Papers"]),
    .testTarget(name: "TablesTests", dependencies: ["Tables", "Core", "Secrets"]),
    .testTarget(name: "PostgresTests", dependencies: ["Postgres", logging]),
    .testTarget(name: "EmbedToolTests", dependencies: ["EmbedTool"]),
    .testTarget(name: "SQLCatalogTests", dependencies: ["SQLCatalog"]),
    .testTarget(name: "PrivateClusterTests", dependencies: ["PrivateCluster", logging]),
    .testTarget(
        name: "AccessTests", dependencies: ["Access", "Core", "Postgres", "Secrets", "TestSupport"]),
    .testTarget(
        name: "RegistryTests",
        dependencies: [
            "Registry", "Access", "Core", "Postgres", "Secrets", "Tables", "TestSupport",
        ]),
    .testTarget(
        name: "AccountsTests",
        dependencies: [
            "Accounts", "Contracts", "Resolutions", "Registry", "Access", "Core", "Postgres",
            "Secrets", "TestSupport",
        ]),
    .testTarget(
        name: "ContractsTests",
        dependencies: [
            "Contracts", "Resolutions", "Registry", "Access", "Core", "Postgres", "TestSupport",
        ]),
    .testTarget(
        name: "ResolutionsTests",
        dependencies: ["Resolutions", "Files", "Access", "Core", "Postgres", "TestSupport"]),
    .testTarget(
        name: "FeesTests",
        dependencies: [
            "Fees", "Resolutions", "Registry", "Access", "Core", "Postgres", "Secrets",
            "TestSupport",
        ]),
    .testTarget(
        name: "ApplicationTests",
        dependencies: [
            "Application", "Core", "Secrets", "Postgres", "SQLCatalog", "Access", "Registry",
            "Accounts", "Contracts", "Files", "Resolutions", "Fees",
            "TestSupport", logging,
        ]),
    .testTarget(
        name: "WebTests",
        dependencies: [
            "Web", "Application", "Core", "Secrets", "Papers", "Postgres", "Access", "Registry",
            "Accounts", "Files", "Resolutions", "Fees", "TestSupport", hummingbird, lifecycle,
            logging,
        ],
        exclude: ["access.csv"]),
    .testTarget(name: "CommandTests", dependencies: ["linli", "TestSupport", "Core"]),
    .testTarget(name: "FaultTests", dependencies: ["Bench", "linli"]),
    .testTarget(name: "TidyTests"),
]

let package = Package(
    name: "linli",
    products: [.executable(name: "linli-bench", targets: ["Bench"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: foundation + rooms + edges + tests,
    swiftLanguageModes: [.v6]
)
