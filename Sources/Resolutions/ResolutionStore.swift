import Access
import Core
import Postgres

/// Resolutions in the database.
public enum ResolutionStore {
    public static func find(
        _ id: ResolutionID, in scope: ScopeID, on connection: Connection
    ) async throws -> Resolution? {
        try await connection.query(
            """
            select resolution_id, kind, body, title, adopted_on, source, content, file_sha256, digest
            from resolutions.resolution where scope_id = \(scope) and resolution_id = \(id)
            """
        ).first.map(resolution)
    }

    static func find(
        digest: [UInt8], in scope: ScopeID, on connection: Connection
    ) async throws -> Resolution? {
        try await connection.query(
            """
            select resolution_id, kind, body, title, adopted_on, source, content, file_sha256, digest
            from resolutions.resolution where scope_id = \(scope) and digest = \(digest)
            """
        ).first.map(resolution)
    }

    /// Every resolution of a scope, the newest first.
    public static func list(
        in scope: ScopeID, on connection: Connection
    ) async throws -> [Resolution] {
        try await connection.query(
            """
            select resolution_id, kind, body, title, adopted_on, source, content, file_sha256, digest
            from resolutions.resolution where scope_id = \(scope)
            order by adopted_on desc, resolution_id desc
            """
        ).map(resolution)
    }

    static func insert(
        _ input: RecordResolution.Input, fileSHA256: [UInt8]?, digest: [UInt8], entry: EntryID,
        on connection: Connection
    ) async throws -> (id: ResolutionID, fact: String) {
        try await connection.query(
            """
            insert into resolutions.resolution as r (scope_id, kind, body, title, adopted_on,
                source, content, file_sha256, digest, entry_id)
            values (\(input.scope), \(input.kind.rawValue), \(input.body.rawValue),
                \(input.title), \(input.adoptedOn), \(input.source), \(input.text),
                \(fileSHA256), \(digest), \(entry))
            returning resolution_id, resolutions.fact(r)
            """
        ).only().decode(ResolutionID.self, String.self)
    }

    private static func resolution(_ row: Row) throws -> Resolution {
        Resolution(
            id: try row.get("resolution_id"),
            kind: Resolution.Kind(rawValue: try row.get("kind")) ?? .historical,
            body: Resolution.Body(rawValue: try row.get("body")) ?? .ownersCommittee,
            title: try row.get("title"), adoptedOn: try row.get("adopted_on"),
            source: try row.get("source"), text: try row.get("content"),
            fileSHA256: try row.get("file_sha256"), digest: try row.get("digest"))
    }
}
