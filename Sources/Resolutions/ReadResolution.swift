import Access
import Core
import Files
import Postgres

/// Why a resolution that was named cannot be shown.
public enum ResolutionRefusal: Refusal, Equatable {
    case unknownResolution(ResolutionID)
    case withoutFile(ResolutionID)

    public var code: String {
        switch self {
        case .unknownResolution: "unknownResolution"
        case .withoutFile: "resolutionWithoutFile"
        }
    }

    public var sentence: String {
        switch self {
        case .unknownResolution(let id): "这个小区没有编号为 \(id) 的决议：请用 linli resolution list 查看。"
        case .withoutFile(let id): "编号为 \(id) 的决议没有附件。"
        }
    }
}

/// Reads a resolution with its words; its file, if it has one, by its name only.
public struct ReadResolution: Sendable {
    public struct Outcome: Sendable, Equatable {
        public let resolution: Resolution
        /// The attachment without its content; nil where there is none.
        public let file: AttachmentHeading?
        /// Who recorded it, and when.
        public let recordedBy: String
        public let recordedAt: Timestamp?
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `ResolutionRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ id: ResolutionID, in scope: ScopeID, by actor: Actor
    ) async throws -> Outcome {
        try actor.require(.readRegister, in: scope)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            guard
                let found = try await ResolutionStore.recorded(id, in: scope, on: connection)
            else { throw ResolutionRefusal.unknownResolution(id) }
            var file: AttachmentHeading?
            if let digest = found.resolution.fileSHA256 {
                file = try await AttachmentStore.heading(digest, in: scope, on: connection)
            }
            return Outcome(
                resolution: found.resolution, file: file, recordedBy: found.by,
                recordedAt: found.at)
        }
    }
}

/// Reads the file that is a resolution's words.
public struct ReadResolutionFile: Sendable {
    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `ResolutionRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ id: ResolutionID, in scope: ScopeID, by actor: Actor
    ) async throws -> StoredAttachment {
        try actor.require(.readRegister, in: scope)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            guard
                let resolution = try await ResolutionStore.find(id, in: scope, on: connection)
            else { throw ResolutionRefusal.unknownResolution(id) }
            guard let digest = resolution.fileSHA256,
                let file = try await AttachmentStore.find(digest, in: scope, on: connection)
            else { throw ResolutionRefusal.withoutFile(id) }
            return file
        }
    }
}

extension ReadResolution.Outcome: JSONConvertible {
    public var json: JSON {
        guard case .object(let members) = resolution.json else { return resolution.json }
        return .object(
            members + [
                ("fileName", JSON(file?.name)), ("mediaType", JSON(file?.mediaType)),
                ("fileBytes", file.map { JSON($0.bytes) } ?? .null),
                ("recordedBy", .string(recordedBy)), ("recordedAt", JSON(recordedAt)),
            ])
    }
}

extension ListResolutions.Row: JSONConvertible {
    public var json: JSON {
        [
            "id": JSON(id), "kind": .string(kind.rawValue), "body": .string(body.rawValue),
            "title": .string(title), "adoptedOn": JSON(adoptedOn), "source": JSON(source),
            "hasText": .bool(hasText), "hasFile": .bool(hasFile),
        ]
    }
}

extension ListResolutions.Outcome: JSONConvertible {
    public var json: JSON { ["total": JSON(total), "resolutions": JSON(rows)] }
}
