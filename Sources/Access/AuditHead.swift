import Core
import Postgres
import Secrets

/// How far the log of every scope had come at a moment: kept elsewhere, it proves afterwards that
/// nothing up to there was changed, removed or cut off the end.
public struct AuditHead: Sendable, Equatable {
    public struct Link: Sendable, Equatable {
        public let scope: ScopeID
        public let position: Int64
        /// SHA-256 over all that the scope's log held up to this position.
        public let chain: [UInt8]
    }

    public enum Failure: Refusal, Equatable {
        case unreadable
        case foreignKey(String)
        case signatureWrong

        public var code: String {
            switch self {
            case .unreadable: "headUnreadable"
            case .foreignKey: "headForeignKey"
            case .signatureWrong: "headSignatureWrong"
            }
        }

        public var sentence: String {
            switch self {
            case .unreadable: "日志链头文件无法识别：请使用 linli audit head 导出的原文件。"
            case .foreignKey(let key):
                "日志链头由另一把密钥签名（公钥 \(key.prefix(16))…）：不是本系统导出的，或密钥文件已更换。"
            case .signatureWrong: "日志链头文件的签名不符：文件被改动过，不能用作凭据。"
            }
        }
    }

    public let at: Timestamp
    /// In order of scope.
    public let links: [Link]

    /// What is signed: the document without its key and signature, as it is written.
    private var content: [(key: String, value: JSON)] {
        [
            ("format", "linli-audit-head-1"), ("at", JSON(at)),
            ("atMicroseconds", .integer(at.microseconds)),
            (
                "heads",
                .array(
                    links.map { link in
                        [
                            "scope": JSON(link.scope), "position": .integer(link.position),
                            "chain": .string(Hex.encode(link.chain)),
                        ]
                    })
            ),
        ]
    }

    /// The document that is exported.
    public func signed(by key: SigningKey) -> JSON {
        let signature = key.sign(JSON.object(content).bytes)
        return .object(
            content + [
                ("publicKey", .string(Hex.encode(key.publicKey))),
                ("signature", .string(Hex.encode(signature))),
            ])
    }

    /// - Parameters:
    ///   - document: what was read from a file.
    ///   - publicKey: the installation's own.
    /// - Throws: `Failure`.
    static func checked(
        _ document: AuditHeadStore.Document, under publicKey: [UInt8]
    ) throws(Failure) -> AuditHead {
        guard document.publicKey == Hex.encode(publicKey) else {
            throw .foreignKey(document.publicKey)
        }
        let head = AuditHead(at: document.at, links: document.links)
        guard
            SigningKey.isValid(
                document.signature, of: JSON.object(head.content).bytes, under: publicKey)
        else { throw .signatureWrong }
        return head
    }
}

/// Exports how far the log has come, sealing first what waits.
public struct ExportAuditHead: Sendable {
    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(by actor: Actor, at now: Timestamp) async throws -> AuditHead {
        try actor.require(.readAudit, in: .installation)
        _ = try await SealAudit(database: database).perform()
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            AuditHead(at: now, links: try await AuditHeadStore.read(on: connection))
        }
    }
}

/// Reads an exported head, and checks that this installation signed it.
public struct ReadAuditHead: Sendable {
    /// Bytes of a file that are looked at: a hundred thousand scopes.
    static let longest = 16 * 1024 * 1024

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Parameters:
    ///   - text: the exported document.
    ///   - publicKey: under which it must be signed.
    /// - Throws: `AuditHead.Failure`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ text: String, signedUnder publicKey: [UInt8], by actor: Actor
    ) async throws -> AuditHead {
        try actor.require(.readAudit, in: .installation)
        guard text.utf8.count <= ReadAuditHead.longest, !text.utf8.contains(0) else {
            throw AuditHead.Failure.unreadable
        }
        let document = try await database.withConnection {
            try await AuditHeadStore.parse(text, on: $0)
        }
        guard let document else { throw AuditHead.Failure.unreadable }
        return try AuditHead.checked(document, under: publicKey)
    }
}
