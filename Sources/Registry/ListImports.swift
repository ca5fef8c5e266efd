import Access
import Core
import Postgres
import Secrets

/// What was imported into a compound, the newest first.
public struct ListImports: Sendable {
    public struct Batch: Sendable, Equatable {
        public let number: Int64
        /// `households`, `stalls` or `openingBalances`.
        public let kind: String
        public let fileName: String
        public let fileSHA256: [UInt8]
        public let added: Int
        public let changed: Int
        public let unchanged: Int
        /// Rows that stayed out.
        public let refused: Int
        public let at: Timestamp?
        public let by: String
    }

    /// Shown at most: a compound is imported once, and corrected a few times.
    public static let most = 100

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(_ scope: ScopeID, by actor: Actor) async throws -> [Batch] {
        try actor.require(.readRegister, in: scope)
        return try await database.query(ImportStore.listing(scope)).map { row in
            let (number, kind, file, digest, added, changed, unchanged, refused, at, by) =
                try row.decode(
                    Int64.self, String.self, String.self, [UInt8].self, Int32.self, Int32.self,
                    Int32.self, Int32.self, Timestamp?.self, String?.self)
            return Batch(
                number: number, kind: kind, fileName: file, fileSHA256: digest, added: Int(added),
                changed: Int(changed), unchanged: Int(unchanged), refused: Int(refused), at: at,
                by: by ?? "")
        }
    }
}

extension ListImports.Batch {
    public var kindChinese: String {
        switch kind {
        case "households": "房屋业主表"
        case "stalls": "车位表"
        case "openingBalances": "期初余额表"
        default: kind
        }
    }
}

extension ListImports.Batch: JSONConvertible {
    public var json: JSON {
        [
            "import": JSON(number), "kind": .string(kind), "file": .string(fileName),
            "sha256": .string(Hex.encode(fileSHA256)), "added": JSON(added),
            "changed": JSON(changed), "unchanged": JSON(unchanged), "refused": JSON(refused),
            "at": JSON(at), "by": .string(by),
        ]
    }
}
