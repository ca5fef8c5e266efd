import Core

/// What stands beside the copy of a database: of when it is, what must be in it, which keys.
public struct BackupManifest: Sendable, Equatable {
    public struct Table: Sendable, Equatable {
        /// `fees.charge`.
        public let name: String
        public let rows: Int64
        /// `BackupStore.content`.
        public let digest: String

        public init(name: String, rows: Int64, digest: String) {
            self.name = name
            self.rows = rows
            self.digest = digest
        }
    }

    public static let fileName = "backup.json"
    public static let dumpName = "linli.dump"
    public static let keysName = "keys"
    /// Of this document, should it ever change.
    static let format: Int64 = 1
    /// Bytes: a few hundred tables take 30 kB.
    public static let longest = 4 * 1024 * 1024

    public let takenAt: Timestamp
    /// The number of the last migration applied.
    public let version: Int
    public let dumpBytes: Int64
    /// SHA-256 of the dump, in hex.
    public let dumpSHA256: String
    /// Names of the key files that lie beside it; empty where they were left out.
    public let keys: [String]
    public let tables: [Table]

    public init(
        takenAt: Timestamp, version: Int, dumpBytes: Int64, dumpSHA256: String, keys: [String],
        tables: [Table]
    ) {
        self.takenAt = takenAt
        self.version = version
        self.dumpBytes = dumpBytes
        self.dumpSHA256 = dumpSHA256
        self.keys = keys
        self.tables = tables
    }

    public var rows: Int64 { tables.reduce(0) { $0 + $1.rows } }
}

extension BackupManifest: JSONConvertible {
    public var json: JSON {
        [
            "format": .integer(BackupManifest.format), "takenAt": JSON(takenAt),
            "takenAtMicroseconds": .integer(takenAt.microseconds), "version": JSON(version),
            "dump": [
                "file": .string(BackupManifest.dumpName), "bytes": .integer(dumpBytes),
                "sha256": .string(dumpSHA256),
            ],
            "keys": .array(keys.map(JSON.string)),
            "tables": .array(
                tables.map {
                    [
                        "name": .string($0.name), "rows": .integer($0.rows),
                        "digest": .string($0.digest),
                    ]
                }),
        ]
    }

    /// Nil where the document is none of ours, or of a format that we do not know.
    public init?(_ json: JSON) {
        guard json["format"]?.integer == BackupManifest.format,
            let taken = json["takenAtMicroseconds"]?.integer,
            let version = json["version"]?.integer, (1...9999).contains(version),
            let bytes = json["dump"]?["bytes"]?.integer,
            let sha256 = json["dump"]?["sha256"]?.string,
            let keys = json["keys"]?.array?.compactMap(\.string),
            let tables = json["tables"]?.array?.map({ Table($0) }), !tables.contains(nil)
        else { return nil }
        self.init(
            takenAt: Timestamp(microseconds: taken), version: Int(version), dumpBytes: bytes,
            dumpSHA256: sha256, keys: keys, tables: tables.compactMap { $0 })
    }
}

extension BackupManifest.Table {
    fileprivate init?(_ json: JSON) {
        guard let name = json["name"]?.string, let rows = json["rows"]?.integer,
            let digest = json["digest"]?.string
        else { return nil }
        self.init(name: name, rows: rows, digest: digest)
    }
}
