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
}
