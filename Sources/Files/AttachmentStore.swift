import Access
import Core
import Postgres

/// Attachments in the database.
public enum AttachmentStore {
    /// Keeps a file, unless the scope already has it.
    ///
    /// - Returns: its fact line; nil where it was there.
    public static func keep(
        _ attachment: Attachment, in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws -> String? {
        try await connection.query(
            """
            insert into files.blob as r (scope_id, sha256, media_type, file_name, content, entry_id)
            values (\(scope), \(attachment.sha256), \(attachment.mediaType), \(attachment.name),
                \(attachment.content), \(entry))
            on conflict (scope_id, sha256) do nothing
            returning files.fact(r)
            """
        ).first.map { try $0.decode(String.self) }
    }

    /// A file without its content; nil where the scope has none of that digest.
    public static func heading(
        _ sha256: [UInt8], in scope: ScopeID, on connection: Connection
    ) async throws -> AttachmentHeading? {
        try await connection.query(
            """
            select file_name, media_type, octet_length(content) from files.blob
            where scope_id = \(scope) and sha256 = \(sha256)
            """
        ).first.map { row in
            let (name, type, bytes) = try row.decode(String.self, String.self, Int32.self)
            return AttachmentHeading(name: name, mediaType: type, bytes: Int(bytes))
        }
    }

    /// A file; nil where the scope has none of that digest.
    public static func find(
        _ sha256: [UInt8], in scope: ScopeID, on connection: Connection
    ) async throws -> StoredAttachment? {
        try await connection.query(
            """
            select file_name, media_type, content from files.blob
            where scope_id = \(scope) and sha256 = \(sha256)
            """
        ).first.map { row in
            let (name, type, content) = try row.decode(String.self, String.self, [UInt8].self)
            return StoredAttachment(name: name, mediaType: type, content: content)
        }
    }
}
