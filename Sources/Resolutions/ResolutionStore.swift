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

    /// A page of a scope's resolutions, the newest first, with the total of all that match.
    static func page(_ input: ListResolutions.Input) -> Query {
        """
        with found as (
            select resolution_id, kind, body, title, adopted_on, source,
                content is not null as has_text, file_sha256 is not null as has_file, digest
            from resolutions.resolution
            where scope_id = \(input.scope)
                and (\(input.kind == nil) or kind = \(input.kind?.rawValue))
                and (\(input.search == nil) or strpos(title, \(input.search)) > 0)
        )
        select t.total, p.*
        from (select count(*) as total from found) t
        left join lateral (
            select * from found order by adopted_on desc, resolution_id desc
            limit \(input.limit) offset \(input.offset)
        ) p on true
        order by p.adopted_on desc, p.resolution_id desc
        """
    }

    /// Nil where the page is empty.
    static func row(_ row: Row) throws -> ListResolutions.Row? {
        guard let id = try row.get("resolution_id", as: ResolutionID?.self) else { return nil }
        return ListResolutions.Row(
            id: id, kind: Resolution.Kind(rawValue: try row.get("kind")) ?? .historical,
            body: Resolution.Body(rawValue: try row.get("body")) ?? .ownersCommittee,
            title: try row.get("title"), adoptedOn: try row.get("adopted_on"),
            source: try row.get("source"), hasText: try row.get("has_text"),
            hasFile: try row.get("has_file"), digest: try row.get("digest"))
    }

    /// A resolution, who recorded it, and when.
    static func recorded(
        _ id: ResolutionID, in scope: ScopeID, on connection: Connection
    ) async throws -> (resolution: Resolution, by: String, at: Timestamp?)? {
        try await connection.query(
            """
            select r.resolution_id, r.kind, r.body, r.title, r.adopted_on, r.source, r.content,
                r.file_sha256, r.digest, coalesce(e.actor_name, '') as actor_name, e.at
            from resolutions.resolution r
            left join access.audit_entry e on e.scope_id = r.scope_id and e.entry_id = r.entry_id
            where r.scope_id = \(scope) and r.resolution_id = \(id)
            """
        ).first.map {
            (try resolution($0), by: try $0.get("actor_name"), at: try $0.get("at"))
        }
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
